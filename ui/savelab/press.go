package savelab

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// owner is what the focused parts of the lab belong to.
type owner interface {
	// key takes the keys that the part does not use itself.
	key(*fyne.KeyEvent)
	// reached is told that the keyboard has come to a part.
	reached(fyne.CanvasObject)
}

// press is something to press: a button, or one choice of several. Fyne's button
// swallows Escape, and cannot be a part of a row of choices.
type press struct {
	widget.BaseWidget
	label    string
	icon     fyne.Resource
	primary  bool // the one that should be pressed
	chosen   bool // of several choices
	flat     bool // no edge until the pointer comes
	disabled bool
	focused  bool
	hovered  bool
	tapped   func()
	owner    owner // nil in the measuring of a size
}

var (
	_ fyne.Focusable    = (*press)(nil)
	_ fyne.Tappable     = (*press)(nil)
	_ fyne.Disableable  = (*press)(nil)
	_ desktop.Hoverable = (*press)(nil)
)

func newPress(label string, owner owner, tapped func()) *press {
	b := &press{label: label, owner: owner, tapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// setLabel changes the text.
func (b *press) setLabel(label string) {
	if b.label != label {
		b.label = label
		b.Refresh()
	}
}

// Enable is called by Fyne.
func (b *press) Enable() { b.mark(&b.disabled, false) }

// Disable is called by Fyne.
func (b *press) Disable() { b.mark(&b.disabled, true) }

// Disabled is called by Fyne, which gives no focus to what is disabled.
func (b *press) Disabled() bool { return b.disabled }

// Tapped is called by Fyne for a click.
func (b *press) Tapped(*fyne.PointEvent) { b.push() }

func (b *press) push() {
	if !b.disabled && b.tapped != nil {
		b.tapped()
	}
}

// FocusGained is called by Fyne when the keyboard comes.
func (b *press) FocusGained() {
	b.mark(&b.focused, true)
	if b.owner != nil {
		b.owner.reached(b)
	}
}

// FocusLost is called by Fyne when the keyboard goes.
func (b *press) FocusLost() { b.mark(&b.focused, false) }

// MouseIn is called by Fyne when the pointer arrives.
func (b *press) MouseIn(*desktop.MouseEvent) { b.mark(&b.hovered, true) }

// MouseMoved is called by Fyne while the pointer moves.
func (b *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne when the pointer leaves.
func (b *press) MouseOut() { b.mark(&b.hovered, false) }

func (b *press) mark(flag *bool, on bool) {
	if *flag != on {
		*flag = on
		b.Refresh()
	}
}

// TypedRune is called by Fyne for a character. The space bar counts here and not
// as a key, because its character follows and would go to what has the focus by
// then.
func (b *press) TypedRune(r rune) {
	if r == ' ' {
		b.push()
	}
}

// TypedKey is called by Fyne for a key press.
func (b *press) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter:
		b.push()
	case e.Name == fyne.KeySpace:
	case b.owner != nil:
		b.owner.key(e)
	}
}

// MinSize is called by Fyne.
func (b *press) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	text := fyne.MeasureText(b.label, bodySize(), fyne.TextStyle{Bold: true}) // as it is once it is chosen
	size := fyne.NewSize(text.Width+6*unit, text.Height+3*unit)
	if b.icon != nil {
		size.Width += 5 * unit
	}
	if b.label == "" {
		size.Width = size.Height
	}
	return size
}

// CreateRenderer is called by Fyne.
func (b *press) CreateRenderer() fyne.WidgetRenderer {
	r := &pressRenderer{b: b, back: canvas.NewRectangle(nil), label: canvas.NewText("", nil), icon: canvas.NewImageFromResource(nil)}
	r.back.CornerRadius = 1.5 * unit
	r.icon.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

type pressRenderer struct {
	b     *press
	back  *canvas.Rectangle
	label *canvas.Text
	icon  *canvas.Image
}

func (r *pressRenderer) MinSize() fyne.Size { return r.b.MinSize() }

func (r *pressRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	measure := func(s string) float32 { return fyne.MeasureText(s, r.label.TextSize, r.label.TextStyle).Width }
	room, x := size.Width-4*unit, float32(0)
	if r.b.icon != nil {
		room -= 5 * unit
		x = 4 * unit
	}
	r.label.Text = short(r.b.label, room, measure)
	text := r.label.MinSize()
	left := (size.Width - x - text.Width) / 2
	if r.b.icon != nil {
		if r.b.label == "" {
			left = (size.Width - 4*unit) / 2
		}
		place(r.icon, left, (size.Height-4*unit)/2, 4*unit, 4*unit)
		left += x + unit
	}
	place(r.label, left, (size.Height-text.Height)/2, text.Width, text.Height)
}

func (r *pressRenderer) Refresh() {
	b, c := r.b, colours()
	fill, edge, ink := c.paper, c.edge, c.ink
	switch {
	case b.disabled:
		fill, ink = c.card, c.muted
	case b.primary || b.chosen:
		fill, edge, ink = c.accent, c.accent, c.onIt
	case b.hovered:
		fill = c.hover
	case b.flat:
		fill, edge = color.NRGBA{}, color.NRGBA{}
	}
	width := float32(1)
	if b.focused {
		edge, width = c.focus, 2.5
		if b.primary || b.chosen {
			edge = c.ink
		}
	}
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = fill, edge, width
	r.label.Color, r.label.TextSize = ink, bodySize()
	r.label.TextStyle.Bold = b.primary || b.chosen
	r.icon.Resource = b.icon
	r.Layout(b.Size())
	r.back.Refresh()
	r.label.Refresh()
	r.icon.Refresh()
}

func (r *pressRenderer) Objects() []fyne.CanvasObject {
	if r.b.icon == nil {
		return []fyne.CanvasObject{r.back, r.label}
	}
	return []fyne.CanvasObject{r.back, r.label, r.icon}
}

func (r *pressRenderer) Destroy() {}

// choices is a row of presses of which one is chosen.
type choices struct {
	*fyne.Container
	all    []*press
	at     int
	picked func(int)
}

// newChoices makes a row; picked is called for a choice of the user's.
func newChoices(labels []string, at int, owner owner, picked func(int)) *choices {
	c := &choices{at: at, picked: picked}
	var objects []fyne.CanvasObject
	for i, label := range labels {
		b := newPress(label, owner, func() { c.pick(i) })
		b.chosen = i == at
		c.all = append(c.all, b)
		objects = append(objects, b)
	}
	c.Container = wrapping(unit, objects...)
	return c
}

func (c *choices) pick(i int) {
	c.show(i)
	c.picked(i)
}

// show marks a choice and tells nobody.
func (c *choices) show(i int) {
	c.at = i
	for j, b := range c.all {
		b.mark(&b.chosen, j == i)
	}
}
