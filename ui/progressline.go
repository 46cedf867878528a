package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// progressLine is the line above the status bar. While something is under way
// whose end is known, a bar grows along it.
type progressLine struct {
	widget.BaseWidget
	percent int // 0 for nothing under way
}

// progressHeight is the height in points of the line with its bar.
const progressHeight = 3

func newProgressLine() *progressLine {
	l := &progressLine{}
	l.ExtendBaseWidget(l)
	return l
}

// set shows how much is done; 0 takes the bar away.
func (l *progressLine) set(percent int) {
	if percent = min(max(percent, 0), 100); l.percent != percent {
		l.percent = percent
		l.Refresh()
	}
}

// CreateRenderer is called by Fyne.
func (l *progressLine) CreateRenderer() fyne.WidgetRenderer {
	r := &progressLineRenderer{line: l, rule: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type progressLineRenderer struct {
	line      *progressLine
	rule, bar *canvas.Rectangle
}

func (r *progressLineRenderer) Layout(size fyne.Size) {
	r.rule.Resize(fyne.NewSize(size.Width, theme.SeparatorThicknessSize()))
	r.bar.Resize(fyne.NewSize(size.Width*float32(r.line.percent)/100, size.Height))
}

func (r *progressLineRenderer) MinSize() fyne.Size { return fyne.NewSize(0, progressHeight) }

func (r *progressLineRenderer) Refresh() {
	r.rule.FillColor, r.bar.FillColor = theme.Color(theme.ColorNameSeparator), theme.Color(theme.ColorNamePrimary)
	r.Layout(r.line.Size())
	canvas.Refresh(r.rule)
	canvas.Refresh(r.bar)
}

func (r *progressLineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.rule, r.bar}
}

func (r *progressLineRenderer) Destroy() {}
