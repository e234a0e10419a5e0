package verdict_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// official returns a schema that others publish, from the folder schemas of
// MALGUARD_REFERENCE. Where they come from:
//
//	sarif-schema-2.1.0.json  https://github.com/oasis-tcs/sarif-spec, sarif-2.1/schema, commit e058381
//	osv-schema.json          https://github.com/ossf/osv-schema, validation/schema.json, commit 51b8156
func official(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	path := filepath.Join(os.Getenv("MALGUARD_REFERENCE"), "schemas", name)
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skipf("MALGUARD_REFERENCE names no folder with schemas/%s", name)
	}
	require.NoError(t, err)
	return compile(t, string(text))
}

// compile reads a schema; formats such as uri count too.
func compile(t *testing.T, text string) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	const url = "schema.json"
	require.NoError(t, c.AddResource(url, document))
	s, err := c.Compile(url)
	require.NoError(t, err)
	return s
}

// requireValid requires a JSON text to be what a schema describes.
func requireValid(t *testing.T, s *jsonschema.Schema, text string) {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, s.Validate(document), "%.2000s", text)
}
