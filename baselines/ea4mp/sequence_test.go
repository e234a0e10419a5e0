package ea4mp_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/ea4mp"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func TestSequence(t *testing.T) {
	setup := "import os\ndef f():\n    os.two()\nos.one()\nf()\nos.three()\ndef unused():\n    os.four()\n"
	large := "import re\nre.one()\n" + strings.Repeat("#\n", 1000)
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"setup.py first, then the largest": {
			map[string]string{"a/setup.py": setup, "a/b/setup.py": "import no\nno.no()\n", "a/x.py": "import no\nno.no()\n", "a/y.py": large},
			"os.one os.two os.three re.one os.four",
		},
		"the two largest": {
			map[string]string{"a/x.py": "import re\nre.small()\n", "a/y.py": "import re\nre.tiny()", "a/z.py": large}, "re.one re.small",
		},
		"one":  {map[string]string{"setup.py": "import os\nos.one()\n"}, "os.one"},
		"none": {nil, ""},
		"hidden": {
			map[string]string{"setup.py": "import base64\nexec(base64.b64decode('aW1wb3J0IG9zCm9zLm9uZSgp'))\n"}, "base64.b64decode <builtin>.exec os.one",
		},
	} {
		got, err := ea4mp.Sequence(t.Context(), detectortest.Package(test.files))
		require.NoError(t, err)
		require.ElementsMatch(t, strings.Fields(test.want), got, name)
		if name != "hidden" {
			require.Equal(t, strings.Fields(test.want), append([]string{}, got...), name)
		}
	}
	got, err := ea4mp.Sequence(t.Context(), detectortest.Package(map[string]string{"setup.py": "import os\n" + strings.Repeat("os.one()\n", ea4mp.MaxCalls+9)}))
	require.NoError(t, err)
	require.Len(t, got, ea4mp.MaxCalls)
}

// TestMean: the mean of log-odds and a probability is the other way to join the
// halves; it keeps the laws too.
func TestMean(t *testing.T) {
	detectortest.RunTrainer(t, eval.TrainerOf(ea4mp.Surrogate{Mean: true}, 0), detectortest.Options{})
}
