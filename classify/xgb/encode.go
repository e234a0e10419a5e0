package xgb

import (
	"encoding/binary"
	"fmt"
	"math"
)

// object is an object whose members keep their order. Values are objects, strings
// and numbers, and slices of them.
type object []member

type member struct {
	name  string
	value any
}

// appendUBJSON writes value with the types that XGBoost itself gives to arrays.
func appendUBJSON(b []byte, value any) []byte {
	switch v := value.(type) {
	case object:
		b = append(b, '{')
		for _, m := range v {
			b = appendUBJSON(append(appendLength(b, len(m.name)), m.name...), m.value)
		}
		return append(b, '}')
	case string:
		return append(appendLength(append(b, 'S'), len(v)), v...)
	case int32:
		return binary.BigEndian.AppendUint32(append(b, 'l'), uint32(v))
	case []object:
		return appendItems(b, "[#", v, func(b []byte, o object) []byte { return appendUBJSON(b, o) })
	case []string:
		return appendItems(b, "[#", v, func(b []byte, s string) []byte { return appendUBJSON(b, s) })
	case []float32:
		return appendItems(b, "[$d#", v, func(b []byte, f float32) []byte {
			return binary.BigEndian.AppendUint32(b, math.Float32bits(f))
		})
	case []int: // XGBoost wants some arrays of whole numbers without a type
		return appendItems(b, "[#", v, func(b []byte, n int) []byte { return appendUBJSON(b, int32(n)) })
	case []int32:
		return appendItems(b, "[$l#", v, func(b []byte, n int32) []byte { return binary.BigEndian.AppendUint32(b, uint32(n)) })
	case []int64:
		return appendItems(b, "[$L#", v, func(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) })
	case []uint8:
		return appendItems(b, "[$U#", v, func(b []byte, n uint8) []byte { return append(b, n) })
	}
	panic(fmt.Sprintf("xgb: no way to write %T", value))
}

func appendItems[T any](b []byte, head string, items []T, one func([]byte, T) []byte) []byte {
	b = appendLength(append(b, head...), len(items))
	for _, v := range items {
		b = one(b, v)
	}
	return b
}

// appendLength writes a length as XGBoost does, in 64 bits.
func appendLength(b []byte, n int) []byte {
	return binary.BigEndian.AppendUint64(append(b, 'L'), uint64(n))
}
