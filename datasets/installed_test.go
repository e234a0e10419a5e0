package datasets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

func TestInstalled(t *testing.T) {
	for name, want := range map[string]bool{
		"a-1/setup.py": true, "a-1/a/core.py": true, "a-1/a/latest.py": true, "a-1/a/testing_tools.py": true,
		"a-1/contest/x.py": true, "test.py": true, "a-1/a/x.PYW": true,
		"a-1/tests/x.py": false, "a-1/a/Test/x.py": false, "a-1/__tests__/x.py": false, "a-1/.docs/conf.py": false,
		"a-1/examples/deep/x.py": false, "a-1/a/test_x.py": false, "a-1/a/x_test.py": false, "conftest.py": false,
		"a-1/benchmarks/x.py": false,
	} {
		require.Equal(t, want, datasets.Installed(name), name)
	}
}
