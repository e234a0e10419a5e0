package charts

import (
	"html/template"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Element returns the chart as a part of a page that has [Scripts] and [Policy].
func (c Curves) Element() (template.HTML, error) {
	e := charts.NewLine()
	x := opts.XAxis{Type: "value", Name: c.X, NameLocation: "middle", NameGap: 28, Min: 0, Max: 1, SplitLine: gridLine()}
	if c.LogX {
		x.Type, x.Min = "log", c.Left
	}
	e.SetGlobalOptions(append(common(c.ID),
		charts.WithLegendOpts(opts.Legend{Left: "500", Top: "30", Orient: "vertical", ItemWidth: 34, Data: c.legend()}),
		charts.WithGridOpts(opts.Grid{Left: "58", Right: "226", Top: "18", Bottom: "46"}),
		charts.WithXAxisOpts(x),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Name: c.Y, NameLocation: "middle", NameGap: 36, Min: 0, Max: 1, SplitLine: gridLine()}),
		charts.WithColorsOpts(palette()),
	)...)
	for k, l := range c.Lines {
		l = c.thin(l)
		e.AddSeries(l.label(), c.points(l), lineOpts(k, l))
		if w := c.whiskers(l); len(w) > 0 {
			s := custom(l.label(), "whisker", w)
			s.MultiSeries[0].ItemStyle = &opts.ItemStyle{Color: stroke(k, l)}
			e.Overlap(s)
		}
	}
	return element(c.ID, "curves", 440, e.JSON())
}

func (c Curves) legend() []legendEntry {
	var list []legendEntry
	for _, l := range c.Lines {
		if !l.Guide {
			list = append(list, legendEntry{Name: l.label()})
		}
	}
	return list
}

func stroke(k int, l Line) string {
	if l.Guide {
		return grey
	}
	return palette()[k%len(palette())]
}

// lineOpts is how line k is drawn: in a colour, and with a dash and a shape that
// do not need it.
func lineOpts(k int, l Line) charts.SeriesOpts {
	dashes := []string{"solid", "dashed", "dotted"}
	shapes := []string{"circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle"}
	return func(s *charts.SingleSeries) {
		s.Symbol = shapes[k%len(shapes)]
		s.ShowSymbol, s.SymbolSize = opts.Bool(l.Points && len(l.X) <= few), 7
		s.LineStyle = &opts.LineStyle{Color: stroke(k, l), Width: 2, Type: dashes[k%len(dashes)]}
		s.ItemStyle = &opts.ItemStyle{Color: stroke(k, l)}
		if l.Step {
			s.Step = "start"
		}
		if l.Guide {
			s.Symbol = "none"
			s.LineStyle.Width, s.LineStyle.Type = 1, "dashed"
		}
	}
}

func (c Curves) points(l Line) []opts.LineData {
	list := make([]opts.LineData, len(l.X))
	for i, y := range l.Y {
		list[i] = opts.LineData{Value: []any{c.place(l.X[i]), "-"}}
		if y.defined() {
			list[i].Value = []any{c.place(l.X[i]), y.Value}
		}
	}
	return list
}

// whiskers are the intervals of a line, as draw.js wants them.
func (c Curves) whiskers(l Line) []opts.CustomData {
	var list []opts.CustomData
	for i, y := range l.Y {
		if y.interval() {
			list = append(list, opts.CustomData{Value: []float64{c.place(l.X[i]), y.Low, y.High}})
		}
	}
	return list
}
