package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// PlainName returns a name that tells no more than a short dotted name can: the name
// itself if its parts between dots are of ASCII letters, digits and "_<>?[]*", each at
// most 48 bytes long and all together at most 120. Of other names it returns the parts
// before what does not fit, and in place of the rest "~" and twelve hexadecimal digits
// of a hash of the whole: so they still differ, and still begin with their module. What
// it returns it leaves as it is.
func PlainName(name string) string {
	fits := 0
	for fits < len(name) {
		part, rest, more := strings.Cut(name[fits:], ".")
		if len(part) > maxPart || strings.Trim(part, partBytes) != "" || fits+len(part) > maxPlain {
			if !more && isNameHash(part) {
				return name
			}
			sum := sha256.Sum256([]byte(name))
			return name[:fits] + "~" + hex.EncodeToString(sum[:6])
		}
		if !more || rest == "" {
			break
		}
		fits += len(part) + 1
	}
	return name
}

// Bounds of what PlainName keeps, and of what its parts are made.
const (
	maxPart   = 48
	maxPlain  = 120
	partBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_<>?[]*"
)

func isNameHash(part string) bool {
	return len(part) == 13 && part[0] == '~' && strings.Trim(part[1:], "0123456789abcdef") == ""
}
