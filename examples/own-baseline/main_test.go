package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval/detectortest"
)

// TestLaws: thirty lines keep what every detector promises.
func TestLaws(t *testing.T) {
	detectortest.Run(t, dropper[*datasets.Package]{readPackage}, detectortest.Options{Content: true})
}

// summary is what the JSON report says of a detector, as far as it is asked here.
type summary struct {
	Detector string `json:"detector"`
	Figures  []struct {
		Name  string   `json:"name"`
		Value *float64 `json:"value"`
	} `json:"figures"`
}

func (s summary) figure(t *testing.T, name string) *float64 {
	t.Helper()
	for _, f := range s.Figures {
		if f.Name == name {
			return f.Value
		}
	}
	t.Fatalf("no figure %q", name)
	return nil
}

func reported(t *testing.T, args ...string) map[string]summary {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), append(args, "-format", "json"), &out))
	var list []summary
	require.NoError(t, json.Unmarshal(out.Bytes(), &list))
	by := map[string]summary{}
	for _, s := range list {
		by[s.Detector] = s
	}
	return by
}

// TestInert: the detector stands in the report beside others, and finds the package
// that acts like malware and not the one that greets.
func TestInert(t *testing.T) {
	list := reported(t, "-data", "inert.tsv")
	for _, name := range []string{"dropper", "malguard", "ossgadget", "bandit4mal", "guarddog"} {
		require.Contains(t, list, name)
	}
	require.InDelta(t, 1, *list["dropper"].figure(t, "precision"), 0)
	require.InDelta(t, 1, *list["dropper"].figure(t, "recall"), 0)
	require.Nil(t, list["malguard"].figure(t, "recall"), "which cannot learn from one package")
}

func TestRunRefuses(t *testing.T) {
	for _, args := range [][]string{{"-protocol", "none"}, {"-format", "none"}, {"-data", "none.tsv"}, {"-none"}} {
		require.Error(t, run(t.Context(), args, &bytes.Buffer{}), args)
	}
}
