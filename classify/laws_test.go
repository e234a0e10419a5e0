package classify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

func TestLaws(t *testing.T) {
	for _, m := range classify.Trainers() {
		t.Run(m.Name, func(t *testing.T) { classifytest.Run(t, m) })
	}
}

func TestNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range classify.Trainers() {
		require.False(t, seen[m.Name], "%s twice", m.Name)
		seen[m.Name] = true
		got, err := classify.Named(m.Name)
		require.NoError(t, err)
		require.Equal(t, m.Doc, got.Doc)
	}
	_, err := classify.Named("Forest")
	require.ErrorContains(t, err, `"Forest"`)
}
