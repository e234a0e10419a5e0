// Package charts draws bars and curves from plain numbers, as a part of a page that
// opens offline (Apache ECharts, through go-echarts) and as a picture for a paper
// (gonum/plot). The colours are those of Okabe and Ito, which the colour-blind tell
// apart (https://jfly.uni-koeln.de/color/); dashes, shapes and patterns differ too.
//
// Names are taken for hostile. On a page, what a chart shows is data beside two
// fixed scripts, of which the page's policy allows nothing else to run: see
// [Element] and [Policy].
package charts

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Value is a number with its interval. NaN is not drawn, and neither is an interval
// of which a bound is NaN or which is empty.
type Value struct{ Value, Low, High float64 }

func (v Value) defined() bool { return !math.IsNaN(v.Value) && !math.IsInf(v.Value, 0) }

func (v Value) interval() bool { return v.defined() && v.Low < v.High }

// String prints "0.950 [0.931, 0.967]", and "–" for what is not defined.
func (v Value) String() string {
	if !v.defined() {
		return "–"
	}
	s := short(v.Value)
	if v.interval() {
		s += " [" + short(v.Low) + ", " + short(v.High) + "]"
	}
	return s
}

// short is a number of three digits.
func short(v float64) string {
	if math.Abs(v) >= 0.01 && math.Abs(v) < 1 {
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// Bars are lying bars in rows, those of several groups beside each other.
type Bars struct {
	ID     string // of its element; letters, digits and dashes
	Axis   string // what the values are, with their unit
	Rows   []string
	Groups []Group
	// Share says that values are in [0,1], Log that the axis is logarithmic: a value
	// that is not positive is then not drawn.
	Share, Log bool
	// Marks says what the marks of groups are; "" where there are none.
	Marks string
}

// Group is one bar in each row.
type Group struct {
	Name   string
	Values []Value   // one a row
	Marks  []float64 // one a row, NaN where there is none; nil for none
}

// Curves are lines over an axis of numbers.
type Curves struct {
	ID    string
	X, Y  string // what the axes are
	Lines []Line
	// LogX says that the x axis is logarithmic: what is not positive is drawn at Left,
	// which is then the left end.
	LogX bool
	Left float64
}

// Line is a line of a chart whose axes end at 1.
type Line struct {
	Name string
	X    []float64
	Y    []Value // those that are not defined leave a gap
	// Step says that the line goes up or down at a point before it goes on to the
	// next, Points that points are marked, and Guide that it is drawn thin and grey.
	Step, Points, Guide bool
}

// palette is that of Okabe and Ito without yellow, which is too light on white.
func palette() []string {
	return []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"}
}

// fills are colours of bars: dark and light in turn, so that they differ in grey.
func fills() []string { return []string{"#0072B2", "#E69F00", "#009E73", "#CC79A7"} }

// grey is the colour of guides.
const grey = "#777777"

// longest is how many letters of a name are shown.
const longest = 40

// Label makes a name that somebody chose fit for a chart.
func Label(name string) string { return Text(name, longest) }

// Text makes what somebody wrote fit to be shown: one line of so many letters at
// most, in which what is not printed is written as an escape. It is text still, and
// where it goes has to escape it.
func Text(s string, letters int) string {
	var out strings.Builder
	n := 0
	add := func(part string) bool {
		if n += utf8.RuneCountInString(part); n > letters {
			return false
		}
		out.WriteString(part)
		return true
	}
	for i, r := range s {
		part := string(r)
		if r == utf8.RuneError {
			part = fmt.Sprintf("\\x%02x", s[i])
		} else if !unicode.IsPrint(r) {
			part = fmt.Sprintf("\\u%04x", r)
		}
		if !add(part) {
			return cut(out.String(), letters-1) + "…"
		}
	}
	return out.String()
}

// cut keeps the first letters of s.
func cut(s string, letters int) string {
	if r := []rune(s); len(r) > letters {
		return string(r[:letters])
	}
	return s
}

func labels(names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = Label(n)
	}
	return list
}

// place is where a point is drawn on the x axis.
func (c Curves) place(x float64) float64 {
	if c.LogX {
		return max(x, c.Left)
	}
	return x
}

// finest is the part of an axis that is too little to be seen.
const finest = 1. / 1000

// thin leaves out the points of a line that lie on those before them: a curve of
// thousands of thresholds has no more places than a picture.
func (c Curves) thin(l Line) Line {
	scale := func(x float64) float64 {
		if c.LogX {
			return math.Log(c.place(x)) / math.Abs(math.Log(cmp.Or(c.Left, finest)))
		}
		return x
	}
	kept := l
	kept.X, kept.Y = nil, nil
	for i := range l.X {
		last := len(kept.X) - 1
		if i > 0 && i < len(l.X)-1 && kept.Y[last].defined() && l.Y[i].defined() && !l.Y[i].interval() &&
			math.Abs(scale(l.X[i])-scale(kept.X[last])) < finest && math.Abs(l.Y[i].Value-kept.Y[last].Value) < finest {
			continue
		}
		kept.X, kept.Y = append(kept.X, l.X[i]), append(kept.Y, l.Y[i])
	}
	return kept
}

// few is how many points are marked at most: more hide the line.
const few = 25

// label is the name of a line, which has less room.
func (l Line) label() string { return Text(l.Name, 22) }
