package pysrc

import (
	"math/big"
	"strconv"
	"strings"
)

// maxDigits bounds the integers that Num.Int converts: big numbers take
// quadratic time.
const maxDigits = 4300 // as sys.set_int_max_str_digits since Python 3.11

// Int returns the value of an integer literal. It is false for a float, an
// imaginary number, or an integer of more than 4,300 digits.
func (n *Num) Int() (*big.Int, bool) {
	s := strings.ReplaceAll(n.Text, "_", "")
	if s = strings.TrimRight(s, "lL"); s == "" || len(s) > maxDigits {
		return nil, false
	}
	base := 10
	if len(s) > 1 && s[0] == '0' {
		switch s[1] | 0x20 {
		case 'x':
			base, s = 16, s[2:]
		case 'o':
			base, s = 8, s[2:]
		case 'b':
			base, s = 2, s[2:]
		default:
			if strings.Trim(s, "0") != "" && strings.Trim(s, "01234567") == "" {
				base = 8 // Python 2's 0777
			}
		}
	}
	return new(big.Int).SetString(s, base)
}

// Float returns the value of an integer or float literal, with the nearest
// float64 of a number too large for its kind. It is false for an imaginary
// number.
func (n *Num) Float() (float64, bool) {
	if i, ok := n.Int(); ok {
		f, _ := new(big.Float).SetInt(i).Float64()
		return f, true
	}
	s := strings.ReplaceAll(n.Text, "_", "")
	if strings.ContainsAny(s, "jJxX") {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.TrimRight(s, "lL"), 64)
	if numErr, ok := err.(*strconv.NumError); ok && numErr.Err != strconv.ErrRange {
		return 0, false
	}
	return f, true
}
