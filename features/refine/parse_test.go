package refine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/refine"
)

func TestParse(t *testing.T) {
	const tail = `"purposes":["execution"],"why":"w"}`
	execution := []features.Purpose{features.Execution}
	kept := func(api string) []refine.Answer { return []refine.Answer{{API: api, Purposes: execution, Why: "w"}} }
	exec := `{"api":"exec","keep":true,` + tail
	tests := map[string]struct {
		text          string
		kept, dropped []refine.Answer
		faults        []refine.Fault
	}{
		"good":       {`{"answers":[` + exec + `]}`, kept("exec"), nil, nil},
		"bare entry": {`{"answers":[{"api":"exec","keep":true}]}`, []refine.Answer{{API: "exec", Purposes: []features.Purpose{}}}, nil, nil},
		"dropped":    {`{"answers":[{"api":"exec","keep":false,"purposes":[],"why":" a\n b "}]}`, nil, []refine.Answer{{API: "exec", Purposes: []features.Purpose{}, Why: "a b"}}, nil},
		"invented": {`{"answers":[` + exec + `,{"api":" Exec()","keep":true,` + tail + `,{"api":"rm","keep":true,` + tail + `]}`, kept("exec"), nil,
			[]refine.Fault{{Kind: refine.Invented, API: " Exec()", Note: "like exec"}, {Kind: refine.Invented, API: "rm"}}},
		"duplicate": {`{"answers":[` + exec + `,{"api":"exec","keep":true,"purposes":["mining"],"why":""}]}`, kept("exec"), nil,
			[]refine.Fault{{Kind: refine.Duplicate, API: "exec"}}},
		"contradictory": {`{"answers":[` + exec + `,{"api":"exec","keep":false},` + exec + `]}`, nil, nil,
			[]refine.Fault{{Kind: refine.Duplicate, API: "exec"}, {Kind: refine.Contradictory, API: "exec"}}},
		"purposes": {`{"answers":[{"api":"exec","keep":true,"purposes":["execution","fun","Execution","execution"],"why":"w"}]}`, kept("exec"), nil,
			[]refine.Fault{{Kind: refine.UnknownPurpose, API: "exec", Note: "fun"}, {Kind: refine.UnknownPurpose, API: "exec", Note: "Execution"}}},
		"silent":        {`{"answers":[]}`, nil, nil, []refine.Fault{{Kind: refine.Silent, API: "exec"}}},
		"fence":         {"```json\n{\"answers\":[" + exec + "]}\n```\n", kept("exec"), nil, []refine.Fault{{Kind: refine.Prose, Note: "code fence"}}},
		"prose":         {`Of {these} I say {"answers":[` + exec + `]} and {that} is all.`, kept("exec"), nil, []refine.Fault{{Kind: refine.Prose, Note: "text around the JSON"}}},
		"thought":       {`<think>{"answers":[{"api":"exec","keep":false}]} no</think>{"answers":[` + exec + `]}`, kept("exec"), nil, []refine.Fault{{Kind: refine.Prose, Note: "text around the JSON"}}},
		"in two pieces": {`{"answers":[` + exec + `]}` + "\n" + `{"answers":[]}`, kept("exec"), nil, nil},
		"against itself": {`{"answers":[` + exec + `]} or rather {"answers":[{"api":"exec","keep":false}]}`, nil, nil,
			[]refine.Fault{{Kind: refine.Prose, Note: "text around the JSON"}, {Kind: refine.Contradictory, API: "exec"}}},
		"then cut": {`{"answers":[` + exec + `]} {"answers":[`, kept("exec"), nil, []refine.Fault{{Kind: refine.Prose, Note: "text around the JSON"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			kept, dropped, faults, err := refine.Parse(test.text, []string{"exec"})
			require.NoError(t, err)
			require.Equal(t, append([]refine.Answer{}, test.kept...), kept)
			require.Equal(t, append([]refine.Answer{}, test.dropped...), dropped)
			require.Equal(t, test.faults, faults)
		})
	}
}

func TestParseRefuses(t *testing.T) {
	entry := `{"api":"exec","keep":true}`
	tests := map[string]struct {
		text string
		want error
		say  string
	}{
		"empty":            {"", refine.ErrMalformed, "no JSON object"},
		"array":            {`["exec"]`, refine.ErrMalformed, "no JSON object"},
		"array of entries": {`[` + entry + `]`, refine.ErrMalformed, `unknown member "api"`},
		"other object":     {`{}`, refine.ErrMalformed, `no member "answers"`},
		"unknown member":   {`{"answers":[],"note":1}`, refine.ErrMalformed, `unknown member "note"`},
		"unknown in entry": {`{"answers":[{"api":"exec","keep":true,"score":1}]}`, refine.ErrMalformed, `unknown member "score"`},
		"no keep":          {`{"answers":[{"api":"exec"}]}`, refine.ErrMalformed, `an entry without`},
		"null keep":        {`{"answers":[{"api":"exec","keep":null}]}`, refine.ErrMalformed, "<nil> where bool is due"},
		"keep as text":     {`{"answers":[{"api":"exec","keep":"yes"}]}`, refine.ErrMalformed, "string where bool is due"},
		"keep twice":       {`{"answers":[{"api":"exec","keep":true,"keep":false}]}`, refine.ErrMalformed, `member "keep" stands twice`},
		"answers twice":    {`{"answers":[],"answers":[]}`, refine.ErrMalformed, `member "answers" stands twice`},
		"other case":       {`{"Answers":[]}`, refine.ErrMalformed, `unknown member "Answers"`},
		"object for list":  {`{"answers":{"exec":true}}`, refine.ErrMalformed, "{ where [ is due"},
		"purpose number":   {`{"answers":[{"api":"exec","keep":true,"purposes":[1]}]}`, refine.ErrMalformed, "float64 where string"},
		"many purposes":    {`{"answers":[{"api":"exec","keep":true,"purposes":[` + strings.Repeat(`"mining",`, 32) + `"mining"]}]}`, refine.ErrMalformed, "too many purposes"},
		"many entries":     {`{"answers":[` + strings.Repeat(entry+",", 100) + entry + `]}`, refine.ErrMalformed, "far more entries than names"},
		"deep":             {`{"answers":` + strings.Repeat("[", 1<<20), refine.ErrMalformed, "[ where { is due"},
		"no comma":         {`{"answers":[` + entry + entry + `]}`, refine.ErrMalformed, ""},
		"cut in a list":    {`{"answers":[` + entry + `,`, refine.ErrTruncated, ""},
		"cut in a word":    {`{"answers":[{"api":"exec","keep":tr`, refine.ErrTruncated, ""},
		"cut in a string":  {`{"answers":[{"api":"ex`, refine.ErrTruncated, ""},
		"cut at once":      {`{`, refine.ErrTruncated, ""},
		"cut after a word": {`Of {these}: {"answers":[`, refine.ErrTruncated, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, _, err := refine.Parse(test.text, []string{"exec"})
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, test.say)
		})
	}
}

