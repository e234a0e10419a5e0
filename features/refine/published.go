package refine

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/malguard/malguard/features"
)

//go:embed data/published.tsv
var publishedText string

// PublishedLists returns the names of the lists that [Published] knows: the
// centralities by which the authors of MalGuard ranked APIs. The slice is the
// caller's.
func PublishedLists() []string {
	header, _, _ := strings.Cut(publishedText, "\n")
	return strings.Split(header, "\t")[1:]
}

// Published returns what the authors of MalGuard published of their refinement of
// one list by gpt-3.5-turbo, as facts derived from their files: which APIs were
// asked, and which came back. Its answers have neither purposes nor a sentence,
// because theirs are free text. What they did not list counts as dropped: their
// files cannot tell a name that the model passed over from one that it refused.
// See data/ORIGIN and https://github.com/OSSguardian/MALGUARD.
func Published(list string) (*Replay, error) {
	column := slices.Index(PublishedLists(), list)
	if column < 0 {
		return nil, fmt.Errorf("refine: unknown published list %q, want one of %q", list, PublishedLists())
	}
	var asked, invented []string
	rep := &reply{answers: map[string]judgement{}}
	_, rows, _ := strings.Cut(publishedText, "\n")
	for row := range strings.Lines(rows) {
		cells := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		api, verdict := cells[0], cells[1+column]
		switch verdict {
		case "-":
			continue
		case "invented":
			invented = append(invented, api)
			continue
		case "twice":
			rep.fault(Duplicate, api, "")
		}
		asked = append(asked, api)
		rep.answers[api] = judgement{Answer{API: api, Purposes: []features.Purpose{}}, verdict != "dropped"}
	}
	for _, api := range invented {
		rep.invented(api, asked)
	}
	r := newReplay(Key{Model: "gpt-3.5-turbo", Prompt: "published-" + list})
	r.add(asked, rep)
	return r, nil
}
