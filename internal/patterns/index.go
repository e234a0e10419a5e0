package patterns

// index finds which of many literals are in a text, whatever their case: the
// automaton of Aho and Corasick (Communications of the ACM 18, 1975) with all
// transitions computed beforehand, over classes of bytes.
type index struct {
	class   [256]uint8
	classes int
	next    []int32   // state*classes + class: the next state
	ends    [][]int32 // by state: the literals that end there
	size    int       // literals
}

// newIndex returns the index of distinct literals in lower case.
func newIndex(literals []string) *index {
	x := &index{classes: 1, size: len(literals)}
	for _, l := range literals {
		for _, c := range []byte(l) {
			if x.class[c] == 0 {
				x.class[c] = uint8(x.classes)
				x.classes++
			}
		}
	}
	for c := byte('A'); c <= 'Z'; c++ {
		x.class[c] = x.class[c+'a'-'A']
	}
	x.addState()
	for i, l := range literals {
		state := int32(0)
		for _, c := range []byte(l) {
			at := int(state)*x.classes + int(x.class[c])
			if x.next[at] == 0 {
				x.next[at] = x.addState()
			}
			state = x.next[at]
		}
		x.ends[state] = append(x.ends[state], int32(i))
	}
	x.link()
	return x
}

func (x *index) addState() int32 {
	x.next = append(x.next, make([]int32, x.classes)...)
	x.ends = append(x.ends, nil)
	return int32(len(x.ends) - 1)
}

// link adds the transitions of the longest proper suffixes, breadth first.
func (x *index) link() {
	suffix := make([]int32, len(x.ends))
	queue := []int32{0}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		row := x.next[int(state)*x.classes:][:x.classes]
		back := x.next[int(suffix[state])*x.classes:][:x.classes]
		for c, to := range row {
			switch {
			case to == 0:
				row[c] = back[c]
			case state == 0:
				queue = append(queue, to)
			default:
				suffix[to] = back[c]
				x.ends[to] = append(x.ends[to], x.ends[back[c]]...)
				queue = append(queue, to)
			}
		}
	}
}

// present returns which literals are in data.
func (x *index) present(data []byte) []bool {
	visited := make([]bool, len(x.ends))
	state := 0
	for _, c := range data {
		state = int(x.next[state*x.classes+int(x.class[c])])
		visited[state] = true
	}
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
