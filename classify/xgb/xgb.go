package xgb

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/malguard/malguard/classify"
)

// MaxFile is the largest number of bytes of a model file, and of a UBJSON file
// when written as JSON.
const MaxFile = 256 << 20

// Errors of [Read].
var (
	ErrFormat      = errors.New("xgb: not an XGBoost model in JSON or UBJSON") // another file, cut short or damaged
	ErrUnsupported = errors.New("xgb: unsupported model")                      // sound, but nothing here can say what it does
)

// Options says how a file is to be understood. The zero value understands it as
// XGBClassifier.predict_proba does when it is given a NumPy array.
type Options struct {
	// ZeroMissing says that zeros count as missing, as for a model that was
	// trained on SciPy's CSR or with missing=0.
	ZeroMissing bool
	// AllRounds uses every round of a model that was trained with early
	// stopping, as Booster.predict does. Otherwise rounds after best_iteration
	// are left out, as XGBClassifier.predict does.
	AllRounds bool
}

// Info is what a file says of itself besides the model.
type Info struct {
	Version   string   // of the XGBoost that wrote it, such as 3.2.0
	Objective string   // such as binary:logistic
	Booster   string   // gbtree, dart or gblinear
	Columns   []string // names of the columns; nil if the file has none
	Trees     int      // trees in the file; 0 for gblinear
	Used      int      // trees in the model: fewer where rounds were left out
}

// Read reads a model file to its end. What is not one is [ErrFormat], what this
// module cannot say is [ErrUnsupported]. No input makes it panic; the memory it
// uses is in proportion to the length of the file.
func Read(r io.Reader, o Options) (classify.Model, Info, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, Info{}, fmt.Errorf("xgb: %w", err)
	}
	if len(data) > MaxFile {
		return nil, Info{}, fmt.Errorf("%w: more than %d bytes", ErrFormat, MaxFile)
	}
	if bytes.HasPrefix(data, []byte("binf")) {
		return nil, Info{}, fmt.Errorf("%w: the binary format from before JSON; load it in XGBoost before 3.1 and save it as .json", ErrUnsupported)
	}
	if isUBJSON(data) {
		if data, err = toJSON(data); err != nil {
			return nil, Info{}, fmt.Errorf("%w: UBJSON: %w", ErrFormat, err)
		}
	}
	f, err := parse(data)
	if err != nil {
		return nil, Info{}, err
	}
	return f.model(o)
}

// isUBJSON tells UBJSON from JSON, in which a brace and perhaps white space are
// followed by a quotation mark.
func isUBJSON(data []byte) bool {
	return len(data) > 1 && data[0] == '{' && bytes.IndexByte([]byte("iUIlL"), data[1]) >= 0
}
