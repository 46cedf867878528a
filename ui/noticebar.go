package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// notice is news about a file that does not stop the user's work: a line above
// the text, with a button or without.
type notice struct {
	text   string
	label  string
	action func()
}

// noticeBar shows the notice of the selected page.
type noticeBar struct {
	text    *widget.Label
	button  *widget.Button
	content *fyne.Container
}

func newNoticeBar() *noticeBar {
	b := &noticeBar{text: widget.NewLabel(""), button: widget.NewButton("", nil)}
	b.text.Truncation = fyne.TextTruncateEllipsis
	icon := widget.NewIcon(theme.NewWarningThemedResource(theme.WarningIcon()))
	b.content = container.NewBorder(nil, widget.NewSeparator(), container.NewPadded(icon), b.button, b.text)
	b.content.Hide()
	return b
}

// refreshNotice brings the notice bar up to date with the selected page.
func (s *Shell) refreshNotice() {
	b := s.noticeBar
	var n *notice
	if p := s.page(); p != nil {
		n = p.notice
	}
	if n == nil {
		if b.content.Visible() {
			b.content.Hide()
			s.win.Content().Refresh()
		}
		return
	}
	b.text.SetText(n.text)
	b.button.OnTapped = func() {
		if s.modal == nil && n.action != nil {
			n.action()
		}
	}
	b.button.SetText(n.label)
	if n.action == nil {
		b.button.Hide()
	} else {
		b.button.Show()
	}
	if !b.content.Visible() {
		b.content.Show()
		s.win.Content().Refresh()
	}
}
