package verdict_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/verdict"
)

// Every golden file is what the schema describes, and verdicts that nobody may write
// are not.
func TestSchema(t *testing.T) {
	schema := compile(t, verdict.Schema())
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		requireValid(t, schema, string(text))
	}
	golden, err := os.ReadFile("testdata/malicious.json")
	require.NoError(t, err)
	for _, change := range [][2]string{
		{`"label":"malicious"`, `"label":"bad"`},
		{`"label":"malicious","score":0.9876`, `"label":"malicious","score":1.5`},
		{`"status":"scored"`, `"status":"fine"`},
		{`"status":"scored"`, `"status":"failed"`},
		{`"status":"scored","label":"malicious"`, `"status":"incomplete","label":"benign"`},
		{`"sha256":"ab`, `"sha256":"AB`},
		{`"line":7`, `"line":-1`},
		{`"phase":"install"`, `"phase":"never"`},
		{`"api":`, `"apis":`},
		{`"warnings":`, `"more":1,"warnings":`},
		{`"incomplete":[]`, `"incomplete":null`},
	} {
		text := strings.Replace(string(golden), change[0], change[1], 1)
		require.NotEqual(t, string(golden), text, change[0])
		var document any
		require.NoError(t, json.Unmarshal([]byte(text), &document))
		require.Error(t, schema.Validate(document), change[1])
	}
}

// What the embedded model says of the README's packages is what the schemas describe.
func TestSchemaOfScans(t *testing.T) {
	model, err := malguard.Default()
	require.NoError(t, err)
	var list []*malguard.Verdict
	for _, name := range []string{"beacon-1.0", "greeter-1.0", "none"} {
		v := model.Scan(t.Context(), filepath.Join("../examples/packages", name), malguard.ScanOptions{Explain: true, Code: true})
		var out strings.Builder
		require.NoError(t, verdict.JSON(&out, v))
		requireValid(t, compile(t, verdict.Schema()), out.String())
		list = append(list, v)
	}
	require.Equal(t, []string{"malicious", "benign", "unknown"}, []string{list[0].Label, list[1].Label, list[2].Label})
	_, text := logOf(t, list[:2]...)
	requireValid(t, official(t, "sarif-schema-2.1.0.json"), text)
}
