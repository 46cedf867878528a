package ui

import "fyne.io/fyne/v2"

// tightRows stacks rows closer than a VBox does.
type tightRows struct{}

// rowOverlap is how many points of their padding two rows share.
const rowOverlap = 8

func (*tightRows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		m := o.MinSize()
		size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height-rowOverlap)
	}
	return size.AddWidthHeight(0, rowOverlap)
}

func (*tightRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height - rowOverlap
	}
}