// TestEveryCut: a good answer that ends early is never half an answer.
func TestEveryCut(t *testing.T) {
	good := answer("exec", "str.join")
	for i := range len(good) {
		_, _, _, err := refine.Parse(good[:i], []string{"exec", "str.join"})
		if i == 0 {
			require.ErrorIs(t, err, refine.ErrMalformed)
		} else {
			require.ErrorIs(t, err, refine.ErrTruncated, good[:i])
		}
	}
}

// TestOrder: the order of the entries changes nothing.
func TestOrder(t *testing.T) {
	list := strings.Fields("exec str.a os.system str.b eval open")
	kept, dropped, faults, err := refine.Parse(answer(list...), list)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		mixed := append([]string{}, list...)
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		kept2, dropped2, faults2, err := refine.Parse(answer(mixed...), list)
		require.NoError(t, err)
		require.Equal(t, kept, kept2)
		require.Equal(t, dropped, dropped2)
		require.Equal(t, faults, faults2)
	}
}

func TestLongSentence(t *testing.T) {
	text := `{"answers":[{"api":"exec","keep":true,"purposes":[],"why":"a` + strings.Repeat("é", 400) + `"}]}`
	kept, _, _, err := refine.Parse(text, []string{"exec"})
	require.NoError(t, err)
	require.Equal(t, "a"+strings.Repeat("é", 249), kept[0].Why, "500 bytes, and no half character")
}

func TestResembles(t *testing.T) {
	list := []string{"os.path", "exists", "base64.b64decode", "女马.CreateShortcut", "Popen"}
	for name, want := range map[string]string{
		"EXISTS": "exists", "exists()": "exists", " exists ": "exists", "`exists`": "exists", "ex ists": "exists",
		"os.path.exists": "exists", "CreateShortcut": "女马.CreateShortcut", "subprocess.popen": "Popen",
		"path": "os.path", "b64encode": "", "xexists": "", "": "",
	} {
		require.Equal(t, want, refine.Resembles(name, list), "%q", name)
	}
}

// FuzzParse: whatever the answer, every asked name is answered once or reported as
// missing, and nothing else is answered.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		answer("exec", "str.join"), "```json\n" + answer("exec") + "\n```", `{"answers":[{"api":"exec","keep":true},{"api":"exec","keep":false}]}`,
		`{"answers":[{"api":"x","keep":true,"purposes":["fun"],"why":null}]}`, "<think>{</think>{}", `{"answers":[`, "{{{{{{", "\xff{\"answers\":[]}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list := []string{"exec", "str.join", "a\"b"}
		kept, dropped, faults, err := refine.Parse(text, list)
		again, _, _, err2 := refine.Parse(text, list)
		require.Equal(t, fmt.Sprint(err), fmt.Sprint(err2))
		require.Equal(t, kept, again)
		if err != nil {
			return
		}
		missing := map[string]bool{}
		for _, f := range faults {
			require.LessOrEqual(t, len(f.API), refine.MaxName)
			if f.Kind == refine.Silent || f.Kind == refine.Contradictory {
				missing[f.API] = true
			}
		}
		for _, a := range append(kept, dropped...) {
			require.Contains(t, list, a.API)
			require.NotContains(t, missing, a.API)
			for _, p := range a.Purposes {
				require.Contains(t, features.Purposes(), p)
			}
			require.LessOrEqual(t, len(a.Why), 500)
		}
		require.Equal(t, len(list), len(kept)+len(dropped)+len(missing))
	})
}
