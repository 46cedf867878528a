package ui

import (
	"slices"

	"fyne.io/fyne/v2"
)

// noticeButton is a button of a line above the text. F6 leads from the text to the
// first one and back, Tab and the arrows to the others, Enter and Space press it.
type noticeButton struct{ foldButton }

func newNoticeButton(s *Shell, label string, run func()) *noticeButton {
	b := &noticeButton{}
	b.shell, b.Text = s, label
	b.OnTapped = func() {
		if !s.blocked() {
			run()
			s.focusPage()
		}
	}
	b.ExtendBaseWidget(b)
	return b
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

// move gives the keyboard to the button that many places further on.
func (b *noticeButton) move(by int) {
	all := b.shell.noticeBar.buttons
	if i := slices.Index(all, b) + by; i >= 0 && i < len(all) {
		b.shell.win.Canvas().Focus(all[i])
	}
}
