package pyeval

import "strings"

// tricks is the set of ways in which a value was hidden.
type tricks uint32

const (
	trickBase64 tricks = 1 << iota
	trickHex
	trickCompress
	trickRot13
	trickCipher
	trickReverse
	trickXor
	trickJoin
	trickConcat
	trickReplace
	trickFormat
	trickChr
	trickCodec
	trickRepr
	trickGetattr
	trickImport
	trickNamespace
	trickExec
	trickWritten
	trickInterpreter
	numTricks = iota
)

var trickNames = [numTricks]string{
	"base64", "hex", "compress", "rot13", "cipher", "reverse", "xor", "join", "concat", "replace", "format", "chr", "codec",
	"repr", "getattr", "import", "namespace", "exec", "written", "interpreter",
}

// String returns the names of the tricks, joined by plus signs in a fixed
// order.
func (t tricks) String() string {
	var names []string
	for i, name := range trickNames {
		if t&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}
