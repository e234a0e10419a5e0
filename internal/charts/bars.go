package charts

import (
	"html/template"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// height of the chart in pixels.
func (b Bars) height() int { return 90 + len(b.Rows)*(12+12*len(b.Groups)) }

// Element returns the chart as a part of a page that has [Scripts] and [Policy].
func (b Bars) Element() (template.HTML, error) {
	c := charts.NewBar()
	value := opts.XAxis{
		Type: "value", Name: b.Axis, NameLocation: "middle", NameGap: 28, Position: "bottom",
		AxisLine: &opts.AxisLine{Show: opts.Bool(true)}, SplitLine: gridLine(),
	}
	low, high := b.ends()
	value.Min = low
	if b.Share || b.Log {
		value.Max = high
	}
	if b.Log {
		value.Type = "log"
	}
	c.SetGlobalOptions(append(common(b.ID),
		charts.WithLegendOpts(opts.Legend{Left: "0", Top: "0", ItemWidth: 20, Data: b.legend()}),
		charts.WithGridOpts(opts.Grid{Left: "10", Right: "30", Top: "34", Bottom: "46", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(value),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: labels(b.Rows), Inverse: opts.Bool(true)}),
		charts.WithColorsOpts(fills()),
	)...)
	for k, g := range b.Groups {
		c.AddSeries(Label(g.Name), b.bars(g), charts.WithBarChartOpts(opts.BarChart{BarGap: "10%", BarCategoryGap: "30%"}))
		c.Overlap(custom(Label(g.Name), "interval", b.intervals(k)))
	}
	if b.Marks != "" {
		c.Overlap(custom(Label(b.Marks), "mark", b.marks()))
	}
	return element(b.ID, "bars", b.height(), c.JSON())
}

func (b Bars) legend() []legendEntry {
	var list []legendEntry
	for _, g := range b.Groups {
		list = append(list, legendEntry{Name: Label(g.Name)})
	}
	if b.Marks != "" {
		list = append(list, legendEntry{Name: Label(b.Marks), Icon: "diamond", Style: &opts.ItemStyle{Color: "#fff", BorderColor: "#000", BorderWidth: 1.5}})
	}
	return list
}

// drawn says whether a value has a place on the axis.
func (b Bars) drawn(v float64) bool {
	return Value{Value: v}.defined() && (!b.Log || v > 0)
}

func (b Bars) bars(g Group) []opts.BarData {
	list := make([]opts.BarData, len(g.Values))
	for i, v := range g.Values {
		list[i] = opts.BarData{Name: Label(b.Rows[i]) + ": " + v.String(), Value: "-"} // ECharts' word for nothing
		if b.drawn(v.Value) {
			list[i].Value = v.Value
		}
	}
	return list
}

// intervals are those of a group, as draw.js wants them.
func (b Bars) intervals(group int) []opts.CustomData {
	list := []opts.CustomData{}
	for row, v := range b.Groups[group].Values {
		if v.interval() && b.drawn(v.Low) {
			list = append(list, opts.CustomData{Value: []float64{v.Low, float64(row), v.High, float64(group), float64(len(b.Groups))}})
		}
	}
	return list
}

func (b Bars) marks() []opts.CustomData {
	list := []opts.CustomData{}
	for group, g := range b.Groups {
		for row, v := range g.Marks {
			if b.drawn(v) {
				list = append(list, opts.CustomData{Value: []float64{v, float64(row), float64(group), float64(len(b.Groups))}})
			}
		}
	}
	return list
}

// ends are those of the values' axis. A logarithmic one goes from a power of ten to
// another.
func (b Bars) ends() (low, high float64) {
	least, most := math.Inf(1), 0.0
	for _, g := range b.Groups {
		for _, v := range g.Values {
			if b.drawn(v.Value) {
				least, most = min(least, v.Value), max(most, v.Value)
			}
		}
	}
	switch {
	case b.Log && most == 0:
		return 0.1, 1
	case b.Share || most == 0:
		return 0, 1
	case b.Log:
		return math.Pow10(int(math.Ceil(math.Log10(least))) - 1), math.Pow10(int(math.Floor(math.Log10(most))) + 1)
	}
	return 0, most
}
