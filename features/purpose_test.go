package features_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

func TestPurposes(t *testing.T) {
	all := features.Purposes()
	require.Len(t, all, 10)
	for _, p := range all {
		require.Regexp(t, `^[a-z]+(-[a-z]+)?$`, string(p))
		got, err := features.ParsePurpose(string(p))
		require.NoError(t, err)
		require.Equal(t, p, got)
	}
	for _, s := range []string{"", "Execution", "fun"} {
		_, err := features.ParsePurpose(s)
		require.ErrorContains(t, err, "unknown purpose")
	}
	all[0] = "changed"
	require.Equal(t, features.Execution, features.Purposes()[0])
}
