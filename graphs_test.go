package malguard_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// TestTrainGraphs: what is learnt from call graphs, and said of them, is what is learnt
// from packages and said of those.
func TestTrainGraphs(t *testing.T) {
	d := load(t, filepath.Join(corpus(t), "manifest.tsv"))
	for _, scope := range []features.Scope{features.ScopeFile, features.ScopeEntry} {
		var samples []malguard.GraphSample
		for _, s := range d.Samples {
			if s.Role == "test" {
				continue
			}
			samples = append(samples, malguard.GraphSample{ID: s.ID, Group: s.Group, Malicious: s.Label == datasets.Malicious, Graph: func(ctx context.Context) (*graph.Graph, error) {
				p, err := s.Open(ctx)
				if err != nil {
					return nil, err
				}
				return callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
			}})
		}
		opt := malguard.TrainOptions{Scope: scope, Seed: 5}
		want, _, err := malguard.Train(t.Context(), d, opt)
		require.NoError(t, err)
		got, skipped, err := malguard.TrainGraphs(t.Context(), samples, opt)
		require.NoError(t, err)
		require.Empty(t, skipped)
		info := want.Info()
		info.Manifest = ""
		require.Equal(t, info, got.Info())
		for _, s := range d.Samples {
			p, err := s.Open(t.Context())
			require.NoError(t, err)
			g, err := callgraph.Build(t.Context(), p.FS, callgraph.Options{Files: datasets.IsPython})
			require.NoError(t, err)
			live, err := want.Judge(t.Context(), p, malguard.ScanOptions{})
			require.NoError(t, err)
			p.FS = nil
			v, err := got.JudgeGraph(t.Context(), p, g, malguard.ScanOptions{})
			require.NoError(t, err)
			require.Equal(t, live, v, s.ID)
		}
	}
}

// TestTrainGraphsSkips: a graph that is not to be had is left out and named.
func TestTrainGraphsSkips(t *testing.T) {
	broken := errors.New("damaged")
	_, skipped, err := malguard.TrainGraphs(t.Context(), []malguard.GraphSample{
		{ID: "one", Group: "g", Graph: func(context.Context) (*graph.Graph, error) { return nil, broken }},
	}, malguard.TrainOptions{})
	require.ErrorIs(t, err, malguard.ErrTooFew)
	require.Len(t, skipped, 1)
	require.ErrorIs(t, skipped[0], broken)
	require.ErrorContains(t, skipped[0], "one")
}
