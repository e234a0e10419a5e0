package guarddog

import (
	"regexp"
	"slices"
	"sync"

	"github.com/malguard/malguard/internal/pysrc"
)

// loads finds command lines that make a program load a library, or that have a
// program of Windows run another one for them (MITRE ATT&CK T1218).
var loads = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\.exe\s+.*?\.dll|/bin/.+\s+.*?\.so|(?-i:LD_PRELOAD)` +
		`|control(?:.exe)?\s+\S+.cpl|odbcconf(?:.exe)?\s+.*\{\s*REGSVR\s+\S+\s*\}|verclsid(?:.exe)?\s+.*\{\s*\S+\s*\}` +
		`|mavinject(?:.exe)?\s+\d+\s+/INJECTRUNNING\s+\S+|mmc(?:.exe)?\s+-Embedding\s+\S+.ms` +
		`|(?:cmstp|InstallUtil|mshta|msiexec|regsvcs|regasm|regsvr32|rundll32)(?:.exe)?\s+\S+`)
})

// loading are words of which one is in all that loads finds.
var loading = &wordList{fold: true, words: []string{
	".dll", ".so", "ld_preload", "control", "odbcconf", "verclsid", "mavinject", "mmc", "cmstp", "installutil", "mshta", "msiexec", "regsvcs",
	"regasm", "regsvr32", "rundll32",
}}

// docstring finds what stands between two """ of which the first begins a line
// and the second ends one.
var docstring = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*"""(?:.|\n)*?"""\s*$`) })

var (
	programs  = &wordList{fold: true, words: []string{".exe", "/bin/?"}}
	libraries = &wordList{fold: true, words: []string{".dll", ".so"}}
)

// injections are the functions by which a library comes into another program.
var injections = []string{"WriteProcessMemory", "CreateRemoteThread", "LoadLibraryA", "CDLL"}

func dllHijacking() finder {
	return either(
		commandLines,
		calls(first(mentioning(programs)), last(mentioning(libraries)), func(_ *source, c call) bool { return len(c.Args) > 1 }),
		attributes(injections...),
		calls(named("getattr"), last(isText(injections...))),
		phantom,
	)
}

// attributes finds x.attr, and names that were imported as such.
func attributes(attrs ...string) finder {
	return func(s *source) []span {
		var found []span
		for _, x := range s.exprs {
			if s.isAttribute(x, attrs...) {
				found = append(found, spanOf(x))
			}
		}
		return found
	}
}

// commandLines looks into every expression as it is written, an assignment being
// one, but for those that hold a docstring or are in one.
func commandLines(s *source) []span {
	if len(loading.in(s.text)) == 0 {
		return nil
	}
	var found []span
	docs := coverOf(s.matches(docstring()))
	budget := maxRescan * (len(s.text) + 1)
	pysrc.Walk(s.file, func(n pysrc.Node) bool {
		if !isExpression(n) {
			return true
		}
		at := spanOf(n)
		if docs.has(at) {
			return false
		}
		budget -= int(at.to - at.from)
		if !loads().MatchString(s.text[at.from:at.to]) {
			return false
		}
		if !docs.anyIn(at) || budget < 0 {
			found = append(found, at)
		}
		return budget > 0 // something smaller in it may do as well
	})
	return found
}

// maxRescan bounds how often text is looked at again below what holds it.
const maxRescan = 16

func isExpression(n pysrc.Node) bool {
	switch n.(type) {
	case pysrc.Expr, *pysrc.Assign, *pysrc.AugAssign:
		return true
	}
	return false
}

// mentioning: one of the words stands somewhere in x.
func mentioning(list *wordList) func(*source, pysrc.Expr) bool {
	return func(s *source, x pysrc.Expr) bool { return s.mentions(x, list) }
}

// maxArgument bounds the text of an argument that is looked at.
const maxArgument = 10_000

// phantom finds a library that is written just before a program is called.
func phantom(s *source) []span {
	writes := isCalling(named("open"), takes(2), first(mentioning(libraries)), last(isText("wb")))
	starts := condition(func(s *source, c call) bool {
		return slices.ContainsFunc(c.Args, func(x pysrc.Expr) bool { return mentioning(programs)(s, x) })
	})
	var starting []span
	for _, stmt := range s.stmts {
		if s.statementHas(stmt, starts) {
			starting = append(starting, spanOf(stmt))
		}
	}
	started := coverOf(starting)
	var found []span
	for _, block := range s.blocks {
		for i, stmt := range block[:len(block)-1] {
			w, ok := stmt.(*pysrc.With)
			if ok && len(w.Items) == 1 && w.Items[0].Target != nil && writes(s, w.Items[0].Context) && s.statementHas(block[i+1], starts) {
				found = append(found, spanOf(w.Items[0].Context))
			}
			target, value := assignment(stmt)
			if target != nil && writes(s, value) && started.anyIn(span{block[i+1].Pos(), blockEnd(block)}) {
				found = append(found, spanOf(stmt))
			}
		}
	}
	return found
}
