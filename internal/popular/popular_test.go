package popular_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/popular"
)

func TestLists(t *testing.T) {
	top, all := popular.Top(), popular.All()
	for n, list := range map[int]*popular.List{5000: top, 15000: all} {
		names := list.Names()
		require.Len(t, slices.Compact(names), n)
		require.True(t, slices.IsSorted(names))
		for _, name := range names {
			require.Equal(t, popular.Normal(name), name)
			require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*-*$`, name)
			require.True(t, all.Has(name))
		}
	}
	for _, name := range []string{"requests", "Django", "scikit_learn", "zope.interface", "typing-extensions"} {
		require.True(t, top.Has(name), name)
	}
	for _, name := range []string{"", "request5", "no-such-package-of-this-name"} {
		require.False(t, all.Has(name), name)
	}
}

// TestDistance holds textbook values, and those that tell this distance from
// Levenshtein's (ab, ba: 2) and from the unrestricted one (ca, abc: 2).
func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"ca", "abc", 3}, {"reqeusts", "requests", 1},
		{"aa", "aa", 0}, {"abcdef", "abcdef", 0}, {"saturday", "sunday", 3}, {"é", "e", 1}, {"a cat", "an abct", 4},
	} {
		require.Equal(t, test.want, popular.Distance(test.a, test.b), "%q %q", test.a, test.b)
		require.Equal(t, test.want, popular.Distance(test.b, test.a), "%q %q", test.b, test.a)
	}
	require.Equal(t, 1.0, popular.Similarity("", ""))
	require.Equal(t, 0.875, popular.Similarity("reqeusts", "requests"))
	require.Zero(t, popular.Similarity("abc", "xyz"))
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{"requests": "requests", "Reqeusts": "requests", "numpyy": "numpy", "pip_install_x": ""} {
		got, similarity := popular.Top().Nearest(name)
		require.Equal(t, popular.Similarity(popular.Normal(name), got), similarity, name)
		if want != "" {
			require.Equal(t, want, got)
		}
	}
	nearest, similarity := popular.Top().Nearest("世界")
	require.Empty(t, nearest)
	require.Zero(t, similarity)
}

// TestNearestOfAll compares Nearest, which leaves out most names, with a search
// through all.
func TestNearestOfAll(t *testing.T) {
	for _, name := range []string{"", "a", "tensorflow-gpuu", "colourama", "python3-dateutil", "zzzzzzzzzz", strings.Repeat("ab", 40)} {
		want, best := "", 0.0
		for _, other := range popular.Top().Names() {
			if s := popular.Similarity(name, other); s > best {
				want, best = other, s
			}
		}
		got, similarity := popular.Top().Nearest(name)
		require.Equal(t, want, got, name)
		require.Equal(t, best, similarity, name)
	}
}

// TestLongName: what an attacker may write as a name costs no more than MaxName
// characters of it.
func TestLongName(t *testing.T) {
	long := strings.Repeat("request", 1<<18)
	got, similarity := popular.All().Nearest(long)
	want, same := popular.All().Nearest(long[:popular.MaxName])
	require.Equal(t, want, got)
	require.Equal(t, same, similarity)
}

// TestTypo: names as GuardDog decides about them.
func TestTypo(t *testing.T) {
	for name, want := range map[string]string{
		"requests":             "", // the popular one itself
		"Requests":             "",
		"request5":             "requests", // another character
		"rеquests":             "requests", // a Cyrillic one
		"requestss":            "requests", // one more
		"reqests":              "requests", // one less
		"reqeusts":             "requests", // two exchanged
		"rqeeusts":             "",
		"dateutil-python":      "python-dateutil", // parts in another order
		"py-dateutil":          "python-dateutil", // python and py exchanged
		"slugify-":             "python-slugify",  // left out, and one more
		"Typing_Extension":     "typing-extensions",
		"typing.extensions":    "",
		"demo-of-a-thing":      "",
		"":                     "",
		"\xff of a thing":      "",
		"another-name-of-mine": "",
	} {
		require.Equal(t, want, popular.Top().Typo(name), name)
	}
	require.Empty(t, popular.All().Typo(strings.Repeat("a-b-c-d-e-f-g-h-", 1<<16)))
}

// TestTypoOfGuardDog compares with what GuardDog 3.2.0 says of the same names.
func TestTypoOfGuardDog(t *testing.T) {
	source, err := os.ReadFile("testdata/typos_reference.json")
	require.NoError(t, err)
	var cases map[string][]string
	require.NoError(t, json.Unmarshal(source, &cases))
	require.NotEmpty(t, cases)
	for name, likes := range cases {
		want := ""
		if len(likes) > 0 {
			want = likes[0]
		}
		require.Equal(t, want, popular.All().Typo(name), name)
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("reqeusts", "requests")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 200 {
			return
		}
		d, n := popular.Distance(a, b), len([]rune(a))-len([]rune(b))
		require.Equal(t, d, popular.Distance(b, a))
		require.GreaterOrEqual(t, d, max(n, -n))
		require.LessOrEqual(t, d, max(len([]rune(a)), len([]rune(b))))
		require.Equal(t, d == 0, slices.Equal([]rune(a), []rune(b)))
	})
}

func BenchmarkNearest(b *testing.B) {
	for b.Loop() {
		popular.Top().Nearest("reqeusts-toolbelt2")
	}
}

func BenchmarkTypo(b *testing.B) {
	for b.Loop() {
		popular.All().Typo("requests-oauthlib-of-mine")
	}
}
