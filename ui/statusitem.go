package ui

import (
	"iter"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// statusItem is a short text in the status bar, with an icon if it has one, cut
// off where there is no room for it. With an action it can be clicked; everything that a click does is also
// in a menu, for the keyboard.
type statusItem struct {
	widget.BaseWidget
	text    string
	icon    fyne.Resource // nil for none
	action  func()        // nil for an item that only tells
	shrinks bool          // gives way to the others
	counts  bool          // has numbers that change with every key
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

// setSign changes the text and the icon if they are others. There is no icon
// without a text.
func (i *statusItem) setSign(icon fyne.Resource, text string) {
	if i.text != text || i.icon != icon {
		i.text, i.icon = text, icon
		i.Refresh()
	}
}

// needs is the width in points at which nothing of the text is cut off.
func (i *statusItem) needs() float32 {
	if i.text == "" {
		return 0
	}
	return fyne.MeasureText(i.text, i.Theme().Size(theme.SizeNameCaptionText)+1, fyne.TextStyle{}).Width + 2*statusPadX
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
	r := &statusItemRenderer{item: i, back: canvas.NewRectangle(nil), sign: &canvas.Image{}, label: canvas.NewText("", nil)}
	r.objects = []fyne.CanvasObject{r.back, r.sign, r.label}
	r.Refresh()
	return r
}

type statusItemRenderer struct {
	item  *statusItem
	back  *canvas.Rectangle
	sign  *canvas.Image
	label *canvas.Text
	// more are the parts of the text behind the label, of an item that counts: the
	// window library shapes and paints each text anew that it has not shown lately,
	// which would take longer than all else that a key does. Words stay, and short
	// numbers come again.
	more    []*canvas.Text
	objects []fyne.CanvasObject
}

// The space in points around the text of an item, and between icon and text.
const statusPadX, statusPadY, statusGap = 8, 5, 4

// signRoom is the width of the icon and of the gap behind it.
func (r *statusItemRenderer) signRoom() float32 {
	if r.item.icon == nil || r.item.text == "" {
		return 0
	}
	return r.label.TextSize + 2 + statusGap
}

func (r *statusItemRenderer) textWidth(text string) (width float32) {
	for part := range r.parts(text) {
		width += fyne.MeasureText(part, r.label.TextSize, r.label.TextStyle).Width
	}
	return width
}

// parts yields the parts of a text that are drawn one by one: numbers and what is
// between them if the item counts, or all of it.
func (r *statusItemRenderer) parts(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text != "" {
			n := len(text)
			if r.item.counts {
				digit := isDigit(rune(text[0]))
				n = strings.IndexFunc(text, func(c rune) bool { return isDigit(c) != digit })
				if n < 0 {
					n = len(text)
				}
			}
			if !yield(text[:n]) {
				return
			}
			text = text[n:]
		}
	}
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }

func (r *statusItemRenderer) MinSize() fyne.Size {
	size := fyne.MeasureText("X", r.label.TextSize, r.label.TextStyle)
	size.Width = 0
	if !r.item.shrinks && r.item.text != "" {
		size.Width = r.textWidth(r.item.text) + r.signRoom() + 2*statusPadX
	}
	return size.AddWidthHeight(0, 2*statusPadY)
}

func (r *statusItemRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	left, side := statusPadX+r.signRoom(), r.label.TextSize+2
	r.write(fit(r.item.text, size.Width-left-statusPadX, r.textWidth), left, size.Height-2*statusPadY)
	r.sign.Move(fyne.NewPos(statusPadX, (size.Height-side)/2))
	r.sign.Resize(fyne.NewSquareSize(side))
	r.sign.Hidden = left == statusPadX || r.label.Text == ""
}

// write shows a text, its parts side by side.
func (r *statusItemRenderer) write(text string, x, height float32) {
	r.label.Text = ""
	used := 0
	for part := range r.parts(text) {
		label := r.label
		if used > 0 {
			if used > len(r.more) {
				r.more = append(r.more, canvas.NewText("", nil))
				r.objects = append(r.objects, r.more[used-1])
			}
			label = r.more[used-1]
			label.Color, label.TextSize, label.TextStyle = r.label.Color, r.label.TextSize, r.label.TextStyle
		}
		label.Text = part
		width := r.textWidth(part)
		label.Move(fyne.NewPos(x, statusPadY))
		label.Resize(fyne.NewSize(width, height))
		x += width
		used++
	}
	for i := max(used-1, 0); i < len(r.more); i++ {
		r.more[i].Text = ""
	}
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
	if r.sign.Resource != r.item.icon {
		r.sign.Resource = r.item.icon
		r.sign.Refresh()
	}
	r.Layout(r.item.Size())
	r.back.Refresh()
	r.label.Refresh()
	for _, label := range r.more {
		label.Refresh()
	}
}

func (r *statusItemRenderer) Objects() []fyne.CanvasObject {
	return r.objects
}

func (r *statusItemRenderer) Destroy() {}
