package charts

import (
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Write draws the chart as a picture of 6.5 inches width.
func (b Bars) Write(w io.Writer, format string) error {
	rows := vg.Length(max(len(b.Rows), 1))
	p := newPicture(b.Axis, "", vg.Points(78)+rows*vg.Points(8+11*float64(max(len(b.Groups), 1))))
	p.top = vg.Points(10 + 11*float64(len(b.legend())))
	left := b.axis(p)
	ticks := plot.ConstantTicks{}
	for i, name := range b.Rows {
		ticks = append(ticks, plot.Tick{Value: -float64(i), Label: Label(name)})
	}
	p.Y.Tick.Marker, p.Y.Min, p.Y.Max = ticks, 0.5-float64(len(b.Rows)), 0.5
	p.Y.Tick.Length = 0
	for k, g := range b.Groups {
		for row, v := range g.Values {
			if b.drawn(v.Value) {
				p.Add(b.bar(left, v.Value, row, k))
			}
		}
		for row, v := range g.Values {
			if v.interval() && b.drawn(v.Low) {
				p.Add(segment(plotter.XYs{{X: v.Low, Y: b.middle(row, k)}, {X: v.High, Y: b.middle(row, k)}}, plotter.DefaultLineStyle))
			}
		}
		p.legend.Add(Label(g.Name), b.bar(0, 1, 0, k))
	}
	b.addMarks(p)
	return p.write(w, format)
}

// thick is the height of a bar where a row has the height 1.
func (b Bars) thick() float64 { return 0.7 / float64(len(b.Groups)) }

// middle is where the bar of a group lies.
func (b Bars) middle(row, group int) float64 {
	return -float64(row) - (float64(group)-float64(len(b.Groups)-1)/2)*b.thick()
}

// axis sets the values' axis and returns where bars begin.
func (b Bars) axis(p *picture) float64 {
	p.X.Min, p.X.Max = b.ends()
	switch {
	case b.Share:
		p.X.Tick.Marker = tenths()
	case b.Log:
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, powers(p.X.Min, p.X.Max)
	}
	return p.X.Min
}

func (b Bars) bar(left, right float64, row, group int) *plotter.Polygon {
	y, half := b.middle(row, group), 0.46*b.thick()
	return &plotter.Polygon{
		XYs:       []plotter.XYs{{{X: left, Y: y - half}, {X: right, Y: y - half}, {X: right, Y: y + half}, {X: left, Y: y + half}}},
		Color:     rgb(fills()[group%len(fills())]),
		LineStyle: draw.LineStyle{Width: vg.Points(0.25), Color: rgb("#000000")},
	}
}

func (b Bars) addMarks(p *picture) {
	if b.Marks == "" {
		return
	}
	marks := &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: rgb("#000000"), Radius: 3.5, Shape: diamond{}}}
	for k, g := range b.Groups {
		for row, v := range g.Marks {
			if b.drawn(v) {
				marks.XYs = append(marks.XYs, plotter.XY{X: v, Y: b.middle(row, k)})
			}
		}
	}
	p.Add(marks)
	p.legend.Add(Label(b.Marks), marks)
}

// diamond is a white diamond with a border.
type diamond struct{}

// DrawGlyph implements [draw.GlyphDrawer].
func (diamond) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	var path vg.Path
	path.Move(vg.Point{X: at.X - style.Radius, Y: at.Y})
	path.Line(vg.Point{X: at.X, Y: at.Y + style.Radius})
	path.Line(vg.Point{X: at.X + style.Radius, Y: at.Y})
	path.Line(vg.Point{X: at.X, Y: at.Y - style.Radius})
	path.Close()
	c.SetColor(rgb("#ffffff"))
	c.Fill(path)
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: 1})
	c.Stroke(path)
}
