package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// noticeButton is a button of a line above the text. F6 leads from the text to the
// first one and back, Tab and the arrows to the others, Enter and Space press it.
type noticeButton struct {
	widget.Button
	ring  focusRing
	shell *Shell
}

func newNoticeButton(s *Shell, label string, run func()) *noticeButton {
	b := &noticeButton{shell: s}
	b.Text = label
	b.OnTapped = func() {
		if !s.blocked() {
			run()
			s.focusPage()
		}
	}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is called by Fyne.
func (b *noticeButton) CreateRenderer() fyne.WidgetRenderer {
	return b.ring.around(b.Button.CreateRenderer())
}

// FocusGained is called by Fyne when the keyboard comes.
func (b *noticeButton) FocusGained() {
	b.Button.FocusGained()
	b.ring.show(true)
}

// FocusLost is called by Fyne when the keyboard goes.
func (b *noticeButton) FocusLost() {
	b.Button.FocusLost()
	b.ring.show(false)
}

// TypedKey is called by Fyne for a key press while the button has the focus.
func (b *noticeButton) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.OnTapped()
	case fyne.KeyEscape, fyne.KeyF6:
		b.shell.focusPage()
	case fyne.KeyDown, fyne.KeyRight:
		b.move(1)
	case fyne.KeyUp, fyne.KeyLeft:
		b.move(-1)
	}
}

// TypedRune is called by Fyne for a character. The space bar counts here, see
// modalButton.
func (b *noticeButton) TypedRune(r rune) {
	if r == ' ' {
		b.OnTapped()
	}
}

// move gives the keyboard to the button that many places further on.
func (b *noticeButton) move(by int) {
	all := b.shell.noticeBar.buttons
	if i := slices.Index(all, b) + by; i >= 0 && i < len(all) {
		b.shell.win.Canvas().Focus(all[i])
	}
}
