package pyeval

// get looks a key up. known is false where the mapping may hold what it does not
// show, or the key is unknown.
func (m *mapping) get(k value) (v value, found, known bool) {
	key, ok := k.key()
	if !ok {
		return value{}, false, false
	}
	i, ok := m.index[key]
	if !ok {
		return value{}, false, !m.open
	}
	return m.vals[i], true, true
}

// at returns what is known to be under a key.
func (m *mapping) at(k value) value {
	v, _, _ := m.get(k)
	return v
}

// set puts a value under a key. An unknown key may be any.
func (m *mapping) set(k, v value) {
	key, ok := k.key()
	if !ok {
		m.spoil()
		return
	}
	if m.index == nil {
		m.index = make(map[string]int)
	}
	if i, ok := m.index[key]; ok {
		m.vals[i] = v
		return
	}
	m.index[key] = len(m.keys)
	m.keys = append(m.keys, k)
	m.vals = append(m.vals, v)
}

// spoil makes what the mapping holds unknown.
func (m *mapping) spoil() { *m = mapping{open: true} }

// merge puts in what o holds.
func (m *mapping) merge(o *mapping) {
	if o.open {
		m.spoil()
	}
	for i, k := range o.keys {
		m.set(k, o.vals[i])
	}
}

// copied returns a copy that does not change with m.
func (m *mapping) copied() *mapping {
	c := &mapping{}
	c.merge(m)
	return c
}

// seen returns the keys, the values or both, as a view shows them.
func (m *mapping) seen(view string) []value {
	switch view {
	case viewValues:
		return m.vals
	case viewItems:
		out := make([]value, len(m.keys))
		for i, k := range m.keys {
			out[i] = tuple([]value{k, m.vals[i]})
		}
		return out
	}
	return m.keys
}

// The views of a dict, which are the s of a viewKind.
const (
	viewValues = "values"
	viewItems  = "items"
)
