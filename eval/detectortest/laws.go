// Package detectortest holds the laws that every detector of packages must keep.
// To test a new one, call [Run] with it, or [RunTrainer] with what trains it.
package detectortest

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Options says what more a detector promises.
type Options struct {
	// Content says that it goes by what the code says, so that a file which is
	// hard to read must not hide what a plain one shows.
	Content bool
}

type detector = eval.Detector[*datasets.Package]

// Run checks every law for d, each as a subtest.
func Run(t *testing.T, d detector, opt Options) {
	t.Helper()
	l := laws{d}
	t.Run("named", l.named)
	t.Run("scores alike each time", l.deterministic)
	t.Run("concurrent", l.concurrent)
	t.Run("scores in range", l.inRange)
	t.Run("unread is incomplete", l.incomplete)
	t.Run("evidence is there", l.evidence)
	t.Run("cancelled", l.cancelled)
	if opt.Content {
		t.Run("nothing hides", l.nothingHides)
	}
}

// RunTrainer checks that training repeats, stops and refuses as it should, and
// the laws of [Run] for the detector that comes out.
func RunTrainer(t *testing.T, trainer eval.Trainer[*datasets.Package], opt Options) {
	t.Helper()
	d, err := trainer.Fit(t.Context(), Corpus(20), 1)
	require.NoError(t, err)
	require.Equal(t, trainer.Name(), d.Name())
	Run(t, d, opt)
	t.Run("learns", func(t *testing.T) {
		bad, good := laws{d}.detect(t, Sdist(Malicious())), laws{d}.detect(t, load(t, Corpus(1)[1]))
		require.Greater(t, bad.Score, good.Score)
	})
	t.Run("same seed same detector", func(t *testing.T) {
		again, err := trainer.Fit(t.Context(), Corpus(20), 1)
		require.NoError(t, err)
		for _, p := range packages() {
			require.Equal(t, laws{d}.detect(t, p), laws{again}.detect(t, p))
		}
	})
	t.Run("one class", func(t *testing.T) {
		_, err := trainer.Fit(t.Context(), Corpus(20)[:1], 1)
		require.Error(t, err)
	})
	t.Run("training cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := trainer.Fit(ctx, Corpus(20), 1)
		require.ErrorIs(t, err, context.Canceled)
	})
}

type laws struct{ d detector }

// packages are those on which laws are tried.
func packages() []*datasets.Package {
	return []*datasets.Package{
		Sdist(Malicious()), Sdist(Benign()), Sdist(""), Package(nil), Sdist("def (:\n\x00\xff"),
		Package(map[string]string{"a.py": "import os\n", "b/c.txt": "text", "d.bin": "\x7fELF\x00"}),
	}
}

func (l laws) detect(t *testing.T, p *datasets.Package) eval.Detection {
	t.Helper()
	d, err := l.d.Detect(t.Context(), p)
	if errors.Is(err, eval.ErrNoVerdict) {
		require.Empty(t, d)
		return d
	}
	require.NoError(t, err)
	require.Contains(t, []eval.Status{eval.Scored, eval.Incomplete}, d.Status)
	return d
}

func (l laws) named(t *testing.T) { require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, l.d.Name()) }

func (l laws) deterministic(t *testing.T) {
	for _, p := range packages() {
		require.Equal(t, l.detect(t, p), l.detect(t, p))
	}
}

func (l laws) concurrent(t *testing.T) {
	p := Sdist(Malicious())
	want := l.detect(t, p)
	var wg sync.WaitGroup
	got, errs := make([]eval.Detection, 4), make([]error, 4)
	for i := range got {
		wg.Go(func() { got[i], errs[i] = l.d.Detect(t.Context(), p) })
	}
	wg.Wait()
	for i := range got {
		if !errors.Is(errs[i], eval.ErrNoVerdict) {
			require.NoError(t, errs[i])
		}
		require.Equal(t, want, got[i])
	}
}

func (l laws) inRange(t *testing.T) {
	for _, p := range packages() {
		s := l.detect(t, p).Score
		require.True(t, s >= 0 && s <= 1, "score %g", s)
	}
}

// incomplete: whatever a detector says of a package that could not be read in
// full, it says that it has not seen all.
func (l laws) incomplete(t *testing.T) {
	for _, setup := range []string{Malicious(), Benign()} {
		p := Sdist(setup)
		p.Incomplete = append(p.Incomplete, datasets.Reason{Status: "truncated"})
		if d, err := l.d.Detect(t.Context(), p); err == nil {
			require.Equal(t, eval.Incomplete, d.Status)
		}
	}
}

// maxNote is how many characters a note has at most.
const maxNote = 80

// evidence names rules, and files and lines that exist, in notes that are fit to be
// shown.
func (l laws) evidence(t *testing.T) {
	for _, p := range packages() {
		for _, e := range l.detect(t, p).Evidence {
			require.NotEmpty(t, e.Rule)
			require.NotRegexp(t, `(?i)http|[^\pL\pM\pN\pP\pS ]`, e.Note, "what an attacker wrote neither links nor steers a terminal")
			require.LessOrEqual(t, utf8.RuneCountInString(e.Note), maxNote)
			if e.File == "" {
				require.Zero(t, e.Line)
				continue
			}
			data, err := fs.ReadFile(p.FS, e.File)
			require.NoError(t, err)
			require.LessOrEqual(t, e.Line, strings.Count(string(data), "\n")+1, "%+v", e)
		}
	}
}

func (l laws) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := l.d.Detect(ctx, Sdist(Malicious()))
	if !errors.Is(err, eval.ErrNoVerdict) {
		require.ErrorIs(t, err, context.Canceled)
	}
}

// nothingHides: the score of a source written in a hostile way is no lower.
func (l laws) nothingHides(t *testing.T) {
	plain := l.detect(t, Sdist(Malicious()))
	require.NotZero(t, plain.Score)
	for name, src := range Hostile(Malicious()) {
		require.GreaterOrEqual(t, l.detect(t, Sdist(src)).Score, plain.Score, name)
	}
}

func load(t *testing.T, item eval.Item[*datasets.Package]) *datasets.Package {
	t.Helper()
	p, err := item.Load(t.Context())
	require.NoError(t, err)
	return p
}
