package attack

import (
	"encoding/base64"
	"math/rand/v2"

	"github.com/malguard/malguard/internal/pysrc"
)

// wrap leaves of a file one line that runs its code. A file without a call stays:
// it has nothing to hide, and may be one that others read as text.
func wrap(p *program, name string, draw *rand.Rand) (change, bool) {
	f := p.files[name]
	if len(pysrc.Calls(f)) == 0 {
		return change{}, false
	}
	code := base64.StdEncoding.EncodeToString([]byte(f.Source))
	if draw.IntN(2) == 0 {
		return change{text: "exec(__import__('base64').b64decode('" + code + "'))\n"}, true
	}
	alias := p.fresh(draw)
	return change{text: "import base64 as " + alias + "\nexec(" + alias + ".b64decode('" + code + "'))\n"}, true
}
