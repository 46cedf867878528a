package textview

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"holdfast/editor"
)

// unit is what a press of the mouse selects by.
type unit uint8

const (
	byCluster unit = iota
	byWord
	byLine
)

// doubleClick is the longest time between the clicks of a double click, the
// default of Windows and GNOME (Fyne waits 300 ms, too short for many).
const doubleClick = 500 * time.Millisecond

// mouseState is what a press began.
type mouseState struct {
	clicks   int
	last     time.Time
	lastX    int
	lastY    int
	pressed  bool
	unit     unit
	from, to int // what the press itself selected
	x, y     int // where the pointer is, while it drags
	rolling  bool
}

// Cursor implements desktop.Cursorable.
func (v *View) Cursor() desktop.Cursor { return desktop.TextCursor }

// MouseDown implements desktop.Mouseable: it counts clicks itself, because a
// fyne.DoubleTappable would delay every click and knows no triple click.
func (v *View) MouseDown(ev *desktop.MouseEvent) {
	v.glide.stop()
	if c := v.canvasOf(); c != nil && c.Focused() != fyne.Focusable(v) {
		c.Focus(v)
	}
	if v.face == nil || !v.inView(ev.Position) {
		return
	}
	x, y := v.pixels(ev.Position)
	off := v.offsetAt(x, y)
	switch ev.Button {
	case desktop.MouseButtonSecondary:
		v.secondary(off)
		return
	case desktop.MouseButtonTertiary:
		v.middle(off)
		return
	case desktop.MouseButtonPrimary:
	default:
		return
	}
	m := &v.mouse
	m.count(v.Clock(), x, y, v.face.cellW)
	if v.clickArrow(x, off) {
		m.pressed = false
		return
	}
	m.pressed, m.x, m.y = true, x, y
	m.unit = unit((m.clicks - 1) % 3)
	if x < v.gutterWidth() {
		m.unit = byLine
	}
	switch {
	case ev.Modifier&fyne.KeyModifierShift != 0:
		sel := v.doc.Selection().Main()
		m.from, m.to, m.unit = sel.Anchor, sel.Anchor, byCluster
		v.extendTo(off)
	case ev.Modifier&(fyne.KeyModifierAlt|fyne.KeyModifierShortcutDefault) != 0: // many window managers take Alt
		m.pressed = false
		v.addCaret(off)
	default:
		m.from, m.to = v.unitAt(off, m.unit)
		v.selectRange(editor.Range{Anchor: m.from, Head: m.to})
	}
}

// count tells a double click from two clicks.
func (m *mouseState) count(now time.Time, x, y, near int) {
	dx, dy := x-m.lastX, y-m.lastY
	if now.Sub(m.last) > doubleClick || dx*dx+dy*dy > near*near {
		m.clicks = 0
	}
	m.clicks++
	m.last, m.lastX, m.lastY = now, x, y
}

// unitAt returns the word, line or place at an offset.
func (v *View) unitAt(off int, u unit) (from, to int) {
	t := v.doc.Text()
	switch u {
	case byWord:
		return t.WordAt(off)
	case byLine:
		line := t.LineOf(off)
		if line+1 < t.Lines() {
			return t.LineStart(line), t.LineStart(line + 1)
		}
		return t.LineStart(line), t.Len()
	}
	return off, off
}

// extendTo selects from the press to an offset, in whole units.
func (v *View) extendTo(off int) {
	from, to := v.unitAt(off, v.mouse.unit)
	r := editor.Range{Anchor: v.mouse.from, Head: max(to, v.mouse.to)}
	if from < v.mouse.from {
		r = editor.Range{Anchor: v.mouse.to, Head: from}
	}
	v.selectRange(r)
}

// selectRange selects without scrolling: the pointer is on the screen.
func (v *View) selectRange(r editor.Range) {
	v.doc.Select(editor.Single(r.Anchor, r.Head))
	v.blink.restart(v)
	v.update()
	v.tell()
}

// addCaret adds a caret, or takes away the one that is there.
func (v *View) addCaret(off int) {
	sel := v.doc.Selection()
	var ranges []editor.Range
	for _, r := range sel.Ranges {
		if !r.Empty() || r.Head != off {
			ranges = append(ranges, r)
		}
	}
	if len(ranges) == len(sel.Ranges) || len(ranges) == 0 {
		ranges = append(ranges, editor.Range{Anchor: off, Head: off})
	}
	v.doc.Select(editor.NewSelection(ranges, len(ranges)-1))
	v.blink.restart(v)
	v.update()
	v.tell()
}

// secondary moves the caret to the click, unless that is on the selection.
func (v *View) secondary(off int) {
	for _, r := range v.doc.Selection().Ranges {
		if !r.Empty() && r.Min() <= off && off <= r.Max() {
			return
		}
	}
	v.selectRange(editor.Range{Anchor: off, Head: off})
}

// TappedSecondary implements fyne.SecondaryTappable: the button is up again,
// so a menu may be shown.
func (v *View) TappedSecondary(ev *fyne.PointEvent) {
	if v.OnContextMenu != nil && v.face != nil && v.inView(ev.Position) {
		v.OnContextMenu(ev.AbsolutePosition)
	}
}

// MouseUp implements desktop.Mouseable.
func (v *View) MouseUp(*desktop.MouseEvent) { v.release() }

// DragEnd implements fyne.Draggable.
func (v *View) DragEnd() { v.release() }

// Dragged implements fyne.Draggable: it selects, and scrolls while the
// pointer is beyond an edge.
func (v *View) Dragged(ev *fyne.DragEvent) {
	if !v.mouse.pressed || v.face == nil {
		return
	}
	v.mouse.x, v.mouse.y = v.pixels(ev.Position)
	v.extendTo(v.offsetAt(v.mouse.x, v.mouse.y))
	if !v.mouse.rolling && v.beyond() != (pxSize{}) {
		v.mouse.rolling = true
		v.roll()
	}
}

// beyond returns how far the pointer is beyond the edges of the text.
func (v *View) beyond() pxSize {
	var d pxSize
	if v.mouse.y < 0 {
		d.h = v.mouse.y
	} else if foot := v.textHeight(); v.mouse.y >= foot {
		d.h = v.mouse.y - foot + 1
	}
	right := v.size.w - v.barWidth()
	if v.mouse.x < v.gutterWidth() && v.left > 0 {
		d.w = v.mouse.x - v.gutterWidth()
	} else if v.mouse.x >= right {
		d.w = v.mouse.x - right + 1
	}
	return d
}

// roll scrolls while selecting, the faster the farther the pointer is out.
func (v *View) roll() {
	d := v.beyond()
	if !v.mouse.pressed || d == (pxSize{}) {
		v.mouse.rolling = false
		return
	}
	if d.h != 0 {
		v.scrollBy(d.h/3 + sign(d.h))
	}
	if d.w != 0 && !v.options.Wrap {
		v.left = max(min(v.left+d.w/v.face.cellW+sign(d.w), v.maxLeft()), 0)
	}
	v.findRows()
	v.extendTo(v.offsetAt(v.mouse.x, min(max(v.mouse.y, 0), v.textHeight()-1)))
	v.after(tick, v.roll)
}

func sign(x int) int {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return 0
}
