package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// version is one text of a comparison, with the name that stands above it.
type version struct {
	name string
	text editor.Text
}

// comparison shows two texts in two columns that scroll together. With more than
// two versions the user chooses which.
type comparison struct {
	shell    *Shell
	versions []version
	chosen   [2]int
	columns  *columns
	views    [2]*textview.View
	place    int // the difference that the user is at; -1 for none
	count    *widget.Label
	steps    [2]*foldButton
	body     *fyne.Container
	loading  int  // number of the last comparison that was begun
	syncing  bool // one column is following the other
}

// compareTexts shows how versions differ, the first two of them in the beginning.
// The choices stand below; none has the focus.
func (s *Shell) compareTexts(versions []version, choices ...choice) {
	c := &comparison{shell: s, versions: versions, chosen: [2]int{0, 1}, place: -1}
	c.align(func() {
		c.build()
		m := s.newModalOf(fullModal, words.T("compare.title"), c.body, choices...)
		m.keys, m.first = c.typedKey, c.views[0]
		m.show()
		c.show()
	})
}

// showDifference shows how two texts differ and then goes on with back, which
// may be nil.
func (s *Shell) showDifference(nameA string, a editor.Text, nameB string, b editor.Text, back func()) {
	end := choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, run: back}
	s.compareTexts([]version{{nameA, a}, {nameB, b}}, end)
}

// align compares the chosen versions in the background.
func (c *comparison) align(then func()) {
	c.loading++
	turn := c.loading
	a, b := c.versions[c.chosen[0]].text, c.versions[c.chosen[1]].text
	c.shell.workVisibly(phraseOf("compare.progress"), func(ctx context.Context) func() {
		columns, err := alignColumns(ctx, a, b)
		return func() {
			if err == nil && turn == c.loading {
				c.columns = columns
				then()
			}
		}
	})
}

// build makes the parts of the comparison.
func (c *comparison) build() {
	s := c.shell
	var heads, views [2]fyne.CanvasObject
	for side := range 2 {
		heads[side] = c.head(side)
		c.views[side] = c.newView(side)
		views[side] = c.views[side]
	}
	c.count = widget.NewLabel("")
	c.steps[0] = newFoldButton(s, words.T("compare.previous"), theme.MoveUpIcon(), func() { c.step(-1) })
	c.steps[1] = newFoldButton(s, words.T("compare.next"), theme.MoveDownIcon(), func() { c.step(1) })
	head := container.NewGridWithColumns(2, heads[0], heads[1])
	columns := container.New(&compareHeight{canvas: s.win.Canvas()}, container.NewGridWithColumns(2, views[0], views[1]))
	steps := container.New(&wrapLeft{}, c.steps[0], c.steps[1], c.count)
	c.body = container.NewVBox(head, columns, steps)
	if s.win.Canvas().Size().Height >= roomForCaption {
		c.body.Add(caption(words.T("compare.text")))
	}
}

// head is what stands above a column: its name, or a choice of all names.
func (c *comparison) head(side int) fyne.CanvasObject {
	if len(c.versions) == 2 {
		l := widget.NewLabel(c.versions[side].name)
		l.TextStyle.Bold, l.Truncation = true, fyne.TextTruncateEllipsis
		return l
	}
	var names []string
	for _, v := range c.versions {
		names = append(names, v.name)
	}
	sel := newSelectInput(c.shell, names)
	sel.SetSelectedIndex(c.chosen[side])
	sel.OnChanged = func(string) {
		c.chosen[side] = sel.SelectedIndex()
		c.align(c.show)
	}
	return container.New(&anyWidth{}, sel)
}

func (c *comparison) newView(side int) *textview.View {
	s := c.shell
	v := textview.New(editor.NewDocument(editor.Text{}), s.post)
	v.SetReadOnly(true)
	s.putInModal(v)
	v.SetFont(s.font)
	v.SetTextSize(s.prefs.TextSize)
	v.SetSettings(editor.Settings{TabWidth: s.prefs.TabWidth})
	v.OnScrolled = func() { c.follow(side) }
	v.OnCopy = func(from, to int) string { return c.columns.copied(side, from, to) }
	return v
}

// show puts the compared texts into the columns, at the first difference.
func (c *comparison) show() {
	columns := c.columns
	for side, v := range c.views {
		v.SetDocument(editor.NewDocument(columns.sides[side].text))
		v.SetNumbers(func(row int) int { return columns.number(side, row) })
		v.SetMarks(func(row int) textview.Mark {
			if row >= len(columns.rows) {
				return 0
			}
			return columns.mark(side, row)
		})
		v.SetHighlights(func(_ editor.Version, from, to int) []textview.Highlight {
			return columns.highlights(side, c.place, from, to)
		})
		var overview []textview.OverviewMark
		for _, row := range columns.places {
			overview = append(overview, textview.OverviewMark{Line: row, Kind: textview.OverviewChange})
		}
		v.SetOverview(overview)
	}
	c.place = -1
	c.step(1)
}

// step goes to the next difference, or to the one before.
func (c *comparison) step(by int) {
	n := len(c.columns.places)
	if n == 0 {
		c.count.SetText(words.T("compare.same"))
		return
	}
	c.place = min(max(c.place+by, 0), n-1)
	c.count.SetText(words.T("compare.place", words.D{"N": c.place + 1, "Total": n}))
	row := c.columns.places[c.place]
	for _, v := range c.views {
		text := v.Document().Text()
		at := text.LineStart(min(row, text.Lines()-1))
		v.Document().Select(editor.Single(at, at))
		view := v.Viewport()
		view.Line, view.Row, view.Pixels = max(row-rowsAbove, 0), 0, 0
		v.SetViewport(view)
	}
}

// rowsAbove is how many rows are shown above the difference that is shown.
const rowsAbove = 3

// follow scrolls the other column to where this one is.
func (c *comparison) follow(side int) {
	if c.syncing || c.views[1-side] == nil {
		return
	}
	c.syncing = true
	c.views[1-side].SetViewport(c.views[side].Viewport())
	c.syncing = false
}

// typedKey knows the keys of the comparison.
func (c *comparison) typedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyF7:
		c.step(-1)
	case fyne.KeyF8:
		c.step(1)
	default:
		return false
	}
	return true
}

// compareHeight gives the columns the height that the rest of a modal leaves
// them in this window.
type compareHeight struct{ canvas fyne.Canvas }

// What the rest of a comparison takes in points, and the least that is left to
// the columns.
const compareRest, compareLeast = 270, 96

// roomForCaption is the height in points of a window from which on a comparison
// explains its marks.
const roomForCaption = 480

// MinSize is called by Fyne.
func (l *compareHeight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width, max(l.canvas.Size().Height-compareRest, compareLeast))
}

// Layout is called by Fyne.
func (l *compareHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.Position{})
	objects[0].Resize(size)
}

// anyWidth lets an object be as narrow as the room is.
type anyWidth struct{}

// MinSize is called by Fyne.
func (*anyWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, objects[0].MinSize().Height)
}

// Layout is called by Fyne.
func (*anyWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.Position{})
	objects[0].Resize(size)
}
