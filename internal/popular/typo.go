package popular

import (
	"math/bits"
	"slices"
	"strings"
)

// Typo returns the first name of the list, in the order of the alphabet, of which
// the given one may be a misprint, or "" where it is none or on the list itself.
// Misprints are what GuardDog takes for some: one character more, less or other, or
// two neighbours exchanged, in the name, in its parts in another order, or in the
// name with python in place of py, the reverse, or neither. Of a name, [MaxName]
// characters count.
func (l *List) Typo(name string) string {
	a := []rune(normal(name))
	a = a[:min(len(a), MaxName)]
	if len(a) == 0 || l.Has(name) {
		return ""
	}
	has := letters(a)
	for i, b := range l.runes {
		// an edit takes one letter from the set at most and brings one
		near := bits.OnesCount64(has^l.letters[i]) <= 2
		if near && (oneEdit(a, b) || likeParts(a, b) && reordered(a, strings.Split(l.names[i], "-"))) ||
			slices.ContainsFunc(l.confused[i], func(form []rune) bool { return oneEdit(a, form) }) {
			return l.names[i]
		}
	}
	return ""
}

// letters returns the set of the letters of a name, by their last six bits.
func letters(name []rune) uint64 {
	set := uint64(0)
	for _, r := range name {
		set |= 1 << (r & 63)
	}
	return set
}

// oneEdit says whether two names are equal but for one character that is added,
// left out or replaced, or two neighbours that are exchanged.
func oneEdit(a, b []rune) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	n := 0 // characters in common before the first difference
	for n < len(b) && a[n] == b[n] {
		n++
	}
	if len(a) > len(b) {
		return slices.Equal(a[n+1:], b[n:])
	}
	if n == len(a) {
		return true
	}
	return slices.Equal(a[n+1:], b[n+1:]) ||
		n+1 < len(a) && a[n] == b[n+1] && a[n+1] == b[n] && slices.Equal(a[n+2:], b[n+2:])
}

// confused returns the forms of a name in which python stands for py or the
// reverse, or the part with it is left out.
func confused(name string) [][]rune {
	if !strings.Contains(name, "py") {
		return nil
	}
	var forms [][]rune
	parts := strings.Split(name, "-")
	for i, part := range parts {
		other := strings.ReplaceAll(part, "python", "py")
		if other == part {
			other = strings.ReplaceAll(part, "py", "python")
		}
		if other == part {
			continue
		}
		with := slices.Clone(parts)
		with[i] = other
		without := slices.Delete(slices.Clone(parts), i, i+1)
		forms = append(forms, []rune(strings.Join(with, "-")), []rune(strings.Join(without, "-")))
	}
	return forms
}

// likeParts says whether a name of several parts, b, has so many characters in
// common with a that it may be one edit away in another order.
func likeParts(a, b []rune) bool {
	if d := len(a) - len(b); d < -1 || d > 1 || !slices.Contains(b, '-') {
		return false
	}
	var count [128]int
	other := 0 // characters of a that b cannot have
	for _, r := range a {
		if r < 128 {
			count[r]++
		} else {
			other++
		}
	}
	for _, r := range b {
		count[r]--
	}
	for _, n := range count {
		other += max(n, -n)
	}
	return other <= 2
}

// reordered says whether a name is one edit away from the parts in some order.
func reordered(name []rune, parts []string) bool {
	var try func(n int) bool
	try = func(n int) bool {
		if n == len(parts) {
			return oneEdit(name, []rune(strings.Join(parts, "-")))
		}
		for i := n; i < len(parts); i++ {
			parts[n], parts[i] = parts[i], parts[n]
			if try(n + 1) {
				return true
			}
			parts[n], parts[i] = parts[i], parts[n]
		}
		return false
	}
	return try(0)
}
