package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// floating is what lies above the window's content without taking the keyboard
// from the text: a tip about a place, and a list to complete a word from. Fyne's
// own pop-ups take it.
type floating struct {
	shell *Shell
	layer *fyne.Container
	tip   fyne.CanvasObject

	list   *completionList
	listAt fyne.Position
}

func newFloating(s *Shell) *floating {
	return &floating{shell: s, layer: container.NewWithoutLayout()}
}

// remove takes something out of the layer. A container without a layout does not ask
// for a new frame by itself (Fyne 2.8), here and where something is added: while the
// caret rests none would come.
func (f *floating) remove(o fyne.CanvasObject) {
	f.layer.Remove(o)
	f.layer.Refresh()
}

// tipWidth is how wide a tip is at most, in points.
const tipWidth = 440

// showTip shows a text below a place on the canvas, or above it where there is
// no room.
func (f *floating) showTip(text string, at fyne.Position) {
	f.hideTip()
	label := paragraph(text)
	room := f.shell.win.Canvas().Size()
	width := min(max(fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{}).Width+6*theme.InnerPadding(), 120), min(tipWidth, room.Width-2*theme.Padding()))
	label.Resize(fyne.NewSize(width, label.MinSize().Height))
	box := framed(label)
	f.place(box, fyne.NewSize(width, label.MinSize().Height), at, theme.TextSize()*2)
	f.tip = box
	f.layer.Add(box)
	f.layer.Refresh()
}

// framed puts a border and a background behind something.
func framed(content fyne.CanvasObject) *fyne.Container {
	th, variant := fyne.CurrentApp().Settings().Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	back := canvas.NewRectangle(th.Color(theme.ColorNameOverlayBackground, variant))
	back.StrokeColor, back.StrokeWidth = th.Color(theme.ColorNameInputBorder, variant), 1
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	return container.NewStack(back, content)
}

// place moves a box of that size below a place, within the window: above the
// line at it if there is more room.
func (f *floating) place(box fyne.CanvasObject, size fyne.Size, at fyne.Position, line float32) {
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.layer)
	room := f.layer.Size()
	x := min(at.X-origin.X, room.Width-size.Width-theme.Padding())
	y := at.Y - origin.Y + theme.Padding()
	if y+size.Height > room.Height && at.Y-origin.Y-line > size.Height {
		y = at.Y - origin.Y - line - size.Height
	}
	box.Resize(size)
	box.Move(fyne.NewPos(max(x, 0), max(min(y, room.Height-size.Height), 0)))
}

// hideTip takes the tip away.
func (f *floating) hideTip() {
	if f.tip != nil {
		f.remove(f.tip)
		f.tip = nil
	}
}

// showList shows the list of a completion below a place.
func (f *floating) showList(list *completionList, at fyne.Position) {
	f.hideList()
	f.list, f.listAt = list, at
	f.layer.Add(list)
	f.resizeList(list)
}

// resizeList fits the list to its entries, where it is.
func (f *floating) resizeList(list *completionList) {
	if f.list != list {
		return
	}
	size := list.MinSize()
	list.Resize(size) // the text about the marked entry wraps by the width
	list.Refresh()
	size.Height = list.MinSize().Height
	size.Width = min(size.Width, f.layer.Size().Width)
	f.place(list, size, f.listAt, theme.TextSize()*2)
	f.layer.Refresh()
}

// hideList takes the list away.
func (f *floating) hideList() {
	if f.list != nil {
		f.remove(f.list)
		f.list = nil
	}
}
