package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// choice is one button of a modal.
type choice struct {
	label      string
	importance widget.Importance
	run        func() // after the modal has closed; may be nil
	// cancel marks the choice that Escape takes.
	cancel bool
	// focus marks the choice that Enter takes at first. A modal about two
	// versions of a file has none, so that no key pressed in haste decides.
	focus bool
}

// modal covers the window with a question or a message until it is answered.
// Fyne's own dialogs neither close on Escape nor answer to Enter.
type modal struct {
	shell   *Shell
	popup   *widget.PopUp
	choices []choice
	first   fyne.Focusable
	back    fyne.Focusable // what had the focus before
	open    bool
	gone    bool // was closed before it was shown
	// scroll is what has to scroll for the keyboard to be seen; may be nil.
	scroll *container.Scroll
	// keys gets every key that no widget uses, first; it reports whether it
	// knows it. It may be nil.
	keys func(*fyne.KeyEvent) bool
}

// modalWidth is the width in points that a modal's text wraps at, and
// wideModal that of one with many choices.
const modalWidth, wideModal, manyChoices = 520, 660, 4

// fullModal is a width that no window has: such a modal takes what there is.
const fullModal = 1 << 14

// newModal makes a modal with a title, a body that may be nil, and a row of
// choices, the last of them at the right.
func (s *Shell) newModal(title string, body fyne.CanvasObject, choices ...choice) *modal {
	width := float32(modalWidth)
	if len(choices) > manyChoices {
		width = wideModal
	}
	return s.newModalOf(width, title, body, choices...)
}

// newModalOf is newModal with a width in points.
func (s *Shell) newModalOf(width float32, title string, body fyne.CanvasObject, choices ...choice) *modal {
	m := &modal{shell: s, choices: choices}
	heading := paragraph(title)
	heading.TextStyle.Bold = true
	heading.SizeName = theme.SizeNameSubHeadingText

	var row []fyne.CanvasObject
	for i, c := range choices {
		b := newModalButton(m, i, c)
		row = append(row, b)
		if c.focus {
			m.first = b
		}
	}
	content := []fyne.CanvasObject{heading}
	buttons := container.New(&wrapRow{}, row...)
	if body != nil {
		m.scroll = container.NewVScroll(body)
		content = append(content, container.New(&bodyLayout{canvas: s.win.Canvas(), title: heading, row: buttons}, m.scroll))
	}
	if len(choices) > 0 {
		content = append(content, buttons)
	}
	box := container.New(&modalLayout{canvas: s.win.Canvas(), width: width}, container.NewPadded(container.NewVBox(content...)))
	m.popup = widget.NewModalPopUp(box, s.win.Canvas())
	return m
}

// whenFree asks or tells something at once, or when the modal that is open has
// closed: in the language that the window speaks by then.
func (s *Shell) whenFree(ask func()) {
	if s.modal != nil {
		s.waiting = append(s.waiting, ask)
		return
	}
	ask()
}

// show opens the modal, or queues it behind the one that is open. What comes by
// itself, while the user may be in the settings, is made by whenFree.
func (m *modal) show() {
	s := m.shell
	if m.gone {
		return
	}
	if s.modal != nil {
		s.waiting = append(s.waiting, m.show)
		return
	}
	s.modal = m
	m.open = true
	m.back = s.win.Canvas().Focused()
	if s.lab != nil && m.back != nil {
		s.lab.focus = m.back
	}
	s.win.Canvas().Unfocus()
	m.popup.Show()
	m.resize() // texts know how they wrap only now
	if m.first != nil {
		s.win.Canvas().Focus(m.first)
	}
}

// close hides the modal, gives the focus back, and shows the next one waiting.
func (m *modal) close() {
	s := m.shell
	if !m.open {
		m.gone = true
		return
	}
	m.open = false
	m.popup.Hide()
	s.modal = nil
	if field, ok := m.back.(*findField); ok && s.find.bar.content.Visible() {
		s.win.Canvas().Focus(field)
	} else {
		s.focusPage() // what had the focus may be gone by now
	}
	for s.modal == nil && len(s.waiting) > 0 {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		next()
	}
}

// resize fits the modal to a body that has grown or shrunk.
func (m *modal) resize() {
	m.popup.Resize(m.popup.MinSize())
	m.popup.Refresh()
}

// take closes the modal and runs the i-th choice.
func (m *modal) take(i int) {
	if !m.open {
		return
	}
	m.close()
	if run := m.choices[i].run; run != nil {
		run()
	}
}

// cancel takes the choice that is marked for it, and reports whether there is
// one.
func (m *modal) cancel() bool {
	for i, c := range m.choices {
		if c.cancel {
			m.take(i)
			return true
		}
	}
	return false
}

// typedKey handles the keys that work wherever the focus is in the modal. The
// canvas calls it when nothing has the focus.
func (m *modal) typedKey(e *fyne.KeyEvent) {
	if m.keys != nil && m.keys(e) {
		return
	}
	switch e.Name {
	case fyne.KeyEscape:
		m.cancel()
	case fyne.KeyTab, fyne.KeyDown, fyne.KeyRight:
		m.shell.win.Canvas().FocusNext()
	case fyne.KeyUp, fyne.KeyLeft:
		m.shell.win.Canvas().FocusPrevious()
	}
}

