package savelab

import (
	"image"
	"image/color"
	"math"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
)

// A file is drawn as a sheet with lines of text on it. Where the bytes of a line
// come from is told by the shape of the line, and by its colour:
//
//	old      dashes          new    a full line
//	zeroes   a row of rings  both   a full line with a gap in it
//	other    a wave of dots  missing  no line at all
//
// All measures are in pixels of the device; px is how many of them make a point.

// sheet is what one drawn file shows.
type sheet struct {
	kind    crashsim.Kind
	picture lab.Picture // nothing for files that cannot be read
	good    bool
	saved   bool // destroyed, but a recovery file has all of it
	more    int  // how many further states this one stands for
}

// raggedness is how long the lines of the sheet are, in tenths: like text.
var raggedness = [...]int{10, 8, 9, 6, 10, 7, 9, 10, 5, 8, 10, 7}

// painter draws into a picture.
type painter struct {
	img *image.RGBA
	px  float64
}

func newPainter(w, h int, px float64) painter {
	return painter{image.NewRGBA(image.Rect(0, 0, w, h)), px}
}

// fill colours a rectangle.
func (p painter) fill(r image.Rectangle, c color.NRGBA) {
	r = r.Intersect(p.img.Bounds())
	if r.Empty() {
		return
	}
	row := p.img.Pix[p.img.PixOffset(r.Min.X, r.Min.Y):][:4*r.Dx()]
	for x := 0; x < len(row); x += 4 {
		row[x], row[x+1], row[x+2], row[x+3] = c.R, c.G, c.B, 0xff
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(p.img.Pix[p.img.PixOffset(r.Min.X, y):], row)
	}
}

// mix puts a colour over a pixel, alpha 0 to 1.
func (p painter) mix(x, y int, c color.NRGBA, alpha float64) {
	if alpha <= 0 || !image.Pt(x, y).In(p.img.Bounds()) {
		return
	}
	alpha = min(alpha, 1)
	at := p.img.Pix[p.img.PixOffset(x, y):]
	a := float64(at[3]) / 255
	out := alpha + a*(1-alpha)
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		at[i] = uint8(float64(v)*alpha + float64(at[i])*(1-alpha) + 0.5) // premultiplied
	}
	at[3] = uint8(out*255 + 0.5)
}

// shape colours every pixel by its distance to the inside of a shape, so that
// the edges are smooth.
func (p painter) shape(r image.Rectangle, c color.NRGBA, distance func(x, y float64) float64) {
	r = r.Intersect(p.img.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p.mix(x, y, c, 0.5-distance(float64(x)+0.5, float64(y)+0.5))
		}
	}
}

// disc fills a circle.
func (p painter) disc(x, y, radius float64, c color.NRGBA) {
	p.shape(around(x, y, radius), c, func(u, v float64) float64 { return math.Hypot(u-x, v-y) - radius })
}

// ring draws a circle.
func (p painter) ring(x, y, radius, width float64, c color.NRGBA) {
	p.shape(around(x, y, radius+width), c, func(u, v float64) float64 {
		return math.Abs(math.Hypot(u-x, v-y)-radius) - width/2
	})
}

func around(x, y, radius float64) image.Rectangle {
	return image.Rect(int(x-radius-1), int(y-radius-1), int(x+radius+2), int(y+radius+2))
}

// stroke draws a line with round ends.
func (p painter) stroke(x0, y0, x1, y1, width float64, c color.NRGBA) {
	box := around(x0, y0, width).Union(around(x1, y1, width))
	length := math.Hypot(x1-x0, y1-y0)
	p.shape(box, c, func(u, v float64) float64 {
		along := ((u-x0)*(x1-x0) + (v-y0)*(y1-y0)) / max(length*length, 1e-9)
		along = max(0, min(1, along))
		return math.Hypot(u-x0-along*(x1-x0), v-y0-along*(y1-y0)) - width/2
	})
}

// badge draws a round mark: a tick for good, a cross for bad.
func (p painter) badge(x, y, radius float64, good bool, c *palette) {
	ground := c.bad
	if good {
		ground = c.good
	}
	p.disc(x, y, radius+p.px, c.card)
	p.disc(x, y, radius, ground)
	w, a := max(1.2, radius*0.28), radius*0.42
	if good {
		p.stroke(x-a*1.1, y+a*0.1, x-a*0.25, y+a*0.9, w, c.onMark(ground))
		p.stroke(x-a*0.25, y+a*0.9, x+a*1.15, y-a*0.8, w, c.onMark(ground))
		return
	}
	p.stroke(x-a, y-a, x+a, y+a, w, c.onMark(ground))
	p.stroke(x-a, y+a, x+a, y-a, w, c.onMark(ground))
}

// onMark is the colour of the sign in a mark.
func (p *palette) onMark(ground color.NRGBA) color.NRGBA {
	if luminance(ground) > 0.4 {
		return p.paper
	}
	return rgb(0xffffff)
}

