package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/ui/words"
)

// guideWidth is that of the guide in points: some 80 letters a line.
const guideWidth = 720

// showGuide shows the user's guide over the window. It is read with the arrows,
// the page keys, Home and End, or with the wheel.
func (s *Shell) showGuide() {
	text, own := words.Guide()
	title, text, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
	body := container.NewVBox(newGuideText(text))
	if !own {
		body.Objects = append([]fyne.CanvasObject{paragraph(words.T("guide.english"))}, body.Objects...)
	}
	m := s.newModalOf(guideWidth, title, body,
		choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, focus: true})
	m.keys = m.scrollKeys
	m.show()
}

// scrollKeys moves the body of a modal that has nothing but text.
func (m *modal) scrollKeys(e *fyne.KeyEvent) bool {
	const line = 40
	page := m.scroll.Size().Height - line
	by := map[fyne.KeyName]float32{
		fyne.KeyUp: -line, fyne.KeyDown: line, fyne.KeyPageUp: -page, fyne.KeyPageDown: page,
		fyne.KeyHome: -m.scroll.Content.Size().Height, fyne.KeyEnd: m.scroll.Content.Size().Height,
	}[e.Name]
	if by == 0 {
		return false
	}
	end := max(0, m.scroll.Content.Size().Height-m.scroll.Size().Height)
	m.scroll.ScrollToOffset(fyne.NewPos(0, min(max(0, m.scroll.Offset.Y+by), end)))
	return true
}
