package savelab

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// sticky keeps the slider in sight. Its place is between the other parts of the
// page, but where that is scrolled away it stays at the edge of the window: what
// it changes would else be out of sight while it is moved.
type sticky struct {
	widget.BaseWidget
	content *fyne.Container
	hole    *hole // its place in the page
	back    *canvas.Rectangle
	line    *canvas.Rectangle
	stuck   bool
}

// hole is the room for the sticky part in the page.
type hole struct {
	widget.BaseWidget
	owner *sticky
}

func newSticky(content *fyne.Container) *sticky {
	s := &sticky{content: content, back: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil)}
	s.hole = &hole{owner: s}
	s.hole.ExtendBaseWidget(s.hole)
	s.ExtendBaseWidget(s)
	return s
}

func (h *hole) heightFor(width float32) float32 { return heightOf(h.owner.content, width) }

// MinSize is called by Fyne.
func (h *hole) MinSize() fyne.Size { return h.owner.content.MinSize() }

// CreateRenderer is called by Fyne.
func (h *hole) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(nil))
}

// stickyPad is the space in points above and below the stuck part.
const stickyPad = 2 * unit

// put moves the part to where it belongs. at is where its hole is in the window,
// width how wide that is, and view the size of what is not scrolled away.
func (s *sticky) put(at fyne.Position, width float32, view fyne.Size) {
	h := heightOf(s.content, width)
	y := max(0, min(at.Y-stickyPad, view.Height-h-2*stickyPad))
	s.stuck = y != at.Y-stickyPad
	s.content.Move(fyne.NewPos(at.X, stickyPad))
	s.content.Resize(fyne.NewSize(width, h))
	place(s, 0, y, view.Width, h+2*stickyPad)
	s.Refresh()
}

// CreateRenderer is called by Fyne.
func (s *sticky) CreateRenderer() fyne.WidgetRenderer {
	r := &stickyRenderer{s}
	r.Refresh()
	return r
}

type stickyRenderer struct{ s *sticky }

func (r *stickyRenderer) MinSize() fyne.Size { return r.s.content.MinSize() }

func (r *stickyRenderer) Layout(size fyne.Size) {
	place(r.s.back, 0, 0, size.Width-2*unit, size.Height) // the scroll bar stays in sight
	edge := size.Height - 1
	if r.s.Position().Y > 0 {
		edge = 0
	}
	place(r.s.line, 0, edge, size.Width-2*unit, 1)
}

func (r *stickyRenderer) Refresh() {
	s := r.s
	ground, line := theme.Color(theme.ColorNameBackground), colours().edge
	if s.back.FillColor != ground {
		s.back.FillColor = ground
		s.back.Refresh()
	}
	if !s.stuck {
		line.A = 0
	}
	if s.line.FillColor != line {
		s.line.FillColor = line
		s.line.Refresh()
	}
	r.Layout(s.Size())
}

func (r *stickyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.back, r.s.content, r.s.line}
}

func (r *stickyRenderer) Destroy() {}