// sheet draws a file with its badge.
func (p painter) sheet(s sheet, c *palette) {
	size := p.img.Bounds().Size()
	badge := 7 * p.px
	w, h := float64(size.X)-badge*0.8, float64(size.Y)
	top := badge * 0.6
	gone := s.kind == crashsim.Missing || s.kind == crashsim.Unreadable
	for i := s.copies() - 1; i >= 0; i-- { // a pile stands for more states
		off := float64(i) * 3 * p.px
		p.page(off, top+off, w-6*p.px+off, h-6*p.px+off, gone, c)
	}
	if s.copies() == 1 {
		p.page(0, top, w, h, gone, c)
	}
	right, bottom := w, h
	if s.copies() > 1 {
		right, bottom = w-6*p.px, h-6*p.px
	}
	switch {
	case s.more > 0:
		mid, half := (top+bottom)/2, 8*p.px
		p.text(s.picture, 7*p.px, top+8*p.px, right-7*p.px, bottom-5*p.px, c)
		p.fill(image.Rect(int(p.px), int(mid-half), int(right-p.px), int(mid+half)), c.paper)
	case s.kind == crashsim.Unreadable:
		in := 12 * p.px
		p.stroke(in, top+in, right-in, bottom-in, 1.5*p.px, c.muted)
		p.stroke(in, bottom-in, right-in, top+in, 1.5*p.px, c.muted)
	case !gone:
		p.text(s.picture, 7*p.px, top+8*p.px, right-7*p.px, bottom-5*p.px, c)
	}
	p.badge(right-badge*0.2, top+badge*0.4, badge, s.good || s.saved, c)
}

// copies is how many sheets lie on each other.
func (s sheet) copies() int {
	if s.more > 0 {
		return 3
	}
	return 1
}

// page draws the ground and the edge of a sheet; dashed for one that is gone.
func (p painter) page(x0, y0, x1, y1 float64, dashed bool, c *palette) {
	line := max(1, p.px)
	r := image.Rect(int(x0), int(y0), int(x1), int(y1))
	if !dashed {
		p.fill(r, c.muted)
		p.fill(r.Inset(int(line)), c.paper)
		return
	}
	dash := 4 * p.px
	for at := x0; at < x1; at += 2 * dash {
		p.fill(image.Rect(int(at), int(y0), int(min(at+dash, x1)), int(y0+line)), c.muted)
		p.fill(image.Rect(int(at), int(y1-line), int(min(at+dash, x1)), int(y1)), c.muted)
	}
	for at := y0; at < y1; at += 2 * dash {
		p.fill(image.Rect(int(x0), int(at), int(x0+line), int(min(at+dash, y1))), c.muted)
		p.fill(image.Rect(int(x1-line), int(at), int(x1), int(min(at+dash, y1))), c.muted)
	}
}

// text draws the content of a file as lines, the first bytes at the top.
func (p painter) text(pic lab.Picture, x0, y0, x1, y1 float64, c *palette) {
	if pic.Whole == 0 {
		return
	}
	pitch := 5.5 * p.px
	n := max(1, int((y1-y0)/pitch))
	for i := range n {
		at := pic.Whole * int64(2*i+1) / int64(2*n)
		width := (x1 - x0) * float64(raggedness[i%len(raggedness)]) / 10
		p.line(sourceAt(pic, at), x0, x0+width, y0+float64(i)*pitch, c)
	}
}

// sourceAt is where the byte at that offset comes from.
func sourceAt(pic lab.Picture, at int64) crashsim.Source {
	for _, part := range pic.Parts {
		if at >= part.From && at < part.To {
			return part.Source
		}
	}
	return lab.NotThere
}

// line draws one line of text by where its bytes come from.
func (p painter) line(from crashsim.Source, x0, x1, y float64, c *palette) {
	thick := max(2, math.Round(2.4*p.px))
	bar := func(a, b float64, ink color.NRGBA) {
		p.fill(image.Rect(int(a), int(y), int(b), int(y+thick)), ink)
	}
	switch from {
	case crashsim.FromNew:
		bar(x0, x1, c.new)
	case crashsim.FromBoth:
		bar(x0, x0+(x1-x0)*0.55, c.new)
		bar(x0+(x1-x0)*0.7, x1, c.old)
	case crashsim.FromOld:
		for x := x0; x < x1; x += 6 * p.px {
			bar(x, min(x+3.5*p.px, x1), c.old)
		}
	case crashsim.FromZero:
		radius := 1.7 * p.px
		for x := x0 + radius; x < x1; x += 6 * p.px {
			p.ring(x, y+thick/2, radius, max(1, 0.9*p.px), c.zero)
		}
	case crashsim.FromElse:
		for i, x := 0, x0; x < x1; i, x = i+1, x+4*p.px {
			p.disc(x+p.px, y+thick/2+float64(i%2*2-1)*p.px, 1.1*p.px, c.other)
		}
	}
}
