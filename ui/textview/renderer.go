package textview

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// slot shows one row. Slots are made once and moved about; one that shows
// nothing is parked out of sight, which costs less than hiding: Fyne builds
// its tree of drawn objects anew behind an object that was hidden.
type slot struct {
	raster  *canvas.Raster
	content rowContent
	key     uint64
	w       int // device pixels, 0 when parked
	next    *slot
	used    bool
}

// parked is a place no window reaches.
var parked = fyne.NewPos(-1e5, -1e5)

// layers are the objects of the renderer, from the back to the front.
type layers struct {
	back      *canvas.Rectangle
	current   *canvas.Rectangle
	below     rectPool // find matches, selections, brackets
	gutter    *canvas.Raster
	gutterRow gutterContent
	carets    rectPool
	objects   []fyne.CanvasObject
	stale     bool // objects must be collected anew
}

// rectPool hands out rectangles that are placed anew at every update.
type rectPool struct {
	rects []*canvas.Rectangle
	used  int
}

type renderer struct{ v *View }

// CreateRenderer implements fyne.Widget. It places nothing: a layout follows,
// and finding the view on the canvas asks for the renderer.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	if v.layers.back == nil {
		v.layers.back = canvas.NewRectangle(color.Transparent)
		v.layers.current = canvas.NewRectangle(color.Transparent)
		v.layers.gutter = canvas.NewRaster(v.paintGutter)
		v.layers.gutter.ScaleMode = canvas.ImageScalePixels
		v.layers.stale = true
	}
	return renderer{v}
}

func (r renderer) Layout(fyne.Size)   { r.v.update() }
func (r renderer) MinSize() fyne.Size { return r.v.MinSize() }
func (r renderer) Destroy()           { r.v.blink.stop() }
func (r renderer) Refresh()           { r.v.update() }

// Objects implements fyne.WidgetRenderer.
func (r renderer) Objects() []fyne.CanvasObject {
	v := r.v
	if !v.layers.stale {
		return v.layers.objects
	}
	l := &v.layers
	objects := append([]fyne.CanvasObject{}, l.back, l.current)
	for _, o := range l.below.rects {
		objects = append(objects, o)
	}
	for _, s := range v.slots {
		objects = append(objects, s.raster)
	}
	objects = append(objects, l.gutter)
	for _, o := range l.carets.rects {
		objects = append(objects, o)
	}
	l.objects, l.stale = append(objects, v.vbar, v.hbar), false
	return l.objects
}

// newSlot makes a slot whose raster is painted on demand: Fyne asks when the
// row is first drawn, when it was refreshed, and when its texture was dropped
// after a minute out of sight.
func (v *View) newSlot() *slot {
	s := &slot{}
	s.raster = canvas.NewRaster(func(w, h int) image.Image {
		if s.w == 0 || v.face == nil {
			return image.NewUniform(color.Transparent)
		}
		if w != s.w || h != v.face.cellH {
			v.post(v.followScale)
		}
		return v.paint.row(&s.content, s.w)
	})
	s.raster.ScaleMode = canvas.ImageScalePixels
	s.raster.Move(parked)
	v.slots = append(v.slots, s)
	v.layers.stale = true
	return s
}

// followScale brings the view in line if the scale changed under it: Fyne
// tells no one when a window moves to another screen.
func (v *View) followScale() {
	if v.face != nil && v.scale() != v.face.scale {
		v.update()
	}
}

// park puts a slot out of sight.
func (s *slot) park() {
	s.w, s.key = 0, 0
	s.raster.Move(parked)
}

// begin takes all rectangles back.
func (p *rectPool) begin() { p.used = 0 }

// place shows one more rectangle. corner is a radius and stroke the width of
// an outline instead of a filling, both in Fyne units; 0 for neither.
func (p *rectPool) place(v *View, x, y, w, h int, c color.NRGBA, stroke float32) {
	if p.used == len(p.rects) {
		r := canvas.NewRectangle(c)
		r.Move(parked)
		p.rects = append(p.rects, r)
		v.layers.stale = true
	}
	r := p.rects[p.used]
	p.used++
	fill, line := color.Color(c), color.Color(color.Transparent)
	if stroke > 0 {
		fill, line = color.Transparent, c
	}
	v.put(r, x, y, w, h)
	if r.FillColor != fill || r.StrokeColor != line || r.StrokeWidth != stroke {
		r.FillColor, r.StrokeColor, r.StrokeWidth = fill, line, stroke
		canvas.Refresh(r)
	}
}

// end parks what was not used.
func (p *rectPool) end() {
	for _, r := range p.rects[p.used:] {
		r.Move(parked)
	}
}

// put moves an object to device pixels.
func (v *View) put(o fyne.CanvasObject, x, y, w, h int) {
	o.Resize(v.unitsSize(w, h))
	o.Move(v.units(x, y))
}

// nudge keeps a position away from the edge between two pixels: the painters
// round what they multiply by the scale, one of them up.
const nudge = 0.125

// units returns the position in Fyne units of a device pixel of the view.
func (v *View) units(x, y int) fyne.Position {
	s := v.face.scale
	if s == 1 && v.snap == (fyne.Position{}) {
		return fyne.NewPos(float32(x), float32(y))
	}
	return fyne.NewPos((float32(x)-nudge+v.snap.X)/s, (float32(y)-nudge+v.snap.Y)/s)
}

func (v *View) unitsSize(w, h int) fyne.Size {
	s := v.face.scale
	if s == 1 {
		return fyne.NewSize(float32(w), float32(h))
	}
	return fyne.NewSize((float32(w)-nudge)/s, (float32(h)-nudge)/s)
}

// pixels returns the device pixel of the view at a position.
func (v *View) pixels(p fyne.Position) (x, y int) {
	return int(p.X * v.face.scale), int(p.Y * v.face.scale)
}
