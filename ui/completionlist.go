package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor/check/schema"
	"holdfast/ui/words"
)

// The size of the list: lines that are shown at once, and points.
const (
	completionRows  = 8
	completionWidth = 420
	completionAbout = 44 // height of what is said about the marked entry
)

// completionList draws the entries, the marked one with what is known about it.
type completionList struct {
	widget.BaseWidget
	shown []schema.Suggestion
	at    int // the entry that Enter takes
	top   int // the first that is in sight
	taken func(int)
}

var (
	_ fyne.Tappable   = (*completionList)(nil)
	_ fyne.Scrollable = (*completionList)(nil)
)

func newCompletionList(taken func(int)) *completionList {
	l := &completionList{taken: taken}
	l.ExtendBaseWidget(l)
	return l
}

func (l *completionList) set(shown []schema.Suggestion) {
	l.shown, l.at, l.top = shown, 0, 0
	l.Refresh()
}

// move takes the mark by lines; from the last it goes to the first.
func (l *completionList) move(by int) {
	n := len(l.shown)
	if n == 0 {
		return
	}
	switch to := l.at + by; {
	case by == 1 || by == -1:
		l.at = (to + n) % n
	default:
		l.at = min(max(to, 0), n-1)
	}
	l.top = min(max(l.top, l.at-completionRows+1), l.at)
	l.Refresh()
}

// Tapped is called by Fyne for a click.
func (l *completionList) Tapped(e *fyne.PointEvent) {
	if i := l.top + int(e.Position.Y/l.rowHeight()); i < min(len(l.shown), l.top+completionRows) {
		l.taken(i)
	}
}

// Scrolled is called by Fyne for the wheel.
func (l *completionList) Scrolled(e *fyne.ScrollEvent) {
	step := 1
	if e.Scrolled.DY > 0 {
		step = -1
	}
	l.top = min(max(l.top+step, 0), max(len(l.shown)-completionRows, 0))
	l.Refresh()
}

func (l *completionList) rowHeight() float32 { return theme.TextSize() + 2*theme.Padding() }

// about is what is known about the marked entry.
func (l *completionList) about() string {
	if l.at >= len(l.shown) {
		return ""
	}
	return l.shown[l.at].About
}

// CreateRenderer is called by Fyne.
func (l *completionList) CreateRenderer() fyne.WidgetRenderer {
	r := &completionRenderer{list: l, back: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), about: caption("")}
	r.mark.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	r.back.StrokeWidth, r.back.CornerRadius = 1, theme.Size(theme.SizeNameInputRadius)
	for range completionRows {
		label, note := canvas.NewText("", nil), canvas.NewText("", nil)
		note.Alignment = fyne.TextAlignTrailing
		r.labels, r.notes = append(r.labels, label), append(r.notes, note)
	}
	r.Refresh()
	return r
}

type completionRenderer struct {
	list       *completionList
	back, mark *canvas.Rectangle
	labels     []*canvas.Text
	notes      []*canvas.Text
	about      *wrappedLabel
}

// MinSize is the size that the entries need.
func (r *completionRenderer) MinSize() fyne.Size {
	height := float32(min(len(r.list.shown), completionRows)) * r.list.rowHeight()
	if r.list.about() != "" {
		height += max(completionAbout, r.about.MinSize().Height)
	}
	return fyne.NewSize(completionWidth, height+2*theme.Padding())
}

func (r *completionRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	pad, row := theme.Padding(), r.list.rowHeight()
	inner := size.Width - 2*pad
	for i := range r.labels {
		y := pad/2 + float32(i)*row + (row-theme.TextSize()*1.3)/2
		r.labels[i].Move(fyne.NewPos(2*pad, y))
		r.labels[i].Resize(fyne.NewSize(inner, theme.TextSize()*1.3))
		r.notes[i].Move(fyne.NewPos(pad, y))
		r.notes[i].Resize(fyne.NewSize(inner-pad, theme.TextSize()*1.3))
	}
	r.mark.Move(fyne.NewPos(pad/2, pad/2+float32(r.list.at-r.list.top)*row))
	r.mark.Resize(fyne.NewSize(size.Width-pad, row))
	shown := float32(min(len(r.list.shown), completionRows))
	r.about.Move(fyne.NewPos(0, pad/2+shown*row))
	r.about.Resize(fyne.NewSize(size.Width, size.Height-shown*row-pad))
}

func (r *completionRenderer) Refresh() {
	l := r.list
	th, variant := fyne.CurrentApp().Settings().Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	get := func(name fyne.ThemeColorName) color.Color { return th.Color(name, variant) }
	r.back.FillColor, r.back.StrokeColor = get(theme.ColorNameOverlayBackground), get(theme.ColorNameInputBorder)
	r.mark.FillColor = get(theme.ColorNameSelection)
	r.mark.Hidden = l.at < l.top || l.at >= l.top+completionRows || len(l.shown) == 0
	for i := range r.labels {
		label, note := r.labels[i], r.notes[i]
		label.Text, note.Text = "", ""
		if n := l.top + i; n < len(l.shown) {
			k := l.shown[n]
			label.Text = k.Text
			if note.Text = words.Kinds(k.Types); k.Required {
				note.Text = words.T("complete.required")
			}
		}
		label.Color, note.Color = get(theme.ColorNameForeground), get(theme.ColorNameForeground)
		label.TextStyle.Monospace, label.TextSize, note.TextSize = true, theme.TextSize(), theme.CaptionTextSize()
		label.Refresh()
		note.Refresh()
	}
	r.about.SetText(l.about())
	r.about.Hidden = l.about() == ""
	r.Layout(l.Size())
	r.back.Refresh()
	r.mark.Refresh()
}

func (r *completionRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.back, r.mark}
	for i := range r.labels {
		all = append(all, r.labels[i], r.notes[i])
	}
	return append(all, r.about)
}

func (r *completionRenderer) Destroy() {}
