package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// serveModel serves a model that keeps what does not begin with "str" and wants
// the given authorisation.
func serveModel(t *testing.T, key string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Authorization"); got != key {
			http.Error(w, fmt.Sprintf("no such key: %q", got), http.StatusUnauthorized)
			return
		}
		var req struct{ Messages []struct{ Content string } }
		var user struct{ Apis []string }
		json.NewDecoder(r.Body).Decode(&req)
		json.Unmarshal([]byte(req.Messages[1].Content), &user)
		var list []map[string]any
		for _, api := range user.Apis {
			list = append(list, map[string]any{"api": api, "keep": !strings.HasPrefix(api, "str"), "purposes": []string{"execution"}, "why": "Yes."})
		}
		text, _ := json.Marshal(map[string]any{"answers": list})
		json.NewEncoder(w).Encode(map[string]any{
			"choices": []any{map[string]any{"message": map[string]any{"content": string(text)}}},
			"usage":   map[string]any{"prompt_tokens": 1000, "completion_tokens": 500},
		})
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1"
}

func listFile(t *testing.T, names ...string) string {
	path := filepath.Join(t.TempDir(), "list.txt")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(names, "\n")), 0o600))
	return path
}

// A server is asked, recorded and replayed; flags and environment name it alike.
func TestRefineServer(t *testing.T) {
	base, list := serveModel(t, "Bearer sk-secret"), listFile(t, "os.system", "str.join", "exec")
	record := filepath.Join(t.TempDir(), "rec.jsonl")
	t.Setenv(envKey, "sk-secret\n")
	code, stdout, stderr := invoke(t.Context(), "refine", "--base-url", base, "--model", "tiny", "--batch", "2",
		"--price-in", "2", "--price-out", "4", "--record", record, list)
	require.Equal(t, exitDone, code, stderr)
	const kept = "os.system\texecution\tYes.\nexec\texecution\tYes.\n# tiny, prompt malguard-1: kept 2, dropped 1, unanswered 0 of 3\n"
	require.Equal(t, kept+"# calls 2, retries 0, tokens in 2000, out 1000, cost 0.0080\n", stdout)

	text, err := os.ReadFile(record)
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(string(text), "\n"))
	require.NotContains(t, string(text), "secret")
	require.Regexp(t, `"date":"\d{4}-\d\d-\d\d"`, string(text))

	code, stdout, stderr = invoke(t.Context(), "refine", "--recording", record, list)
	require.Equal(t, exitDone, code, stderr)
	require.Equal(t, kept+"# calls 0, retries 0, tokens in 0, out 0, cost 0.0000\n", stdout)

	t.Setenv(envBaseURL, base)
	t.Setenv(envModel, "tiny")
	code, stdout, _ = invoke(t.Context(), "refine", "--record", record, list)
	require.Equal(t, exitDone, code)
	require.Equal(t, kept+"# calls 1, retries 0, tokens in 1000, out 500, cost unknown\n", stdout)
	text, err = os.ReadFile(record)
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(string(text), "\n"), "recordings are appended to")

	code, stdout, _ = invoke(t.Context(), "refine", "--recorded", "katz", listFile(t, "exec"))
	require.Equal(t, exitDone, code)
	require.Contains(t, stdout, "# gpt-3.5-turbo", "what the command line names wins over the environment")
}

func TestRefineServerFails(t *testing.T) {
	base, list := serveModel(t, "Bearer other"), listFile(t, "exec")
	t.Setenv(envKey, "sk-secret")
	out := filepath.Join(t.TempDir(), "out")
	code, stdout, stderr := invoke(t.Context(), "refine", "--base-url", base, "--model", "tiny", "-o", out, list)
	require.Equal(t, exitIncomplete, code)
	require.Empty(t, stdout)
	require.Equal(t, "malguard: refine: status 401: \"no such key: \\\"Bearer [key]\\\"\"\n", stderr)
	require.NoFileExists(t, out)

	code, _, stderr = invoke(t.Context(), "refine", "--base-url", base, "--model", "tiny", "--record", t.TempDir(), list)
	require.Equal(t, exitUsage, code)
	require.Contains(t, stderr, "is a directory")
}
