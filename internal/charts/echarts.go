package charts

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// legendEntry is an entry of a legend, of which go-echarts knows the names alone.
type legendEntry struct {
	Name  string          `json:"name"`
	Icon  string          `json:"icon,omitempty"`
	Style *opts.ItemStyle `json:"itemStyle,omitempty"`
}

// common are the options of every chart: nothing moves, so that a page is printed as
// it is; what a chart shows is described for those who do not see it; and it can be
// saved as a picture.
func common(id string) []charts.GlobalOpts {
	yes := opts.Bool(true)
	return []charts.GlobalOpts{
		charts.WithAnimation(false),
		charts.WithTooltipOpts(opts.Tooltip{Show: yes, Trigger: "item"}),
		charts.WithAriaOpts(&opts.Aria{Enabled: yes, Decal: &opts.AriaDecal{Show: yes}}),
		charts.WithToolboxOpts(opts.Toolbox{Show: yes, Right: "0", Top: "-6", Feature: &opts.ToolBoxFeature{
			SaveAsImage: &opts.ToolBoxFeatureSaveAsImage{Show: yes, Name: id, Title: "save"},
		}}),
	}
}

func gridLine() *opts.SplitLine {
	return &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: "#e4e4e4"}}
}

// custom is a series that an item of draw.js draws.
func custom(name, item string, data []opts.CustomData) *charts.Custom {
	return charts.NewCustom().AddSeries(name, data, func(s *charts.SingleSeries) {
		s.RenderItem = types.FuncStr(item)
		s.Encode = &opts.Encode{X: 0, Y: 1}
	})
}
