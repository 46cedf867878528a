package memory

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"slices"

	"golang.org/x/image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/internal/cache"
	"fyne.io/fyne/v2/internal/painter"
	"fyne.io/fyne/v2/theme"
)

// picture is what an object looked like when it was drawn.
type picture struct {
	img     *image.RGBA
	of      any             // what it was drawn from; comparable
	stale   bool            // the object has asked to be drawn again
	version int             // counts how often it came out differently
	fresh   image.Rectangle // where it differs from the version before
	turn    int             // the frame that last showed it
}

// depict has an item show a picture, which is drawn if there is none of what it is of.
func (p *Painter) depict(it *item, of any, draw func() *image.RGBA) {
	pic := p.pictures[it.object]
	if pic == nil {
		pic = &picture{stale: true}
		p.pictures[it.object] = pic
	}
	if pic.stale || pic.of != of {
		img := draw()
		if fresh := unlike(pic.img, img); fresh.Empty() && pic.img != nil && img != nil {
			p.discard(img)
		} else {
			p.discard(pic.img)
			pic.img, pic.fresh = img, fresh
			pic.version++
		}
		pic.of, pic.stale = of, false
	}
	pic.turn = p.turn
	if pic.img == nil {
		it.clip = image.Rectangle{}
		return
	}
	it.picture, it.version = pic, pic.version
	it.area.Max = it.area.Min.Add(pic.img.Rect.Size())
}

// unlike returns what an image has, or had, where it differs from another one: columns
// that are empty if there is none.
func unlike(old, img *image.RGBA) image.Rectangle {
	if old == nil || img == nil {
		return image.Rectangle{}
	}
	height, width := max(old.Rect.Dy(), img.Rect.Dy()), max(old.Rect.Dx(), img.Rect.Dx())
	if old.Rect.Dy() != img.Rect.Dy() {
		return image.Rect(0, 0, width, height)
	}
	common := min(old.Rect.Dx(), img.Rect.Dx())
	from, to := common, 0
	for y := 0; y < height; y++ {
		a, b := old.Pix[y*old.Stride:][:4*common], img.Pix[y*img.Stride:][:4*common]
		if bytes.Equal(a, b) {
			continue
		}
		first, last := alike(a, b)
		from, to = min(from, first), max(to, common-last)
	}
	if old.Rect.Dx() != img.Rect.Dx() {
		to = width
	}
	return image.Rectangle{Min: image.Pt(from, 0), Max: image.Pt(to, height)}
}

// alike returns with how many pixels that are the same two rows begin and end.
func alike(a, b []uint8) (first, last int) {
	for _, n := range []int{4 * 32, 4} {
		for first+n <= len(a) && bytes.Equal(a[first:first+n], b[first:first+n]) {
			first += n
		}
		for end := len(a) - last; end >= n && bytes.Equal(a[end-n:end], b[end-n:end]); end -= n {
			last += n
		}
	}
	return first / 4, last / 4
}

// blank returns an image that is transparent.
func (p *Painter) blank(width, height int) *image.RGBA {
	img := &image.RGBA{Stride: 4 * width, Rect: image.Rect(0, 0, width, height)}
	n := 4 * width * height
	for i, pix := range p.spare {
		if n <= cap(pix) && cap(pix) <= 2*n {
			p.spare = slices.Delete(p.spare, i, i+1)
			img.Pix = pix[:n]
			clear(img.Pix)
			return img
		}
	}
	img.Pix = make([]uint8, n, n+n/4)
	return img
}

// discard keeps the memory of an image for blank: a row of text that changes with each
// key is drawn into what it was before, or there would be much to collect.
func (p *Painter) discard(img *image.RGBA) {
	if img == nil {
		return
	}
	if len(p.spare) == spares {
		p.spare = slices.Delete(p.spare, 0, 1)
	}
	p.spare = append(p.spare, img.Pix)
}

const spares = 4

// textLook is what decides how a text looks.
type textLook struct {
	text   string
	size   float32
	style  fyne.TextStyle
	source string
	colour color.NRGBA
	offset int // the pixels left out in front
	width  int
}

// A text of more than widest pixels is drawn in part, beginning at a multiple of stride.
const widest, stride = 8192, 2048

func (p *Painter) text(it *item, o *canvas.Text, pos fyne.Position) {
	decorated := o.TextStyle.Underline || o.TextStyle.Strikethrough
	if o.Text == "" || o.Text == " " && !decorated {
		it.clip = image.Rectangle{}
		return
	}
	size := o.MinSize()
	switch o.Alignment {
	case fyne.TextAlignTrailing:
		pos.X += o.Size().Width - size.Width
	case fyne.TextAlignCenter:
		pos.X += (o.Size().Width - size.Width) / 2
	}
	pos.Y += max(0, o.Size().Height-size.Height) / 2
	pixels := func(v, more float32) int { return int(math.Ceil(float64(p.scaled(v) + p.scaled(more)))) }
	width, height := pixels(size.Width, painter.VectorPad(o)), pixels(size.Height, painter.TextVectorPad)
	it.area = image.Rectangle{Max: image.Pt(width, height)}.Add(image.Pt(p.round(pos.X), p.round(pos.Y)))
	if it.visible().Empty() {
		return
	}
	colour := o.Color
	if colour == nil {
		colour = theme.Color(theme.ColorNameForeground)
	}
	look := textLook{text: o.Text, size: o.TextSize, style: o.TextStyle, colour: straight(colour), width: width}
	if o.FontSource != nil {
		look.source = o.FontSource.Name()
	}
	if width > widest {
		look.offset = min(max(0, it.clip.Min.X-it.area.Min.X)/stride*stride, width-widest)
		look.width = widest
		it.area.Min.X += look.offset
	}
	p.depict(it, look, func() *image.RGBA {
		img := p.blank(look.width, height)
		face := painter.CachedFontFace(o.TextStyle, o.FontSource, o)
		painter.DrawStringOffset(img, o.Text, colour, face.Fonts, o.TextSize, p.scale, o.TextStyle, look.offset)
		if decorated {
			p.decorate(img, o, look.colour)
		}
		return img
	})
}

