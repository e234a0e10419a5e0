package patterns

import "regexp/syntax"

// program is a compiled expression that is run over bytes in either direction by
// following all its threads at once, in time proportional to bytes × instructions.
type program struct {
	start uint32
	inst  []instruction
	empty bool       // matches nothing but the empty text, anywhere
	first *[256]bool // bytes that can be the first to be read; nil if none need be
}

type instruction struct {
	op       syntax.InstOp
	out, arg uint32
	class    *[256]bool // of the instructions that read a byte
}

func compile(re *syntax.Regexp) *program {
	if len(re.Sub) == 0 {
		return &program{empty: true}
	}
	prog, err := syntax.Compile(re)
	if err != nil {
		panic(err) // it fails for no tree: the result is for the future
	}
	p := &program{start: uint32(prog.Start), inst: make([]instruction, len(prog.Inst))}
	classes := map[string]*[256]bool{}
	for i := range prog.Inst {
		in := &prog.Inst[i]
		p.inst[i] = instruction{op: in.Op, out: in.Out, arg: in.Arg}
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			p.inst[i].op = syntax.InstRune
			key := string(in.Rune) + string(rune(in.Op)) + string(rune(in.Arg))
			if classes[key] == nil {
				classes[key] = bytesOf(in)
			}
			p.inst[i].class = classes[key]
		}
	}
	p.first = p.firstBytes()
	return p
}

// firstBytes returns the bytes that can be read first, as if all assertions held.
func (p *program) firstBytes() *[256]bool {
	var first [256]bool
	seen := make([]bool, len(p.inst))
	for stack := []uint32{p.start}; len(stack) > 0; {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := &p.inst[pc]; in.op {
		case syntax.InstMatch:
			return nil
		case syntax.InstRune:
			for b, is := range in.class {
				first[b] = first[b] || is
			}
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, in.out, in.arg)
		case syntax.InstNop, syntax.InstCapture, syntax.InstEmptyWidth:
			stack = append(stack, in.out)
		}
	}
	return &first
}

// starts and ends report whether p may match at the start of data, or read
// backwards at its end.
func (p *program) starts(data []byte) bool {
	return p.first == nil || len(data) > 0 && p.first[data[0]]
}

func (p *program) ends(data []byte) bool {
	return p.first == nil || len(data) > 0 && p.first[data[len(data)-1]]
}

// bytesOf returns which bytes an instruction reads.
func bytesOf(in *syntax.Inst) *[256]bool {
	var class [256]bool
	for b := range class {
		class[b] = in.MatchRune(rune(b))
	}
	return &class
}

// machine runs programs; it holds the threads.
type machine struct {
	now, next []uint32
	seen      []uint32 // generation in which an instruction was last added
	stack     []uint32
	turn      uint32
}

// run follows p from position at of data, by step +1 or -1, for reach bytes at
// most, and calls found with each position at which it matches until found says
// false. It returns how many steps it took, 1 at least.
func (m *machine) run(p *program, data []byte, at, step, reach int, found func(int) bool) (steps int) {
	if p.empty {
		found(at)
		return 1
	}
	if len(m.seen) < len(p.inst) {
		m.seen = make([]uint32, len(p.inst))
		m.turn = 0
	}
	m.now = m.now[:0]
	m.begin()
	matched := m.add(p, p.start, data, at, &m.now)
	for n := 0; ; n++ {
		steps += len(m.now) + 1
		if matched && !found(at) {
			return steps
		}
		read := at
		if step < 0 {
			read = at - 1
		}
		if len(m.now) == 0 || n == reach || read < 0 || read >= len(data) {
			return steps
		}
		c := data[read]
		at += step
		m.next = m.next[:0]
		m.begin()
		matched = false
		for _, pc := range m.now {
			if in := &p.inst[pc]; in.class[c] && m.add(p, in.out, data, at, &m.next) {
				matched = true
			}
		}
		m.now, m.next = m.next, m.now
	}
}

// begin starts a new list of threads.
func (m *machine) begin() {
	if m.turn++; m.turn == 0 {
		clear(m.seen)
		m.turn = 1
	}
}

// add adds to list the instructions that read a byte and are reached from pc at
// position at, and says whether the end is reached.
func (m *machine) add(p *program, pc uint32, data []byte, at int, list *[]uint32) (matched bool) {
	m.stack = append(m.stack[:0], pc)
	for len(m.stack) > 0 {
		pc := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		if m.seen[pc] == m.turn {
			continue
		}
		m.seen[pc] = m.turn
		switch in := &p.inst[pc]; in.op {
		case syntax.InstMatch:
			matched = true
		case syntax.InstRune:
			*list = append(*list, pc)
		case syntax.InstAlt, syntax.InstAltMatch:
			m.stack = append(m.stack, in.arg, in.out)
		case syntax.InstNop, syntax.InstCapture:
			m.stack = append(m.stack, in.out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.arg)&^conditions(data, at) == 0 {
				m.stack = append(m.stack, in.out)
			}
		}
	}
	return matched
}

// conditions returns which assertions hold between the bytes around at.
func conditions(data []byte, at int) syntax.EmptyOp {
	before, after := rune(-1), rune(-1)
	if at > 0 {
		before = rune(data[at-1])
	}
	if at < len(data) {
		after = rune(data[at])
	}
	return syntax.EmptyOpContext(before, after)
}
