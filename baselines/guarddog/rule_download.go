package guarddog

import (
	"regexp"
	"sort"
	"sync"

	"github.com/malguard/malguard/internal/pysrc"
)

// executable finds the literal of a program of Windows.
var executable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?im)^['"].*?\.exe['"]$`) })

func isExecutable(s *source, x pysrc.Expr) bool {
	text := s.of(x)
	return len(text) < maxArgument && executable().MatchString(text)
}

// downloadExecutable follows what is downloaded into a file that is, or becomes,
// executable. All that follows a statement that downloads counts as downloaded.
func downloadExecutable() finder {
	writes := []condition{method("write"), takes(1), on(isCalling(named("open"), first(isExecutable)))}
	return taintRule{
		sources: fromCall(oneOf(
			method("request", "urlopen", "getresponse", "urlretrieve"),
			named("request", "urlopen", "getresponse", "urlretrieve", "requests."),
		)),
		calls: either(
			calls(method("urlretrieve"), last(isExecutable)),
			calls(writes...),
		),
		places: written,
	}.find
}

// written finds where a file is opened and written that is a program, or that is
// made one later in the block.
func written(s *source) []span {
	makers, writers := s.makers(), s.writers()
	var found []span
	for _, block := range s.blocks {
		end := blockEnd(block)
		for i, stmt := range block {
			for _, w := range s.writes(stmt, span{stmt.End(), end}, writers) {
				at := span{stmt.Pos(), w.end}
				switch {
				case w.with && i+1 < len(block) && isExecutable(s, w.path):
					found = append(found, span{at.from, end})
				case w.handle && isExecutable(s, w.path):
					found = append(found, at)
				}
				if last := makers.after(s.key(w.path), at.to, end); last > 0 {
					found = append(found, span{at.from, last})
				}
			}
		}
	}
	return found
}

// write is a file that a statement opens, and where the statement ends that
// writes it.
type write struct {
	path         pysrc.Expr
	end          pysrc.Pos
	with, handle bool
}

// writes returns the files that begin to be written with a statement; next is the
// rest of its block.
func (s *source) writes(stmt pysrc.Stmt, next span, writers map[string]*cover) []write {
	var list []write
	if w, ok := stmt.(*pysrc.With); ok && len(w.Items) == 1 && w.Items[0].Target != nil && len(w.Body) > 0 {
		if path := s.opened(w.Items[0].Context); path != nil &&
			writers[s.key(w.Items[0].Target)].anyIn(span{w.Body[0].Pos(), blockEnd(w.Body)}) {
			list = append(list, write{path: path, end: stmt.End(), with: true})
		}
	}
	if target, value := assignment(stmt); target != nil {
		if path := s.opened(value); path != nil {
			if end := writers[s.key(target)].firstIn(next); end > 0 {
				list = append(list, write{path: path, end: end, handle: true})
			}
		}
	}
	inStatement(stmt, func(x pysrc.Expr) {
		c, ok := s.callOf(x)
		if !ok {
			return
		}
		if method("write")(s, c) && takes(1)(s, c) && object(c.Call) != nil {
			if path := s.opened(object(c.Call)); path != nil {
				list = append(list, write{path: path, end: stmt.End()})
			}
		}
		if method("urlretrieve")(s, c) && lastArg(c.Call) != nil {
			list = append(list, write{path: lastArg(c.Call), end: stmt.End()})
		}
	})
	return list
}

// opened returns the path of open(path, …), or nil.
func (s *source) opened(x pysrc.Expr) pysrc.Expr {
	if c, ok := s.callOf(x); ok && named("open")(s, c) {
		return firstArg(c.Call)
	}
	return nil
}

// writers returns the statements that call write on a variable, by its key.
func (s *source) writers() map[string]*cover {
	spans := map[string][]span{}
	for _, stmt := range s.stmts {
		s.statementHas(stmt, func(s *source, c call) bool {
			if method("write")(s, c) && takes(1)(s, c) && object(c.Call) != nil {
				if key := s.key(object(c.Call)); key != "" {
					spans[key] = append(spans[key], spanOf(stmt))
				}
			}
			return false
		})
	}
	return coversOf(spans)
}

// makers are the calls that make a file executable, by the key of its path; under
// "" those that need none.
type makers map[string][]span

// after returns the end of the last of them for a path between two places, or 0.
func (m makers) after(key string, from, to pysrc.Pos) (end pysrc.Pos) {
	for _, list := range [][]span{m[key], m[""]} {
		i := sort.Search(len(list), func(i int) bool { return list[i].from >= to })
		for i--; i >= 0 && list[i].from >= from; i-- {
			if list[i].to <= to {
				end = max(end, list[i].to)
				break
			}
		}
	}
	return end
}

func (s *source) makers() makers {
	m := makers{}
	for _, c := range s.calls {
		at := spanOf(c.Call)
		switch {
		case named("os.rename")(s, c) && last(isExecutable)(s, c):
			m[""] = append(m[""], at)
		case named("os.chmod", "chmod")(s, c) && takes(2)(s, c) && s.executing(c.Args[1]):
			if key := s.key(c.Args[0]); key != "" {
				m[key] = append(m[key], at)
			}
		case named("os.system")(s, c) && takes(1)(s, c):
			if text, ok := c.Args[0].(*pysrc.FString); ok {
				for _, part := range text.Parts {
					if field, ok := part.(*pysrc.Interp); ok && s.key(field.X) != "" {
						m[s.key(field.X)] = append(m[s.key(field.X)], at)
					}
				}
			}
		}
	}
	return m
}

// executing: x is 777, which GuardDog takes for what 0o777 is, or something with
// stat.S_IEXEC in it.
func (s *source) executing(x pysrc.Expr) bool {
	if n, ok := x.(*pysrc.Num); ok {
		return n.Text == "777"
	}
	found := false
	deep(x, func(e pysrc.Expr) { found = found || s.isNamed(e, "stat.S_IEXEC") })
	return found
}
