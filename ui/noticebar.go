package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// notice is news about a file that does not stop the user's work: a line above
// the text, with a button or without.
type notice struct {
	text   phrase
	label  phrase
	action func()
	// calm marks what is worth knowing and needs no decision.
	calm bool
	// more is a second button; nil for none.
	more *noticeMore
}

// noticeMore is the second button of a notice.
type noticeMore struct {
	label phrase
	run   func()
}

// noticeKind orders the notices of a page that do not speak of its disk: what
// matters more stands above.
type noticeKind uint8

const (
	noticeConflicts     noticeKind = iota // places of a merge are left to decide
	noticeCopy                            // the second copy could not be written
	noticeReadOnly                        // why nothing can be typed
	noticeOpenElsewhere                   // another program has the file open
	noticeVisit                           // another program waits for the file to be closed
	noticeKinds
)

// setNotice sets or, with nil, takes away one of a page's notices.
func (s *Shell) setNotice(p *page, kind noticeKind, n *notice) {
	if p.notices[kind] == nil && n == nil {
		return
	}
	p.notices[kind] = n
	s.refreshNotice()
}

// shownNotices are the notices of a page, the most important first.
func (p *page) shownNotices() []*notice {
	var all []*notice
	for _, n := range append([]*notice{p.notice}, p.notices[:]...) {
		if n != nil {
			all = append(all, n)
		}
	}
	return all
}

// noticeBar shows the notices of the selected page.
type noticeBar struct {
	shell   *Shell
	shown   []*notice
	buttons []*noticeButton // from top to bottom
	content *fyne.Container
}

func newNoticeBar(s *Shell) *noticeBar {
	b := &noticeBar{shell: s, content: container.NewVBox()}
	b.content.Hide()
	return b
}

// refreshNotice brings the notice bar up to date with the selected page.
func (s *Shell) refreshNotice() {
	b := s.noticeBar
	var all []*notice
	if p := s.page(); p != nil {
		all = p.shownNotices()
	}
	if slices.Equal(all, b.shown) {
		return
	}
	_, leaves := s.win.Canvas().Focused().(*noticeButton)
	b.shown, b.buttons = all, nil
	b.content.RemoveAll()
	for _, n := range all {
		b.content.Add(b.row(n))
	}
	b.content.Hidden = len(all) == 0
	s.win.Content().Refresh()
	if leaves {
		s.focusPage() // a key must not press a button that was another one a moment ago
	}
}

// focusNotice gives the keyboard to the first button above the text.
func (s *Shell) focusNotice() {
	if len(s.noticeBar.buttons) > 0 && !s.blocked() {
		s.win.Canvas().Focus(s.noticeBar.buttons[0])
	}
}

// haveNotice is true while there is a notice that can be answered.
func haveNotice(s *Shell) bool {
	return len(s.noticeBar.shown) > 0 && s.noticeBar.shown[0].action != nil
}

// answerNotice does what the button of the first notice does.
func (s *Shell) answerNotice() { s.noticeBar.shown[0].action() }

// row is one notice: an icon, its text, and its buttons.
func (b *noticeBar) row(n *notice) fyne.CanvasObject {
	icon := theme.NewWarningThemedResource(theme.WarningIcon())
	if n.calm {
		icon = theme.NewThemedResource(theme.InfoIcon())
	}
	buttons := container.NewHBox()
	add := func(label phrase, run func()) {
		button := newNoticeButton(b.shell, label.String(), run)
		b.buttons = append(b.buttons, button)
		buttons.Add(button)
	}
	if n.more != nil {
		add(n.more.label, n.more.run)
	}
	if n.action != nil {
		add(n.label, n.action)
	}
	text := paragraph(n.text.String())
	back := canvas.NewRectangle(b.shell.themeColor(theme.ColorNameInputBackground))
	row := container.New(&noticeLayout{canvas: b.shell.win.Canvas()}, widget.NewIcon(icon), text, buttons)
	return container.NewStack(back, container.NewBorder(nil, widget.NewSeparator(), nil, nil, row))
}

// themeColor is a colour of the theme in use.
func (s *Shell) themeColor(name fyne.ThemeColorName) color.Color {
	return s.theme.Color(name, s.app.Settings().ThemeVariant())
}

// noticeLayout lays out an icon, a text that wraps, and buttons; where the
// window is narrow the buttons go below the text.
type noticeLayout struct{ canvas fyne.Canvas }

// narrowNotice is the width in points that a text should have beside the
// buttons.
const narrowNotice = 240

func (l *noticeLayout) arrange(objects []fyne.CanvasObject, width float32, place bool) (height float32) {
	icon, text, buttons := objects[0], objects[1], objects[2]
	pad, side := theme.Padding(), theme.IconInlineSize()
	left := 3*pad + side
	want := buttons.MinSize()
	room := width - left - want.Width - 2*pad
	below := room < narrowNotice
	if below {
		room = width - left - pad
	}
	text.Resize(fyne.NewSize(room, text.MinSize().Height))
	height = text.MinSize().Height
	at := fyne.NewPos(width-want.Width-pad, max((height-want.Height)/2, 0))
	if below && want.Width > 0 {
		at = fyne.NewPos(left, height)
		height += want.Height
	}
	height = max(height, want.Height) + pad
	if place {
		icon.Resize(fyne.NewSquareSize(side))
		icon.Move(fyne.NewPos(2*pad, theme.InnerPadding()+pad/2))
		text.Resize(fyne.NewSize(room, text.MinSize().Height))
		text.Move(fyne.NewPos(left, pad/2))
		buttons.Resize(want)
		buttons.Move(at.AddXY(0, pad/2))
	}
	return height
}

// MinSize is called by Fyne.
func (l *noticeLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, l.arrange(objects, l.canvas.Size().Width, false))
}

// Layout is called by Fyne.
func (l *noticeLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.arrange(objects, size.Width, true)
}
