package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/ui/textview"
)

// The inputs of modals. Fyne's own swallow every key that they do not use, so
// that Escape would do nothing while one of them has the focus.

// checkInput is a check box.
type checkInput struct {
	widget.Check
	ring  focusRing
	shell *Shell
}

func newCheckInput(s *Shell, label string, on bool, changed func(bool)) *checkInput {
	c := &checkInput{shell: s}
	c.Text, c.Checked, c.OnChanged = label, on, changed
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained is called by Fyne when the keyboard comes.
func (c *checkInput) FocusGained() {
	c.Check.FocusGained()
	c.ring.show(true)
	c.shell.reveal(c)
}

// FocusLost is called by Fyne when the keyboard goes.
func (c *checkInput) FocusLost() {
	c.Check.FocusLost()
	c.ring.show(false)
}

// CreateRenderer is called by Fyne.
func (c *checkInput) CreateRenderer() fyne.WidgetRenderer {
	return c.ring.around(c.Check.CreateRenderer())
}

// TypedKey is called by Fyne for a key press while the box has the focus.
func (c *checkInput) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		return // its character follows, and switches
	}
	c.shell.modalKey(e)
}

// wrappedCheck puts a text that wraps beside a check box without one; a click on
// the text switches too.
func wrappedCheck(c *checkInput, text string) fyne.CanvasObject {
	l := &checkLabel{check: c}
	l.wrapText(l, text)
	return container.NewBorder(nil, nil, container.NewVBox(c), nil, l)
}

// checkLabel is the text of a check box.
type checkLabel struct {
	wrappedLabel
	check *checkInput
}

// Tapped is called by Fyne for a click.
func (l *checkLabel) Tapped(*fyne.PointEvent) { l.check.SetChecked(!l.check.Checked) }

// selectInput is a list to choose one entry from.
type selectInput struct {
	widget.Select
	ring  focusRing
	shell *Shell
}

func newSelectInput(s *Shell, options []string) *selectInput {
	l := &selectInput{shell: s}
	l.Options = options
	l.ExtendBaseWidget(l)
	return l
}

// FocusGained is called by Fyne when the keyboard comes.
func (l *selectInput) FocusGained() {
	l.Select.FocusGained()
	l.ring.show(true)
	l.shell.reveal(l)
}

// FocusLost is called by Fyne when the keyboard goes.
func (l *selectInput) FocusLost() {
	l.Select.FocusLost()
	l.ring.show(false)
}

// CreateRenderer is called by Fyne.
func (l *selectInput) CreateRenderer() fyne.WidgetRenderer {
	return l.ring.around(l.Select.CreateRenderer())
}

// TypedKey is called by Fyne for a key press while the list has the focus.
func (l *selectInput) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		l.shell.modalKey(e)
		return
	}
	l.Select.TypedKey(e)
}

// modalKey gives a key to the open modal, or to the find bar, which Escape closes.
func (s *Shell) modalKey(e *fyne.KeyEvent) {
	switch {
	case s.modal != nil:
		s.modal.typedKey(e)
	case e.Name == fyne.KeyEscape:
		s.hideFind()
	}
}

// putInModal lets the keyboard out of a text that is only shown in a modal: Tab goes
// on to what follows, and Escape closes.
func (s *Shell) putInModal(v *textview.View) {
	v.TabLeaves, v.OnKey = true, s.modalKey
	v.OnKeyFirst = func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyEscape {
			return false
		}
		s.modalKey(e) // not only when nothing is selected
		return true
	}
}

// radioInput is one of several choices, with a sentence that explains it. All of
// it can be clicked; the arrows move between the choices and Space takes one.
type radioInput struct {
	widget.BaseWidget
	shell    *Shell
	title    *widget.Label
	text     *wrappedLabel
	chosen   bool
	ring     focusRing
	hovered  bool
	OnChosen func()
}

var (
	_ fyne.Focusable    = (*radioInput)(nil)
	_ fyne.Tappable     = (*radioInput)(nil)
	_ desktop.Hoverable = (*radioInput)(nil)
)

func newRadioInput(s *Shell, title, text string, chosen func()) *radioInput {
	r := &radioInput{shell: s, title: widget.NewLabel(title), text: caption(text), OnChosen: chosen}

	r.ExtendBaseWidget(r)
	return r
}

// set marks the choice as taken or not.
func (r *radioInput) set(chosen bool) {
	if r.chosen != chosen {
		r.chosen = chosen
		r.Refresh()
	}
}

// Tapped is called by Fyne for a click.
func (r *radioInput) Tapped(*fyne.PointEvent) { r.OnChosen() }

// FocusGained is called by Fyne when the keyboard comes.
func (r *radioInput) FocusGained() {
	r.ring.on = true
	r.Refresh()
	r.shell.reveal(r)
}

// FocusLost is called by Fyne when the keyboard goes.
func (r *radioInput) FocusLost() {
	r.ring.on = false
	r.Refresh()
}

// MouseIn is called by Fyne when the pointer arrives.
func (r *radioInput) MouseIn(*desktop.MouseEvent) { r.hover(true) }

// MouseMoved is called by Fyne while the pointer moves.
func (r *radioInput) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne when the pointer leaves.
func (r *radioInput) MouseOut() { r.hover(false) }

func (r *radioInput) hover(on bool) {
	r.hovered = on
	r.Refresh()
}

// TypedRune is called by Fyne for a character.
func (r *radioInput) TypedRune(c rune) {
	if c == ' ' {
		r.OnChosen()
	}
}

// TypedKey is called by Fyne for a key press.
func (r *radioInput) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		r.OnChosen()
		return
	}
	r.shell.modalKey(e)
}

// CreateRenderer is called by Fyne.
func (r *radioInput) CreateRenderer() fyne.WidgetRenderer {
	back := canvas.NewRectangle(nil)
	back.CornerRadius = theme.Size(theme.SizeNameInputRadius)
	icon := widget.NewIcon(nil)
	words := container.New(&tightRows{}, r.title, r.text)
	content := container.NewBorder(nil, nil, markOf(icon, r.title.MinSize().Height), nil, words)
	renderer := &radioRenderer{input: r, back: back, icon: icon, content: content}
	renderer.Refresh()
	return r.ring.around(renderer)
}

// markOf puts a small icon beside the first line of a text of that height.
func markOf(icon fyne.CanvasObject, height float32) fyne.CanvasObject {
	small := container.NewGridWrap(fyne.NewSquareSize(theme.IconInlineSize()), icon)
	return container.NewVBox(container.NewGridWrap(fyne.NewSquareSize(height), container.NewCenter(small)))
}

type radioRenderer struct {
	input   *radioInput
	back    *canvas.Rectangle
	icon    *widget.Icon
	content *fyne.Container
}

func (r *radioRenderer) MinSize() fyne.Size { return r.content.MinSize() }

func (r *radioRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.content.Resize(size)
}

func (r *radioRenderer) Refresh() {
	r.icon.SetResource(theme.NewColoredResource(theme.RadioButtonIcon(), theme.ColorNameForeground))
	if r.input.chosen {
		r.icon.SetResource(theme.NewPrimaryThemedResource(theme.RadioButtonCheckedIcon()))
	}
	th, variant := r.input.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	switch {
	case r.input.ring.on:
		r.back.FillColor = th.Color(theme.ColorNameFocus, variant)
	case r.input.hovered:
		r.back.FillColor = th.Color(theme.ColorNameHover, variant)
	default:
		r.back.FillColor = nil
	}
	r.back.Refresh()
	r.content.Refresh()
}

func (r *radioRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.content}
}

func (r *radioRenderer) Destroy() {}
