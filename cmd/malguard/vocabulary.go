package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/malguard/malguard/features"
)

type vocabularyCmd struct {
	Edit    string `placeholder:"FILE" help:"Add, replace and remove APIs as FILE says: lines as in the list itself, and \"- NAME\"."`
	Purpose string `placeholder:"NAME" help:"Only the APIs of a purpose: ${purposes}."`
	Format  string `default:"text" enum:"text,tsv,json" help:"Output format: ${enum}; tsv is one API a line, text can be edited and read again."`
	Output  string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// Run prints the curated vocabulary.
func (c *vocabularyCmd) Run(e *env) error {
	v := features.Curated()
	if c.Edit != "" {
		text, err := os.ReadFile(c.Edit)
		if err != nil {
			return usageError{err}
		}
		if v, err = v.Edit(string(text)); err != nil {
			return usageError{fmt.Errorf("%s: %w", c.Edit, err)}
		}
	}
	apis := slices.Clone(v.APIs())
	if c.Purpose != "" {
		p, err := features.ParsePurpose(c.Purpose)
		if err != nil {
			return usageError{err}
		}
		apis = slices.DeleteFunc(apis, func(a features.API) bool { return !slices.Contains(a.Purposes, p) })
	}
	e.nothing = len(apis) == 0
	write := map[string]func(io.Writer, *features.Vocabulary, []features.API) error{
		"text": vocabularyText, "tsv": vocabularyTSV, "json": vocabularyJSON,
	}[c.Format]
	return e.output(c.Output, func(w io.Writer) error {
		out := bufio.NewWriter(w)
		if err := write(out, v, apis); err != nil {
			return err
		}
		return out.Flush()
	})
}

// vocabularyText writes what ParseVocabulary reads, sections in the order of
// their first APIs.
func vocabularyText(w io.Writer, v *features.Vocabulary, apis []features.API) error {
	fmt.Fprintf(w, "# %d of %d APIs; hash of all %s\n", len(apis), len(v.APIs()), v.Hash())
	var areas []string
	of := map[string][]features.API{}
	for _, a := range apis {
		if of[a.Area] == nil {
			areas = append(areas, a.Area)
		}
		of[a.Area] = append(of[a.Area], a)
	}
	for _, area := range areas {
		fmt.Fprintf(w, "\n[%s]\n", area)
		slices.SortStableFunc(of[area], func(a, b features.API) int {
			return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		})
		for _, a := range of[area] {
			fmt.Fprintf(w, "%s  %s  %s  # %s\n", a.Name, purposes(a), a.Technique, a.Comment)
		}
	}
	return nil
}

func vocabularyTSV(w io.Writer, _ *features.Vocabulary, apis []features.API) error {
	fmt.Fprintln(w, "api\tpurposes\ttechnique\tarea\tcomment")
	for _, a := range apis {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", field(a.Name), purposes(a), a.Technique, field(a.Area), field(a.Comment))
	}
	return nil
}

func vocabularyJSON(w io.Writer, v *features.Vocabulary, apis []features.API) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Hash string         `json:"hash"`
		APIs []features.API `json:"apis"`
	}{v.Hash(), apis})
}

func purposes(a features.API) string {
	names := make([]string, len(a.Purposes))
	for i, p := range a.Purposes {
		names[i] = string(p)
	}
	return strings.Join(names, ",")
}
