package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// paletteRow draws an entry of the palette: its name, and at the right its key.
type paletteRow struct {
	widget.BaseWidget
	palette *palette
	index   int
	entry   paletteEntry
	marked  bool
}

var (
	_ fyne.Tappable      = (*paletteRow)(nil)
	_ desktop.Cursorable = (*paletteRow)(nil)
)

func newPaletteRow(p *palette) *paletteRow {
	r := &paletteRow{palette: p}
	r.ExtendBaseWidget(r)
	return r
}

func (r *paletteRow) set(index int, e paletteEntry, marked bool) {
	r.index, r.entry, r.marked = index, e, marked
	r.Refresh()
}

// Tapped is called by Fyne for a click.
func (r *paletteRow) Tapped(*fyne.PointEvent) { r.palette.take(r.index) }

// Cursor is a hand where a click does something.
func (r *paletteRow) Cursor() desktop.Cursor {
	if r.entry.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer is called by Fyne.
func (r *paletteRow) CreateRenderer() fyne.WidgetRenderer {
	view := &paletteRowRenderer{row: r, back: canvas.NewRectangle(nil), label: canvas.NewText("", nil), note: canvas.NewText("", nil)}
	view.back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	view.Refresh()
	return view
}

type paletteRowRenderer struct {
	row         *paletteRow
	back        *canvas.Rectangle
	label, note *canvas.Text
}

// The space in points around the texts of a row, and between them.
const rowPadX, rowPadY, rowGap = 8, 4, 16

// noteShare is the most of a row that the note may take.
const noteShare = 0.5

func (r *paletteRowRenderer) MinSize() fyne.Size {
	size := fyne.MeasureText("X", theme.TextSize(), fyne.TextStyle{Bold: true})
	return fyne.NewSize(0, size.Height+2*rowPadY)
}

func (r *paletteRowRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	room := max(size.Width-2*rowPadX, 0)
	width := func(t *canvas.Text) func(string) float32 {
		return func(s string) float32 { return fyne.MeasureText(s, t.TextSize, t.TextStyle).Width }
	}
	r.note.Text = fit(r.row.entry.note, room*noteShare, width(r.note))
	noteWidth := width(r.note)(r.note.Text)
	r.label.Text = fit(r.row.entry.label, room-noteWidth-rowGap, width(r.label))
	r.label.Move(fyne.NewPos(rowPadX, rowPadY))
	r.label.Resize(fyne.NewSize(max(room-noteWidth-rowGap, 0), size.Height-2*rowPadY))
	r.note.Move(fyne.NewPos(size.Width-rowPadX-noteWidth, rowPadY))
	r.note.Resize(fyne.NewSize(noteWidth, size.Height-2*rowPadY))
}

func (r *paletteRowRenderer) Refresh() {
	th, variant := r.row.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.label.Color = th.Color(theme.ColorNameForeground, variant)
	r.note.Color = th.Color(theme.ColorNamePlaceHolder, variant)
	if r.row.entry.disabled {
		r.label.Color = th.Color(theme.ColorNamePlaceHolder, variant)
	}
	r.back.FillColor = nil
	if r.row.marked {
		r.back.FillColor = th.Color(theme.ColorNameFocus, variant)
	}
	r.label.TextSize, r.note.TextSize = th.Size(theme.SizeNameText), th.Size(theme.SizeNameCaptionText)+1
	r.label.TextStyle.Bold = r.row.marked && !r.row.entry.disabled // colour alone must not tell
	r.note.TextStyle.Italic = r.row.entry.disabled
	r.Layout(r.row.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *paletteRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.label, r.note}
}

func (r *paletteRowRenderer) Destroy() {}

// fixedHeight gives one object a height, and the width that there is.
type fixedHeight struct{ height float32 }

func (l *fixedHeight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width, l.height)
}

func (l *fixedHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.Position{})
	objects[0].Resize(size)
}
