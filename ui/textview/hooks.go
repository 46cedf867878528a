package textview

import (
	"image/color"

	"fyne.io/fyne/v2"

	"holdfast/editor"
)

// hooks are what others add to the view, and its reusable memory.
type hooks struct {
	styler     Styler
	highlights func(v editor.Version, from, to int) []Highlight
	marks      func(line int) Mark
	numbers    func(line int) int
	here       []highlightHere
	overview   []OverviewMark
	themed     themed
	shown      map[uint64]*slot
	contents   []pending
	buf        []Span
}

// themed is what the palette was made from.
type themed struct {
	theme      fyne.Theme
	variant    fyne.ThemeVariant
	back, main color.Color
}

// Highlight is a stretch that is marked behind the text: a find match. Here
// marks the one the user is at.
type Highlight struct {
	From, To int
	Here     bool
}

// Hover is where the pointer rests.
type Hover struct {
	Offset   int           // in the text, nearest to the pointer; -1 when it left
	Gutter   bool          // the pointer is over the numbers
	Position fyne.Position // on the canvas
}

// OverviewMark is a place shown on the vertical scrollbar.
type OverviewMark struct {
	Line int // counted from 0
	Kind OverviewKind
}

// OverviewKind is the reason of a mark on the scrollbar.
type OverviewKind uint8

// The kinds of marks.
const (
	OverviewMatch    OverviewKind = iota
	OverviewChange                // of one text against another
	OverviewAdded                 // against the saved file
	OverviewModified              // against the saved file
	OverviewWarning
	OverviewError
)

// SetStyler sets what colours the text; nil for plain text.
func (v *View) SetStyler(s Styler) {
	v.hooks.styler = s
	v.update()
}

// SetHighlights sets what is asked, at every update, for stretches to mark
// behind the text between two offsets; nil for none.
func (v *View) SetHighlights(f func(v editor.Version, from, to int) []Highlight) {
	v.hooks.highlights = f
	v.update()
}

// SetMarks sets what is asked for the marks of a line, counted from 0, in the
// gutter; nil for none.
func (v *View) SetMarks(f func(line int) Mark) {
	v.hooks.marks = f
	v.update()
}

// SetNumbers sets what is asked for the number that stands before a line, both
// counted from 0; -1 is for a line without one. nil numbers all lines in order.
func (v *View) SetNumbers(f func(line int) int) {
	v.hooks.numbers = f
	v.update()
}

// SetOverview sets the marks on the vertical scrollbar.
func (v *View) SetOverview(marks []OverviewMark) {
	v.hooks.overview = marks
	v.vbar.marksChanged()
	v.update()
}

// Restyle draws again after a hook would answer differently.
func (v *View) Restyle() { v.update() }

// guidesOf returns how many cells of a line are indentation: for a blank line
// as many as the next line that is not blank, within a page.
func (v *View) guidesOf(line int) int {
	t := v.doc.Text()
	for n := line; n < min(t.Lines(), line+64); n++ {
		from := t.LineStart(n)
		b := t.Slice(from, min(t.LineEnd(n), from+512))
		cells := 0
		for _, c := range b {
			switch c {
			case ' ':
				cells++
			case '\t':
				cells += v.tab() - cells%v.tab()
			default:
				return cells
			}
		}
	}
	return 0
}
