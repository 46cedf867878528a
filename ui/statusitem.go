package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// statusItem is a short text in the status bar, cut off where there is no room
// for it. With an action it can be clicked; everything that a click does is also
// in a menu, for the keyboard.
type statusItem struct {
	widget.BaseWidget
	text    string
	action  func() // nil for an item that only tells
	shrinks bool   // gives way to the others
	hovered bool
}

var (
	_ fyne.Tappable      = (*statusItem)(nil)
	_ desktop.Hoverable  = (*statusItem)(nil)
	_ desktop.Cursorable = (*statusItem)(nil)
)

func newStatusItem(action func()) *statusItem {
	i := &statusItem{action: action}
	i.ExtendBaseWidget(i)
	return i
}

// setText changes the text if it is another one.
func (i *statusItem) setText(text string) {
	if i.text != text {
		i.text = text
		i.Refresh()
	}
}

// Tapped is called by Fyne for a click.
func (i *statusItem) Tapped(*fyne.PointEvent) {
	if i.action != nil {
		i.action()
	}
}

// MouseIn is called by Fyne when the pointer arrives.
func (i *statusItem) MouseIn(*desktop.MouseEvent) { i.hover(true) }

// MouseMoved is called by Fyne while the pointer moves.
func (i *statusItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne when the pointer leaves.
func (i *statusItem) MouseOut() { i.hover(false) }

func (i *statusItem) hover(on bool) {
	i.hovered = on && i.action != nil
	i.Refresh()
}

// Cursor is a hand where a click does something.
func (i *statusItem) Cursor() desktop.Cursor {
	if i.action != nil && i.text != "" {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer is called by Fyne.
func (i *statusItem) CreateRenderer() fyne.WidgetRenderer {
	r := &statusItemRenderer{item: i, back: canvas.NewRectangle(nil), label: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type statusItemRenderer struct {
	item  *statusItem
	back  *canvas.Rectangle
	label *canvas.Text
}

// The space in points around the text of an item.
const statusPadX, statusPadY = 8, 5

func (r *statusItemRenderer) textWidth(text string) float32 {
	return fyne.MeasureText(text, r.label.TextSize, r.label.TextStyle).Width
}

func (r *statusItemRenderer) MinSize() fyne.Size {
	size := fyne.MeasureText("X", r.label.TextSize, r.label.TextStyle)
	size.Width = 0
	if !r.item.shrinks && r.item.text != "" {
		size.Width = r.textWidth(r.item.text) + 2*statusPadX
	}
	return size.AddWidthHeight(0, 2*statusPadY)
}

func (r *statusItemRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.label.Text = fit(r.item.text, size.Width-2*statusPadX, r.textWidth)
	r.label.Move(fyne.NewPos(statusPadX, statusPadY))
	r.label.Resize(fyne.NewSize(max(size.Width-2*statusPadX, 0), size.Height-2*statusPadY))
}

// fit cuts text so that its width fits into room, and says so with an ellipsis.
func fit(text string, room float32, width func(string) float32) string {
	if text == "" || width(text) <= room {
		return text
	}
	letters := []rune(text)
	low, high := 0, len(letters)
	for low < high { // the most letters that fit
		middle := (low + high + 1) / 2
		if width(string(letters[:middle])+"…") <= room {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if low == 0 {
		return ""
	}
	return string(letters[:low]) + "…"
}

func (r *statusItemRenderer) Refresh() {
	th, variant := r.item.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.back.FillColor = nil
	if r.item.hovered {
		r.back.FillColor = th.Color(theme.ColorNameHover, variant)
	}
	r.label.Color = th.Color(theme.ColorNameForeground, variant)
	r.label.TextSize = th.Size(theme.SizeNameCaptionText) + 1
	r.Layout(r.item.Size())
	r.back.Refresh()
	r.label.Refresh()
}

func (r *statusItemRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.label}
}

func (r *statusItemRenderer) Destroy() {}
