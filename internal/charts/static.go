package charts

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Formats of the pictures.
const (
	SVG = "svg"
	PNG = "png" // of 200 pixels an inch
)

// picture is a plot with its legend, which has a part of its own.
type picture struct {
	*plot.Plot
	legend        plot.Legend
	width, height vg.Length
	// side and top are the legend's part: one is 0.
	side, top vg.Length
}

func newPicture(x, y string, height vg.Length) *picture {
	p := &picture{Plot: plot.New(), legend: plot.NewLegend(), width: 6.5 * vg.Inch, height: height}
	p.X.Label.Text, p.Y.Label.Text = x, y
	for _, s := range []*text.Style{
		&p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.legend.TextStyle,
	} {
		s.Font = font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, 9)
	}
	p.legend.Top, p.legend.Left = true, true
	p.legend.ThumbnailWidth, p.legend.Padding = 24, 2
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = color.Gray{0xe4}, color.Gray{0xe4}
	p.Add(grid)
	return p
}

// write draws the picture in a format.
func (p *picture) write(w io.Writer, format string) error {
	var canvas interface {
		vg.CanvasSizer
		io.WriterTo
	}
	switch format {
	case SVG:
		canvas = vgsvg.New(p.width, p.height)
	case PNG:
		canvas = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(200))}
	default:
		return fmt.Errorf("charts: unknown format %q", format)
	}
	all := draw.New(canvas)
	all.SetColor(color.White)
	all.Fill(all.Rectangle.Path())
	p.Draw(draw.Crop(all, 4, -p.side-4, 4, -p.top-4))
	if p.side > 0 {
		p.legend.Draw(draw.Crop(all, p.width-p.side+6, 0, 0, -12))
	} else {
		p.legend.Draw(draw.Crop(all, 8, 0, p.height-p.top, -4))
	}
	if _, err := canvas.WriteTo(w); err != nil {
		return fmt.Errorf("charts: %w", err)
	}
	return nil
}

// rgb reads a colour as "#0072B2".
func rgb(s string) color.Color {
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		panic("charts: colour " + s) // of this package alone
	}
	return color.RGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 255}
}

// tenths are the ticks of a share.
func tenths() plot.ConstantTicks {
	var list plot.ConstantTicks
	for k := range 11 {
		t := plot.Tick{Value: float64(k) / 10}
		if k%2 == 0 {
			t.Label = strconv.FormatFloat(t.Value, 'f', 1, 64)
		}
		list = append(list, t)
	}
	return list
}

// powers are the ticks of a logarithmic axis: each power of ten within it.
func powers(from, to float64) plot.ConstantTicks {
	var list plot.ConstantTicks
	for k := int(math.Ceil(math.Log10(from) - 1e-9)); k <= int(math.Floor(math.Log10(to)+1e-9)); k++ {
		v := math.Pow10(k)
		list = append(list, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'g', -1, 64)})
	}
	return list
}

// segment is a line through points.
func segment(points plotter.XYs, style draw.LineStyle) *plotter.Line {
	return &plotter.Line{XYs: points, LineStyle: style}
}