// decorate draws a line under a text, or through it.
func (p *Painter) decorate(img *image.RGBA, o *canvas.Text, c color.NRGBA) {
	_, baseline := cache.GetFontMetrics(o.Text, o.TextSize, o.TextStyle, o.FontSource)
	level := func(y float32) {
		at := p.round(y)
		fill(img, image.Rect(0, at-1, img.Rect.Max.X, at-1+max(1, p.round(1))).Intersect(img.Rect), c)
	}
	if o.TextStyle.Underline {
		level(baseline + painter.UnderlineOffsetFromBaseline)
	}
	if o.TextStyle.Strikethrough {
		level(baseline * painter.StrikethroughToBaselineFactor)
	}
}

func (p *Painter) raster(it *item, o *canvas.Raster) {
	p.generated(it, func(w, h int) image.Image { return o.Generator(w, h) }, o.Alpha())
}

// generated describes what is drawn by a function, for as many pixels as it has.
func (p *Painter) generated(it *item, generate func(w, h int) image.Image, alpha float64) {
	size := it.area.Size()
	p.depict(it, pictureLook{size: size, alpha: alpha}, func() *image.RGBA {
		return p.own(generate(size.X, size.Y), image.Rectangle{}, size, alpha, draw.NearestNeighbor)
	})
}

// pictureLook is what decides how an image looks, beside what it was told in Refresh.
type pictureLook struct {
	size   image.Point
	alpha  float64
	fill   canvas.ImageFill
	radius float32
}

func (p *Painter) image(it *item, o *canvas.Image, pos fyne.Position) {
	look := pictureLook{alpha: o.Alpha(), fill: o.FillMode}
	aspect := o.Aspect()
	if aspect == 0 {
		aspect = 1 // it could not be read
	}
	full := it.area.Size()
	if o.FillMode == canvas.ImageFillContain || o.FillMode == canvas.ImageFillOriginal {
		it.area = p.pixels(within(pos, o.Size(), aspect))
	}
	look.size = it.area.Size()
	look.radius = float32(p.round(min(o.CornerRadius, painter.GetMaximumRadius(o.Size()))))
	p.depict(it, look, func() *image.RGBA {
		src := painter.PaintImage(o, p.canvas, full.X, full.Y)
		if src == nil {
			return nil
		}
		part := src.Bounds()
		if o.FillMode == canvas.ImageFillCover {
			part = covering(part, look.size)
		}
		scaler := draw.Interpolator(draw.ApproxBiLinear)
		if o.ScaleMode == canvas.ImageScalePixels {
			scaler = draw.NearestNeighbor
		}
		img := p.own(src, part, look.size, look.alpha, scaler)
		round(img, look.radius)
		return img
	})
}

// covering returns the largest part in the middle of an image that has the aspect of size.
func covering(b image.Rectangle, size image.Point) image.Rectangle {
	if size.X == 0 || size.Y == 0 {
		return b
	}
	if w := b.Dy() * size.X / size.Y; w < b.Dx() {
		b.Min.X += (b.Dx() - w) / 2
		b.Max.X = b.Min.X + w
	} else {
		h := b.Dx() * size.Y / size.X
		b.Min.Y += (b.Dy() - h) / 2
		b.Max.Y = b.Min.Y + h
	}
	return b
}

// own copies a part of an image, all of it if part is empty, scaled to a size.
func (p *Painter) own(src image.Image, part image.Rectangle, size image.Point, alpha float64, scaler draw.Interpolator) *image.RGBA {
	if src == nil || size.X <= 0 || size.Y <= 0 {
		return nil
	}
	img := p.blank(size.X, size.Y)
	if u, ok := src.(*image.Uniform); ok {
		draw.Draw(img, img.Rect, u, image.Point{}, draw.Src)
	} else {
		if part.Empty() {
			part = src.Bounds()
		}
		if part.Size() == size {
			draw.Draw(img, img.Rect, src, part.Min, draw.Src)
		} else {
			scaler.Scale(img, img.Rect, src, part, draw.Src, nil)
		}
	}
	if alpha < 1 {
		for i, v := range img.Pix {
			img.Pix[i] = uint8(float64(v)*alpha + 0.5)
		}
	}
	return img
}

// round takes the corners of an image off.
func round(img *image.RGBA, radius float32) {
	if radius < 0.5 {
		return
	}
	r := rounded(img.Rect, [4]float32{radius, radius, radius, radius}, 0)
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			if k := r.covers(x, y); k < 1 {
				px := img.Pix[img.PixOffset(x, y):][:4]
				for i := range px {
					px[i] = uint8(float32(px[i])*k + 0.5)
				}
			}
		}
	}
}

// vector describes what the painter package draws, with its padding around it.
func (p *Painter) vector(it *item, pos fyne.Position, of any, draw func(float32, scaling) *image.RGBA) {
	pad := painter.VectorPad(it.object)
	size := it.object.Size()
	it.area = p.pixels(pos.SubtractXY(pad, pad), size.AddWidthHeight(2*pad, 2*pad))
	p.depict(it, of, func() *image.RGBA { return draw(pad, p.scaled) })
}
