package savelab

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Text that wraps makes the height of everything depend on its width, and
// Fyne's layouts ask for the height first. Those of the lab ask what an object
// needs at the width that it will have.

// tall is an object that knows its height at a width, in points.
type tall interface{ heightFor(width float32) float32 }

// tallLayout is a layout that knows it of its objects.
type tallLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightOf is the height in points that a part of this package needs at a width.
func HeightOf(o fyne.CanvasObject, width float32) float32 { return heightOf(o, width) }

// heightOf is the height that an object needs at a width.
func heightOf(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case tall:
		return o.heightFor(width)
	case *fyne.Container:
		if l, ok := o.Layout.(tallLayout); ok {
			return l.heightFor(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

// minOf is the size for Fyne, which asks without a width.
func minOf(l tallLayout, objects []fyne.CanvasObject, width float32) fyne.Size {
	var w float32
	for _, o := range objects {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	return fyne.NewSize(w, l.heightFor(objects, max(width, w)))
}

// rows stacks objects, gap points apart.
type rows struct{ gap, width float32 }

func stack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rows{gap: gap}, objects...)
}

func (l *rows) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var sum, gap float32
	for _, o := range objects {
		if o.Visible() {
			sum += gap + heightOf(o, width)
			gap = l.gap
		}
	}
	return sum
}

// MinSize is called by Fyne.
func (l *rows) MinSize(objects []fyne.CanvasObject) fyne.Size { return minOf(l, objects, l.width) }

// Layout is called by Fyne.
func (l *rows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := heightOf(o, size.Width)
		place(o, 0, y, size.Width, h)
		y += h + l.gap
	}
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// columns puts objects side by side, equally wide, and below each other where
// they would be narrower than least.
type columns struct{ gap, least, width float32 }

func sideBySide(gap, least float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{gap: gap, least: least}, objects...)
}

func (l *columns) each(n int, width float32) (float32, bool) {
	w := (width - l.gap*float32(n-1)) / float32(n)
	return w, w >= l.least
}

func (l *columns) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	w, fits := l.each(len(objects), width)
	if !fits {
		return (&rows{gap: l.gap}).heightFor(objects, width)
	}
	var h float32
	for _, o := range objects {
		h = max(h, heightOf(o, w))
	}
	return h
}

// MinSize is called by Fyne.
func (l *columns) MinSize(objects []fyne.CanvasObject) fyne.Size { return minOf(l, objects, l.width) }

// Layout is called by Fyne.
func (l *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	w, fits := l.each(len(objects), size.Width)
	if !fits {
		(&rows{gap: l.gap}).Layout(objects, size)
		return
	}
	for i, o := range objects {
		place(o, float32(i)*(w+l.gap), 0, w, size.Height)
	}
}

// flow puts objects in a line, and in further lines where there is no room. The
// objects behind the first push stand at the right end of the first line, if all
// fit into one.
type flow struct {
	gap   float32
	push  int     // how many stand at the left; 0 means all
	least float32 // the height of a line, at least
	width float32
}

func wrapping(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: gap}, objects...)
}

// lines calls put for each object with its place, and returns the height.
func (l *flow) lines(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	type cell struct {
		o    fyne.CanvasObject
		x, w float32
	}
	var line []cell
	var x, y float32
	end := func() {
		h := l.least
		for _, c := range line {
			h = max(h, heightOf(c.o, c.w))
		}
		for _, c := range line {
			own := heightOf(c.o, c.w)
			put(c.o, c.x, y+(h-own)/2, c.w, own)
		}
		if len(line) > 0 {
			y += h + l.gap
		}
		line, x = nil, 0
	}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		w := min(o.MinSize().Width, width)
		if len(line) > 0 && x+w > width {
			end()
		}
		line = append(line, cell{o, x, w})
		x += w + l.gap
	}
	if l.push > 0 && y == 0 && len(line) > l.push {
		for i := l.push; i < len(line); i++ {
			line[i].x += width - (x - l.gap)
		}
	}
	end()
	return max(0, y-l.gap)
}

func (l *flow) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.lines(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// MinSize is called by Fyne.
func (l *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var sum, gap float32
	for _, o := range objects {
		if o.Visible() {
			sum += gap + o.MinSize().Width
			gap = l.gap
		}
	}
	return fyne.NewSize(sum, l.heightFor(objects, max(l.width, sum)))
}

// Layout is called by Fyne.
func (l *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.lines(objects, size.Width, place)
}

// inset keeps its objects, one above the other in depth, pad points away from
// the edge.
type inset struct {
	x, y, width float32
	// narrow: it can be as narrow as the window, because all in it wraps.
	narrow bool
}

func padded(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&inset{x: x, y: y}, o)
}

func (l *inset) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return heightOf(objects[0], width-2*l.x) + 2*l.y
}

// MinSize is called by Fyne.
func (l *inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := objects[0].MinSize().Width + 2*l.x
	if l.narrow {
		w = 0
	}
	return fyne.NewSize(w, l.heightFor(objects, max(l.width, w)))
}

// Layout is called by Fyne.
func (l *inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	place(objects[0], l.x, l.y, size.Width-2*l.x, size.Height-2*l.y)
}
