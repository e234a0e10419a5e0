package patterns

import "math/bits"

// index finds which of many literals are in a text, whatever their case: the
// automaton of Aho and Corasick (Communications of the ACM 18, 1975) with all
// transitions computed beforehand, over classes of bytes.
type index struct {
	class   [256]uint8
	shift   int       // 1<<shift classes
	next    []int32   // state<<shift + class: the next state, shifted
	ends    [][]int32 // by state: the literals that end there
	first   int       // of the states at which some end, shifted; they come last
	size    int       // literals
	longest int       // bytes of a literal
}

// newIndex returns the index of distinct literals in lower case.
func newIndex(literals []string) *index {
	x := &index{size: len(literals), longest: 1}
	classes := 1
	for _, l := range literals {
		x.longest = max(x.longest, len(l))
		for _, c := range []byte(l) {
			if x.class[c] == 0 {
				x.class[c] = uint8(classes)
				classes++
			}
		}
	}
	x.shift = bits.Len(uint(classes - 1))
	for c := byte('A'); c <= 'Z'; c++ {
		x.class[c] = x.class[c+'a'-'A']
	}
	x.addState()
	for i, l := range literals {
		state := int32(0)
		for _, c := range []byte(l) {
			at := int(state) + int(x.class[c])
			if x.next[at] == 0 {
				x.next[at] = x.addState()
			}
			state = x.next[at]
		}
		x.ends[state>>x.shift] = append(x.ends[state>>x.shift], int32(i))
	}
	x.link()
	x.sort()
	return x
}

// addState returns the new state, shifted.
func (x *index) addState() int32 {
	state := int32(len(x.next))
	x.next = append(x.next, make([]int32, 1<<x.shift)...)
	x.ends = append(x.ends, nil)
	return state
}

// link adds the transitions of the longest proper suffixes, breadth first.
func (x *index) link() {
	suffix := make([]int32, len(x.ends))
	queue := []int32{0}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		row := x.next[state:][:1<<x.shift]
		back := x.next[suffix[state>>x.shift]:][:1<<x.shift]
		for c, to := range row {
			switch {
			case to == 0:
				row[c] = back[c]
			case state == 0:
				queue = append(queue, to)
			default:
				n, shorter := to>>x.shift, back[c]
				suffix[n] = shorter
				x.ends[n] = append(x.ends[n], x.ends[shorter>>x.shift]...)
				queue = append(queue, to)
			}
		}
	}
}

// sort numbers the states at which literals end after all others.
func (x *index) sort() {
	number := make([]int32, len(x.ends))
	n := int32(0)
	for _, last := range []bool{false, true} {
		if last {
			x.first = int(n) << x.shift
		}
		for state, ends := range x.ends {
			if len(ends) > 0 == last {
				number[state] = n
				n++
			}
		}
	}
	next, ends := make([]int32, len(x.next)), make([][]int32, len(x.ends))
	for state, to := range number {
		ends[to] = x.ends[state]
		for c := range 1 << x.shift {
			next[int(to)<<x.shift+c] = number[x.next[state<<x.shift+c]>>x.shift] << x.shift
		}
	}
	x.next, x.ends = next, ends
}

// present returns which literals are in data.
func (x *index) present(data []byte) []bool {
	visited := make([]bool, len(x.ends))
	if n := len(data) / 4; n > 4*x.longest {
		x.four(data, n, visited)
		data = data[4*n-x.longest+1:]
	}
	x.walk(data, visited)
	found := make([]bool, x.size)
	for state, was := range visited {
		if was {
			for _, id := range x.ends[state] {
				found[id] = true
			}
		}
	}
	return found
}

// walk marks the states to which data leads and at which literals end. It returns
// the last state, shifted.
func (x *index) walk(data []byte, visited []bool) int {
	state := 0
	for _, c := range data {
		if state = int(x.next[state+int(x.class[c])]); state >= x.first {
			visited[state>>x.shift] = true
		}
	}
	return state
}

// four is walk over four parts of n bytes at once: each step waits for memory, and
// four can wait together. A part begins so early that no literal which ends in it
// is missed.
func (x *index) four(data []byte, n int, visited []bool) {
	from := func(k int) int { return x.walk(data[k*n-x.longest+1:k*n], visited) }
	a, b, c, d := 0, from(1), from(2), from(3)
	p, q, r, s := data[:n], data[n:2*n], data[2*n:3*n], data[3*n:4*n]
	for i := range p {
		a = int(x.next[a+int(x.class[p[i]])])
		b = int(x.next[b+int(x.class[q[i]])])
		c = int(x.next[c+int(x.class[r[i]])])
		d = int(x.next[d+int(x.class[s[i]])])
		if max(a, b, c, d) >= x.first {
			visited[a>>x.shift], visited[b>>x.shift], visited[c>>x.shift], visited[d>>x.shift] = true, true, true, true
		}
	}
}
