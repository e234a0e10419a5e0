package pyeval

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

func toInt(args *arguments) value {
	a := args.at(0, "")
	base := int64(10)
	if args.has(1, "") {
		base = args.at(1, "").i
		if !a.text() {
			return value{}
		}
	}
	switch a.k {
	case unknown:
		return integer(0)
	case intKind:
		return a
	case boolKind:
		return integer(a.i)
	case floatKind:
		return truncated(a)
	}
	return parseInt(a.s, base).with(a.tricks)
}

// truncated is int(v) of a float.
func truncated(v value) value {
	x := v.float()
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return value{}
	}
	n, _ := big.NewFloat(x).Int(nil)
	return bigInt(n).with(v.tricks)
}

// parseInt is int(text, base).
func parseInt(s string, base int64) value {
	s = strings.TrimFunc(s, isSpace)
	if len(s) > maxBits/3 || base != 0 && (base < 2 || base > 36) {
		return value{}
	}
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = s[:1], s[1:]
	}
	prefixed := false
	if len(s) > 1 && s[0] == '0' {
		b := map[byte]int64{'x': 16, 'b': 2, 'o': 8}[s[1]|0x20]
		if b != 0 && (base == b || base == 0) {
			s, base, prefixed = s[2:], b, true
		}
	}
	digits, ok := separatedDigits(s, prefixed)
	if base == 0 {
		base = 10
		ok = ok && (digits[0] != '0' || strings.Trim(digits, "0") == "")
	}
	if !ok || base&(base-1) != 0 && len(digits) > maxDigits {
		return value{}
	}
	n, ok := new(big.Int).SetString(sign+digits, int(base))
	if !ok {
		return value{}
	}
	return bigInt(n)
}

// separatedDigits takes the underscores out that stand between digits, and one
// before them if they have a prefix.
func separatedDigits(s string, prefixed bool) (string, bool) {
	if prefixed {
		s = strings.TrimPrefix(s, "_")
	}
	bad := s == "" || s[0] == '_' || s[len(s)-1] == '_' || strings.Contains(s, "__") || strings.ContainsAny(s[:1], "+-")
	return strings.ReplaceAll(s, "_", ""), !bad
}

func toFloat(a value) value {
	if !a.text() {
		if !a.known() {
			return float(0)
		}
		f, ok := a.number()
		if !ok {
			return value{}
		}
		return float(f).with(a.tricks)
	}
	s := strings.TrimFunc(a.s, isSpace)
	if strings.ContainsAny(s, "_xX") {
		return value{}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return value{}
	}
	return float(f).with(a.tricks)
}
