package guarddog

// state maps keys to what is known of them at one place of a program. It keeps
// a log of changes, so that a branch costs what it changes and not what there
// is.
type state[V comparable] struct {
	vals map[string]V
	log  []change[V]
	// meet returns what is known where two paths come together, and false for
	// nothing; ok says whether there was a value.
	meet func(a V, aok bool, b V, bok bool) (V, bool)
}

// change is a key with the value that it has, or had; ok is false for none.
type change[V comparable] struct {
	key string
	val V
	ok  bool
}

func (s *state[V]) get(key string) (V, bool) {
	v, ok := s.vals[key]
	return v, ok
}

func (s *state[V]) put(key string, v V, ok bool) {
	old, had := s.vals[key]
	if had == ok && (!ok || old == v) {
		return
	}
	s.log = append(s.log, change[V]{key, old, had})
	if ok {
		s.vals[key] = v
	} else {
		delete(s.vals, key)
	}
}

// since returns the values now of what changed after a place in the log.
func (s *state[V]) since(mark int) []change[V] {
	var list []change[V]
	seen := map[string]bool{}
	for _, c := range s.log[mark:] {
		if !seen[c.key] {
			seen[c.key] = true
			v, ok := s.vals[c.key]
			list = append(list, change[V]{c.key, v, ok})
		}
	}
	return list
}

// ever returns for each key that changed after mark what holds if any of its
// values since then may be the one.
func (s *state[V]) ever(mark int) []change[V] {
	list := s.since(mark)
	at := map[string]int{}
	for i, c := range list {
		at[c.key] = i
	}
	for _, old := range s.log[mark:] {
		c := &list[at[old.key]]
		c.val, c.ok = s.meet(c.val, c.ok, old.val, old.ok)
	}
	return list
}

// rollback undoes what came after mark.
func (s *state[V]) rollback(mark int) {
	for i := len(s.log) - 1; i >= mark; i-- {
		c := s.log[i]
		if c.ok {
			s.vals[c.key] = c.val
		} else {
			delete(s.vals, c.key)
		}
	}
	s.log = s.log[:mark]
}

func (s *state[V]) apply(list []change[V]) {
	for _, c := range list {
		s.put(c.key, c.val, c.ok)
	}
}

// join makes the state what holds after any of several paths, each given by what
// it changes.
func (s *state[V]) join(paths [][]change[V]) {
	sum := map[string]change[V]{}
	count := map[string]int{}
	var keys []string
	for _, path := range paths {
		for _, c := range path {
			if count[c.key] == 0 {
				keys = append(keys, c.key)
				sum[c.key] = c
			} else {
				was := sum[c.key]
				was.val, was.ok = s.meet(was.val, was.ok, c.val, c.ok)
				sum[c.key] = was
			}
			count[c.key]++
		}
	}
	for _, key := range keys {
		c := sum[key]
		if count[key] < len(paths) {
			v, ok := s.get(key)
			c.val, c.ok = s.meet(c.val, c.ok, v, ok)
		}
		s.put(key, c.val, c.ok)
	}
}
