package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// focusRing is a line around an input while it has the keyboard. Fyne only tints
// the input, which is hardly seen on a button and not at all by everybody: WCAG 2.1
// asks for a contrast of 3 (1.4.11), and not for a colour alone.
type focusRing struct {
	line *canvas.Rectangle // nil until it has been drawn
	on   bool
	// outside puts it around the input, with a gap: where there is room for it. strong
	// says that the line lies on a strong colour.
	outside, strong bool
}

// ringWidth is how thick the line is, in points.
const ringWidth = 2

// show draws the line or takes it away.
func (f *focusRing) show(on bool) {
	f.on = on
	if f.line != nil {
		f.refresh()
	}
}

func (f *focusRing) refresh() {
	settings := fyne.CurrentApp().Settings()
	name := theme.ColorNameForeground
	if f.strong {
		name = theme.ColorNameForegroundOnPrimary
	}
	f.line.StrokeColor = settings.Theme().Color(name, settings.ThemeVariant())
	f.line.CornerRadius = settings.Theme().Size(theme.SizeNameInputRadius)
	f.line.Hidden = !f.on
	f.line.Refresh()
}

// strong reports whether buttons of an importance have a strong colour.
func strong(i widget.Importance) bool {
	return i == widget.HighImportance || i == widget.DangerImportance || i == widget.WarningImportance || i == widget.SuccessImportance
}

// around is a renderer with the line around what it draws.
func (f *focusRing) around(r fyne.WidgetRenderer) fyne.WidgetRenderer {
	f.line = &canvas.Rectangle{StrokeWidth: ringWidth}
	f.refresh()
	return &ringRenderer{r, f}
}

type ringRenderer struct {
	fyne.WidgetRenderer
	ring *focusRing
}

func (r *ringRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	grow := float32(-1) // a little of the input's own colour is left around it
	if r.ring.outside {
		grow = ringWidth + 1
	}
	r.ring.line.Move(fyne.NewPos(-grow, -grow))
	r.ring.line.Resize(size.AddWidthHeight(2*grow, 2*grow))
}

func (r *ringRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.ring.refresh()
}

func (r *ringRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.ring.line)
}
