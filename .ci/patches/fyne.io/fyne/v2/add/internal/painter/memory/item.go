package memory

import (
	"image"

	"fyne.io/fyne/v2"
)

// item is an object of a frame and all that decides how it looks: what is equal looks
// the same.
type item struct {
	object  fyne.CanvasObject
	area    image.Rectangle // in pixels
	clip    image.Rectangle
	picture *picture // nil for a box
	version int      // of the picture
	box     box
	blur    float32 // what is behind is blurred by so many pixels
}

// visible returns where an item is seen.
func (it *item) visible() image.Rectangle {
	return it.area.Inset(-it.box.shadow.reach()).Intersect(it.clip)
}

// redrawn reports whether the picture of an item is all that differs from before, and is
// the next version of what it was.
func (it *item) redrawn(before *item) bool {
	then := *before
	then.version++
	then.area.Max = it.area.Max
	return it.picture != nil && then == *it
}

// difference returns where two frames differ, in few rectangles.
func difference(last, items []item, whole image.Rectangle) []image.Rectangle {
	margin := 0
	for _, list := range [][]item{last, items} {
		for i := range list {
			margin = max(margin, reach(list[i].blur))
		}
	}
	var d damage
	add := func(it *item) { d.add(it.visible().Inset(-margin).Intersect(whole)) }

	var index map[fyne.CanvasObject]int // of what the frame before showed
	at := 0                             // the next item of it
	for i := range items {
		it := &items[i]
		if at < len(last) && last[at].object == it.object { // most often
			switch before := &last[at]; {
			case *before == *it:
			case it.redrawn(before):
				part := *it
				part.area = it.picture.fresh.Add(it.area.Min)
				add(&part)
			default:
				add(before)
				add(it)
			}
			at++
			continue
		}
		if index == nil {
			index = make(map[fyne.CanvasObject]int, len(last))
			for j := range last {
				index[last[j].object] = j
			}
		}
		j, there := index[it.object]
		if !there || j < at { // new, or behind what was in front of it
			add(it)
			continue
		}
		for ; at < j; at++ { // gone, or in front of it now
			add(&last[at])
		}
		if last[j] != *it {
			add(&last[j])
			add(it)
		}
		at = j + 1
	}
	for ; at < len(last); at++ {
		add(&last[at])
	}
	return d
}

// damage is a set of rectangles. They may overlap: what is in two of them is painted
// twice, which changes nothing.
type damage []image.Rectangle

// most is how many rectangles are told apart.
const most = 16

// add adds a rectangle, and takes it together with others where that is no more to paint.
func (d *damage) add(r image.Rectangle) {
	if r.Empty() {
		return
	}
	for i := 0; i < len(*d); i++ {
		other := (*d)[i]
		if both := r.Union(other); count(both) <= count(r)+count(other) || len(*d) == most {
			r = both
			*d = append((*d)[:i], (*d)[i+1:]...)
			i = -1 // it may go together with others now
		}
	}
	*d = append(*d, r)
}

// count returns how many pixels a rectangle has.
func count(r image.Rectangle) int { return r.Dx() * r.Dy() }
