package reproduce

import "sync"

// memo keeps what was computed under a name, once, whoever asks first.
type memo[T any] struct {
	mu   sync.Mutex
	kept map[string]func() (T, error)
}

// get returns what compute returned for the first who asked for the name.
func (m *memo[T]) get(name string, compute func() (T, error)) (T, error) {
	m.mu.Lock()
	if m.kept == nil {
		m.kept = map[string]func() (T, error){}
	}
	f, ok := m.kept[name]
	if !ok {
		f = sync.OnceValues(compute)
		m.kept[name] = f
	}
	m.mu.Unlock()
	return f()
}
