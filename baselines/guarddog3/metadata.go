package guarddog3

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/internal/metadata"
	"github.com/malguard/malguard/internal/popular"
)

// metadata adds what rules about the package as a whole find.
func (s *scan) metadata(ctx context.Context, p *datasets.Package) error {
	var program, about string
	err := walk(ctx, p.FS, ".", func(name string) (err error) {
		if metadata.Is(name) && (about == "" || strings.Count(name, "/") < strings.Count(about, "/")) {
			about = name
		}
		if program == "" {
			program, err = ifProgram(p.FS, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	if program != "" {
		s.add(bundledBinary(), program, path.Base(program))
	}
	if about != "" {
		header, err := fs.ReadFile(p.FS, about)
		if err != nil {
			return err
		}
		if domain := metadata.Parse(header).MailDomain(); metadata.Disposable(domain) {
			s.add(deceptiveAuthor(), about, strings.ReplaceAll(domain, ".", "[.]"))
		}
	}
	if like := popular.All().Typo(p.Name); like != "" {
		s.add(typosquatting(), "", like)
	}
	return nil
}

func (s *scan) add(r *rule, file, text string) {
	s.found = append(s.found, []finding{{rule: r, file: file, text: text}})
}

// ifProgram returns the name of a file that begins as programs do, "" of another.
func ifProgram(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	magics := []string{"MZ", "\x7fELF", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf"}
	if slices.ContainsFunc(magics, func(m string) bool { return strings.HasPrefix(string(head[:n]), m) }) {
		return name, nil
	}
	return "", nil
}

func bundledBinary() *rule {
	return &rule{
		id: "bundled_binary", identifies: "threat.metadata.bundled-binary", tactic: "defense-evasion", what: "holds a program",
		severity: medium, specificity: medium, sophistication: low,
	}
}

func deceptiveAuthor() *rule {
	return &rule{
		id: "deceptive_author", identifies: "threat.metadata.deceptive-author", tactic: "initial-access",
		what: "has an author with mail that anybody can have for a while", severity: medium, specificity: medium, sophistication: low,
	}
}

func typosquatting() *rule {
	return &rule{
		id: "typosquatting", identifies: "threat.metadata.typosquatting", tactic: "initial-access", what: "is named nearly like",
		severity: high, specificity: high, sophistication: low,
	}
}
