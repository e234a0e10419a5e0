package charts

import (
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Write draws the chart as a picture of 6.5 inches width.
func (c Curves) Write(w io.Writer, format string) error {
	p := newPicture(c.X, c.Y, 4*vg.Inch)
	p.side = 1.9 * vg.Inch
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	p.X.Tick.Marker, p.Y.Tick.Marker = tenths(), tenths()
	if c.LogX {
		p.X.Min, p.X.Scale, p.X.Tick.Marker = c.Left, plot.LogScale{}, powers(c.Left, 1)
	}
	for k, l := range c.Lines {
		c.addLine(p, k, c.thin(l))
	}
	return p.write(w, format)
}

func (c Curves) addLine(p *picture, k int, l Line) {
	dashes := [][]vg.Length{nil, {5, 3}, {1.5, 2}}
	shapes := []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, diamond{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}}
	style := draw.LineStyle{Color: rgb(stroke(k, l)), Width: 1.3, Dashes: dashes[k%len(dashes)]}
	if l.Guide {
		style.Width, style.Dashes = 0.7, dashes[1]
	}
	thumbs := []plot.Thumbnailer{segment(nil, style)}
	for _, run := range c.runs(l) {
		line := segment(run, style)
		if l.Step {
			line.StepStyle = plotter.PreStep
		}
		p.Add(line)
		if l.Points && len(l.X) <= few {
			dots := &plotter.Scatter{XYs: run, GlyphStyle: draw.GlyphStyle{Color: style.Color, Radius: 2.5, Shape: shapes[k%len(shapes)]}}
			p.Add(dots)
			if len(thumbs) == 1 {
				thumbs = append(thumbs, dots)
			}
		}
	}
	for i, y := range l.Y {
		if x := c.place(l.X[i]); y.interval() {
			p.Add(segment(plotter.XYs{{X: x, Y: y.Low}, {X: x, Y: y.High}}, draw.LineStyle{Color: style.Color, Width: 0.8}))
		}
	}
	if !l.Guide {
		p.legend.Add(l.label(), thumbs...)
	}
}

// runs are the parts of a line between its gaps.
func (c Curves) runs(l Line) []plotter.XYs {
	var list []plotter.XYs
	var run plotter.XYs
	for i, y := range l.Y {
		if y.defined() {
			run = append(run, plotter.XY{X: c.place(l.X[i]), Y: y.Value})
			continue
		}
		if len(run) > 0 {
			list = append(list, run)
		}
		run = nil
	}
	if len(run) > 0 {
		list = append(list, run)
	}
	return list
}
