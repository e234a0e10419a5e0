package graph

// Texts sums up the constant texts of a file, whatever the code does with them. Those
// of hidden source are among them, and what was computed from constants wherever it is
// handed on; docstrings are not.
type Texts struct {
	// Kinds counts texts by what they look like, by name and the plain ones first.
	Kinds []TextKind `json:"kinds,omitempty"`
	// Longest is the length of the longest text in bytes, and Entropy its Shannon
	// entropy in bits for each byte, rounded to two digits.
	Longest int     `json:"longest,omitempty"`
	Entropy float64 `json:"entropy,omitempty"`
	// Line is the length of the longest line of the file in bytes.
	Line int `json:"line,omitempty"`
	// Padded counts the lines in which something stands behind 80 blanks or more.
	Padded int `json:"padded,omitempty"`
}

// TextKind counts texts of one kind.
type TextKind struct {
	// Name is a kind of place ([Arg.URL]), a class of files ([Arg.Target]), "base64" or
	// "hex" for a long text of nothing else, "powershell" for a script or command of it,
	// or "odd-host" for a URL below a top-level domain that is cheap to register.
	Name string `json:"name"`
	// Hidden says that the source holds them in disguise.
	Hidden bool `json:"hidden,omitempty"`
	Count  int  `json:"count"`
}
