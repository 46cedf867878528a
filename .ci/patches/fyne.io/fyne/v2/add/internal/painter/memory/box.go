package memory

import (
	"image"
	"image/color"
	"math"
)

// box is a rectangle with round corners, an outline within it and a shadow around it.
type box struct {
	fill, line color.NRGBA
	width      int        // of the outline, in pixels
	radius     [4]float32 // in pixels: top left, top right, bottom right, bottom left
	shadow     shadow
}

// shadow is cast on what is behind a box and outside it.
type shadow struct {
	colour       color.NRGBA
	offset       image.Point
	blur, spread float32 // in pixels
}

// reach is how far outside the box a shadow is seen.
func (s shadow) reach() int {
	if s.colour.A == 0 {
		return 0
	}
	return int(math.Ceil(float64(s.blur+max(0, s.spread)))) + max(abs(s.offset.X), abs(s.offset.Y)) + 1
}

func abs(v int) int { return max(v, -v) }

// paint paints what is within r of a box.
func (b *box) paint(dst *image.RGBA, r, area image.Rectangle) {
	if b.shadow.colour.A > 0 {
		b.cast(dst, r, area)
	}
	corner := b.width
	for _, v := range b.radius {
		corner = max(corner, int(math.Ceil(float64(v))))
	}
	if corner == 0 {
		over(dst, r.Intersect(area), b.fill)
		return
	}
	// Between the corners each row, or each column, is of one colour.
	inner := area.Inset(b.width)
	x0, x1 := area.Min.X+corner, area.Max.X-corner
	y0, y1 := area.Min.Y+corner, area.Max.Y-corner
	plain := func(x0, y0, x1, y1 int, c color.NRGBA) {
		if x0 < x1 && y0 < y1 {
			over(dst, image.Rect(x0, y0, x1, y1).Intersect(r), c)
		}
	}
	if x0 >= x1 {
		x0, x1 = area.Max.X, area.Max.X // all of it is left of the middle
	}
	plain(x0, area.Min.Y, x1, inner.Min.Y, b.line)
	plain(x0, inner.Min.Y, x1, inner.Max.Y, b.fill)
	plain(x0, inner.Max.Y, x1, area.Max.Y, b.line)
	if y0 >= y1 {
		y0, y1 = area.Max.Y, area.Max.Y
	}
	for _, side := range [][2]int{{area.Min.X, x0}, {x1, area.Max.X}} {
		left, right := side[0], side[1]
		plain(left, y0, min(right, inner.Min.X), y1, b.line)
		plain(max(left, inner.Min.X), y0, min(right, inner.Max.X), y1, b.fill)
		plain(max(left, inner.Max.X), y0, right, y1, b.line)
		b.each(dst, image.Rect(left, area.Min.Y, right, y0).Intersect(r), area)
		b.each(dst, image.Rect(left, y1, right, area.Max.Y).Intersect(r), area)
	}
}

// each paints pixel by pixel.
func (b *box) each(dst *image.RGBA, r, area image.Rectangle) {
	outer := rounded(area, b.radius, 0)
	inner := rounded(area, b.radius, float32(b.width))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			all := outer.covers(x, y)
			if all == 0 {
				continue
			}
			filled := all
			if b.width > 0 {
				filled = min(all, inner.covers(x, y))
			}
			px := dst.Pix[dst.PixOffset(x, y):]
			if lined := all - filled; lined < 1 {
				blend(px, b.fill, filled/(1-lined))
				blend(px, b.line, lined)
			} else {
				blend(px, b.line, 1)
			}
		}
	}
}

// cast paints the shadow, and leaves out what the box covers.
func (b *box) cast(dst *image.RGBA, r, area image.Rectangle) {
	s := b.shadow
	outer := rounded(area, b.radius, 0)
	shade := rounded(area.Add(s.offset), b.radius, s.blur/2-s.spread)
	solid := area
	for _, v := range b.radius {
		solid = solid.Intersect(area.Inset(int(math.Ceil(float64(v)))))
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if image.Pt(x, y).In(solid) {
				x = solid.Max.X - 1
				continue
			}
			t := (shade.distance(x, y) + 0.5) / (s.blur + 1)
			if t >= 1 {
				continue
			}
			t = max(t, 0)
			k := 1 - t*t*(3-2*t)
			blend(dst.Pix[dst.PixOffset(x, y):], s.colour, k*(1-outer.covers(x, y)))
		}
	}
}

// roundRect is a rectangle with round corners.
type roundRect struct {
	x0, y0, x1, y1 float32
	radius         [4]float32
}

// rounded returns a rectangle that is smaller by inset on all sides.
func rounded(r image.Rectangle, radius [4]float32, inset float32) roundRect {
	for i := range radius {
		radius[i] = max(0, radius[i]-inset)
	}
	return roundRect{float32(r.Min.X) + inset, float32(r.Min.Y) + inset, float32(r.Max.X) - inset, float32(r.Max.Y) - inset, radius}
}

// distance returns how far outside the middle of a pixel is; it is negative inside.
func (q *roundRect) distance(px, py int) float32 {
	x, y := float32(px)+0.5, float32(py)+0.5
	left, top := 2*x < q.x0+q.x1, 2*y < q.y0+q.y1
	var r float32
	switch {
	case left && top:
		r = q.radius[0]
	case top:
		r = q.radius[1]
	case left:
		r = q.radius[3]
	default:
		r = q.radius[2]
	}
	dx, dy := x-(q.x1-r), y-(q.y1-r)
	if left {
		dx = q.x0 + r - x
	}
	if top {
		dy = q.y0 + r - y
	}
	if dx > 0 && dy > 0 {
		return float32(math.Sqrt(float64(dx*dx+dy*dy))) - r
	}
	return max(dx, dy) - r
}

// covers returns how much of a pixel is inside.
func (q *roundRect) covers(x, y int) float32 { return min(max(0.5-q.distance(x, y), 0), 1) }
