package virustotal_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/virustotal"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

const (
	one = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	two = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
)

// TestNew reads the same verdicts in the three forms.
func TestNew(t *testing.T) {
	for name, text := range map[string]string{
		"csv":     "sha256,positives\n" + one + ",4\n" + two + ",0\n",
		"objects": `{"id":"` + one + `","attributes":{"last_analysis_stats":{"malicious":4}}}` + "\n\n" + `{"attributes":{"sha256":"` + two + `","last_analysis_stats":{"malicious":0}}}`,
		"replies": `{"data":{"id":"` + one + `","attributes":{"last_analysis_stats":{"malicious":4}}}}` + "\n" + `{"data":{"id":"` + strings.ToUpper(two) + `","attributes":{"last_analysis_stats":{"malicious":0}}}}`,
	} {
		d, err := virustotal.New(strings.NewReader(text))
		require.NoError(t, err, name)
		got, err := d.Detect(t.Context(), &datasets.Package{SHA256: one})
		require.NoError(t, err, name)
		require.Equal(t, eval.Detection{Score: .8, Status: eval.Scored, Evidence: []eval.Evidence{{Rule: "engines", Note: "4 engines"}}}, got)
		got, err = d.Detect(t.Context(), &datasets.Package{SHA256: two})
		require.NoError(t, err, name)
		require.Equal(t, eval.Detection{Status: eval.Scored}, got)
		_, err = d.Detect(t.Context(), &datasets.Package{SHA256: "another"})
		require.ErrorIs(t, err, eval.ErrNoVerdict)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, text := range []string{
		"sha256,verdict\n" + one + ",malicious\n", "sha256,positives\n" + one + ",-1\n", "sha256,positives\n" + one + ",many\n",
		"{", `{"id":"` + one + `"}`, `{"id":"x","attributes":{"last_analysis_stats":{"malicious":4}}}`,
		`{"id":"` + one + `","attributes":{"last_analysis_stats":{"malicious":-4}}}`,
		`{"id":"` + one + `","attributes":{"last_analysis_stats":{"malicious":4}}}` + "\n" + `{"id":"` + one + `","attributes":{"last_analysis_stats":{"malicious":5}}}`,
	} {
		_, err := virustotal.New(strings.NewReader(text))
		require.ErrorContains(t, err, "virustotal: ", text)
	}
}

// TestThreshold: at least n engines is a threshold on the score.
func TestThreshold(t *testing.T) {
	require.Equal(t, virustotal.Threshold, eval.CountScore(1))
	d, err := virustotal.New(strings.NewReader("sha256,positives\n" + one + ",3\n"))
	require.NoError(t, err)
	got, err := d.Detect(t.Context(), &datasets.Package{SHA256: one})
	require.NoError(t, err)
	require.True(t, got.Score >= eval.CountScore(3) && got.Score < eval.CountScore(4))
}

func FuzzNew(f *testing.F) {
	f.Add("sha256,positives\n" + one + ",4\n")
	f.Add(`{"id":"` + one + `","attributes":{"last_analysis_stats":{"malicious":4}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := virustotal.New(strings.NewReader(text))
		if err != nil {
			return
		}
		if got, err := d.Detect(t.Context(), &datasets.Package{SHA256: one}); err == nil {
			require.True(t, got.Score >= 0 && got.Score < 1)
		}
	})
}
