package malguard

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/features"
)

//go:embed model.malguard
var defaultModel []byte

// ModelFormat is the version of the model file that this package writes.
const ModelFormat = 2

// modelMagic opens a model file; the length of the JSON header follows, then
// the header, then the classifier as [classify.Save] writes it, with a checksum
// of its own.
const modelMagic = "malguard-model\n"

// maxHeader bounds the bytes of a header, so that a hostile file costs bounded
// memory. The header of 2,600 columns has 170 kB.
const maxHeader = 8 << 20

// ErrModel is what errors about a malformed model file wrap.
var ErrModel = errors.New("not a malguard model")

// mode is the only way to make rows: from the call graph of the package.
const mode = "malguard"

// ModelInfo describes a model and how it was made.
type ModelInfo struct {
	Format     int            `json:"format"`
	Mode       string         `json:"mode"`       // "malguard": rows from the call graph of the package
	Scope      features.Scope `json:"scope"`      // what a row describes
	Ranking    string         `json:"ranking"`    // what chose the vocabulary; name of a [features.Ranking]
	Classifier string         `json:"classifier"` // name of a [classify.Method]
	Seed       uint64         `json:"seed"`
	Threshold  float64        `json:"threshold"` // in [0,1]; scores from here on are malicious
	// Manifest is the SHA-256 of the manifest that it was trained on.
	Manifest string `json:"manifest"`
	// Malicious and Benign count the packages in training, Families and
	// Origins their groups.
	Malicious int `json:"malicious"`
	Benign    int `json:"benign"`
	Families  int `json:"families"`
	Origins   int `json:"origins"`
	// BenignRate is the share of benign training packages at or above the
	// threshold, and Recall the share of malicious families, both out of fold.
	BenignRate float64 `json:"benignRate"`
	Recall     float64 `json:"recall"`
	// SchemaHash and Taxonomy are the hashes of Columns and of the categories of
	// APIs that the rows were made with. A file without Taxonomy is taken to
	// mean the present one.
	SchemaHash string            `json:"schema"`
	Taxonomy   string            `json:"taxonomy,omitempty"`
	Columns    []features.Column `json:"columns"` // shared, read-only
}

// Model scores packages. It is immutable and safe for concurrent use.
type Model struct {
	info       ModelInfo
	schema     *features.Schema
	classifier classify.Model
}

// Default returns the embedded model.
func Default() (*Model, error) { return LoadModel(bytes.NewReader(defaultModel)) }

// Open returns the model in the file at name.
func Open(name string) (*Model, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	defer f.Close()
	m, err := LoadModel(f)
	if err != nil {
		return nil, fmt.Errorf("%w (in %s)", err, name)
	}
	return m, nil
}

// LoadModel reads a model that [Model.Save] wrote, to the end of r. A file that
// is damaged, of another version, or whose columns are not those that its
// classifier was trained on, is an error that wraps [ErrModel] or one of package
// classify. No input makes it panic or allocate without bound.
func LoadModel(r io.Reader) (*Model, error) {
	header, err := readHeader(r)
	if err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	m := &Model{}
	if err := json.Unmarshal(header, &m.info); err != nil {
		return nil, fmt.Errorf("malguard: %w: %w", ErrModel, err)
	}
	if m.schema, err = m.info.schema(); err != nil {
		return nil, fmt.Errorf("malguard: %w: %w", ErrModel, err)
	}
	if m.classifier, err = classify.Load(r); err != nil {
		return nil, fmt.Errorf("malguard: model: %w", err)
	}
	if n := len(m.schema.Columns); m.classifier.Width() != n {
		return nil, fmt.Errorf("malguard: %w: %d columns for a classifier of %d", ErrModel, n, m.classifier.Width())
	}
	return m, nil
}

// readHeader reads the header up to the classifier.
func readHeader(r io.Reader) ([]byte, error) {
	head := make([]byte, len(modelMagic)+4)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, fmt.Errorf("%w: no header: %w", ErrModel, err)
	}
	if string(head[:len(modelMagic)]) != modelMagic {
		return nil, fmt.Errorf("%w: no header", ErrModel)
	}
	size := binary.BigEndian.Uint32(head[len(modelMagic):])
	if size > maxHeader {
		return nil, fmt.Errorf("%w: header of %d bytes, at most %d", ErrModel, size, maxHeader)
	}
	header, err := io.ReadAll(io.LimitReader(r, int64(size)))
	if err == nil && len(header) != int(size) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("%w: header: %w", ErrModel, err)
	}
	return header, nil
}

// schema returns the schema of the columns, or what keeps this version of the
// package from making the rows that the model was trained on.
func (i ModelInfo) schema() (*features.Schema, error) {
	if i.Format != ModelFormat || i.Mode != mode {
		return nil, fmt.Errorf("format %d, mode %q; this version reads format %d, mode %q", i.Format, i.Mode, ModelFormat, mode)
	}
	if !(i.Threshold >= 0 && i.Threshold <= 1) {
		return nil, fmt.Errorf("threshold %v is outside [0,1]", i.Threshold)
	}
	if len(i.Columns) > classify.MaxWidth {
		return nil, fmt.Errorf("%d columns, at most %d", len(i.Columns), classify.MaxWidth)
	}
	if i.Taxonomy != "" && i.Taxonomy != features.Categories().Hash() {
		return nil, errors.New("it was trained with other categories of APIs")
	}
	s, err := features.NewSchema(i.Columns)
	if err == nil && s.Hash != i.SchemaHash {
		err = errors.New("its columns are not those it was trained on")
	}
	return s, err
}

// Save writes the model. The same model gives the same bytes.
func (m *Model) Save(w io.Writer) error {
	header, err := json.Marshal(m.info)
	if err != nil {
		return fmt.Errorf("malguard: model: %w", err)
	}
	if len(header) > maxHeader {
		return fmt.Errorf("malguard: model: header of %d bytes, at most %d", len(header), maxHeader)
	}
	head := binary.BigEndian.AppendUint32([]byte(modelMagic), uint32(len(header)))
	for _, part := range [][]byte{head, header} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("malguard: model: %w", err)
		}
	}
	if err := classify.Save(w, m.classifier); err != nil {
		return fmt.Errorf("malguard: model: %w", err)
	}
	return nil
}

// Info returns how the model was made.
func (m *Model) Info() ModelInfo { return m.info }

// WithThreshold returns the model with another threshold, in [0,1].
func (m *Model) WithThreshold(t float64) (*Model, error) {
	if !(t >= 0 && t <= 1) {
		return nil, fmt.Errorf("malguard: threshold %v is outside [0,1]", t)
	}
	other := *m
	other.info.Threshold = t
	return &other, nil
}

// score returns the score of each profile.
func (m *Model) score(profiles []features.Profile) ([]float64, error) {
	x, err := matrix(m.schema, profiles)
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(profiles))
	if err := m.classifier.Scores(scores, x); err != nil {
		return nil, fmt.Errorf("malguard: %w", err)
	}
	return scores, nil
}

// matrix returns the rows of profiles.
func matrix(s *features.Schema, profiles []features.Profile) (classify.Matrix, error) {
	b := classify.NewMatrix(len(s.Columns))
	for _, p := range profiles {
		v, err := s.Vector(p)
		if err != nil {
			return classify.Matrix{}, fmt.Errorf("malguard: %w", err)
		}
		if err := b.Append(v.Index, v.Values); err != nil {
			return classify.Matrix{}, fmt.Errorf("malguard: %w", err)
		}
	}
	return b.Matrix(), nil
}