// reveal scrolls an input that has got the keyboard into sight.
func (s *Shell) reveal(o fyne.CanvasObject) {
	if s.modal == nil || s.modal.scroll == nil {
		return
	}
	scroll, driver := s.modal.scroll, s.app.Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll.Content).Y
	bottom := top + o.Size().Height
	if top < 0 || bottom > scroll.Content.Size().Height+1 {
		return // not in there
	}
	offset := scroll.Offset
	if top < offset.Y {
		offset.Y = top
	} else if bottom > offset.Y+scroll.Size().Height {
		offset.Y = bottom - scroll.Size().Height
	}
	if offset != scroll.Offset {
		scroll.ScrollToOffset(offset)
	}
}

// modalButton is a button that answers to Enter, Space, Escape and the arrows.
type modalButton struct {
	widget.Button
	ring  focusRing
	modal *modal
	index int
}

func newModalButton(m *modal, index int, c choice) *modalButton {
	b := &modalButton{modal: m, index: index}
	b.Text = c.label
	b.Importance, b.ring.outside = c.importance, true
	b.OnTapped = func() { m.take(index) }
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is called by Fyne.
func (b *modalButton) CreateRenderer() fyne.WidgetRenderer {
	return b.ring.around(b.Button.CreateRenderer())
}

// FocusGained is called by Fyne when the keyboard comes.
func (b *modalButton) FocusGained() {
	b.Button.FocusGained()
	b.ring.show(true)
}

// FocusLost is called by Fyne when the keyboard goes.
func (b *modalButton) FocusLost() {
	b.Button.FocusLost()
	b.ring.show(false)
}

// TypedKey is called by Fyne for a key press while the button has the focus.
func (b *modalButton) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.modal.take(b.index)
	default:
		b.modal.typedKey(e)
	}
}

// TypedRune is called by Fyne for a character. The space bar counts here and not
// as a key: its character follows the key, and would be typed into the text that
// has the focus by then.
func (b *modalButton) TypedRune(r rune) {
	if r == ' ' {
		b.modal.take(b.index)
	}
}

// modalLayout keeps a modal at its width, or at what the window has.
type modalLayout struct {
	canvas fyne.Canvas
	width  float32
}

func (l *modalLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	room := l.canvas.Size()
	width := min(l.width, room.Width-4*theme.Padding())
	objects[0].Resize(fyne.NewSize(width, objects[0].MinSize().Height))
	return fyne.NewSize(max(width, objects[0].MinSize().Width), objects[0].MinSize().Height)
}

func (l *modalLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.Position{})
	objects[0].Resize(size)
}

// bodyLayout gives the body of a modal the height that it needs, or what title
// and buttons leave of the window; then it scrolls.
type bodyLayout struct {
	canvas     fyne.Canvas
	title, row fyne.CanvasObject
}

// leastBody is the height in points that a body has in any window.
const leastBody = 48

// MinSize is called by Fyne.
func (l *bodyLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	need := objects[0].(*container.Scroll).Content.MinSize()
	rest := l.title.MinSize().Height + l.row.MinSize().Height + 8*theme.Padding()
	return fyne.NewSize(min(need.Width, l.canvas.Size().Width-8*theme.Padding()), min(need.Height, max(l.canvas.Size().Height-rest, leastBody)))
}

// Layout is called by Fyne.
func (l *bodyLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.Position{})
	objects[0].Resize(size)
}

// wrapRow lays out buttons in a row at the right, and in further rows where the
// width does not hold them all, as with long translations in a small window.
type wrapRow struct{ width float32 }

func (r *wrapRow) rows(objects []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	var rows [][]fyne.CanvasObject
	var used float32
	for _, o := range objects {
		w := o.MinSize().Width
		if len(rows) == 0 || used+theme.Padding()+w > width {
			rows = append(rows, nil)
			used = 0
		} else {
			used += theme.Padding()
		}
		used += w
		rows[len(rows)-1] = append(rows[len(rows)-1], o)
	}
	return rows
}

func (r *wrapRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := r.width
	if width == 0 {
		width = modalWidth
	}
	var size fyne.Size
	for _, o := range objects {
		m := o.MinSize()
		size = fyne.NewSize(max(size.Width, m.Width), max(size.Height, m.Height))
	}
	n := float32(len(r.rows(objects, width)))
	size.Height = size.Height*n + theme.Padding()*(n-1)
	return size
}

func (r *wrapRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	r.width = size.Width
	var y float32
	for _, row := range r.rows(objects, size.Width) {
		x, height := size.Width, float32(0)
		for i := len(row) - 1; i >= 0; i-- {
			m := row[i].MinSize()
			x -= m.Width
			row[i].Resize(m)
			row[i].Move(fyne.NewPos(x, y))
			x -= theme.Padding()
			height = max(height, m.Height)
		}
		y += height + theme.Padding()
	}
}
