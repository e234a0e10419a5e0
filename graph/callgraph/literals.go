package callgraph

import "strings"

// textResults are the types of what methods of literals and the constructors
// of the types return.
var textResults = map[string]string{
	"<builtin>.str": "PyStr", "<builtin>.repr": "PyStr", "<builtin>.chr": "PyStr", "<builtin>.hex": "PyStr",
	"<builtin>.input": "PyStr", "<builtin>.raw_input": "PyStr", "<builtin>.format": "PyStr",
	"<builtin>.unicode": "PyStr", "<builtin>.ascii": "PyStr", "<builtin>.bin": "PyStr",
	"<builtin>.bytes": "PyBytes", "<builtin>.bytearray": "PyBytes", "<builtin>.int": "PyNum",
	"<builtin>.float": "PyNum", "<builtin>.len": "PyNum", "<builtin>.ord": "PyNum",
	"<builtin>.dict": "PyDict", "<builtin>.set": "PySet", "<builtin>.frozenset": "PySet",
}

// otherMethods names the methods of strings and bytes that return something
// else than the type they belong to; "" is not of interest.
var otherMethods = map[string]string{
	"split": "PyList", "rsplit": "PyList", "splitlines": "PyList", "partition": "PyTuple", "rpartition": "PyTuple",
	"encode": "PyBytes", "decode": "PyStr", "hex": "PyStr", "find": "PyNum", "index": "PyNum", "count": "PyNum",
	"rfind": "PyNum", "rindex": "PyNum", "startswith": "", "endswith": "", "isdigit": "", "isalpha": "",
	"isalnum": "", "isspace": "", "isupper": "", "islower": "",
}

// externResult returns what calling e gives: the same dotted name, or for
// literals and their constructors the type.
func (p *program) externResult(e *extern) values {
	if typ, ok := textResults[e.name]; ok {
		return p.literal(typ).self
	}
	typ, method, ok := strings.Cut(e.name, "**>.")
	if !ok || e.kind != p.builtin.kind {
		return e.self
	}
	typ = strings.TrimPrefix(typ, "<**")
	if typ != "PyStr" && typ != "PyBytes" {
		return nil
	}
	if other, ok := otherMethods[method]; ok {
		if other == "" {
			return nil
		}
		typ = other
	}
	return p.literal(typ).self
}
