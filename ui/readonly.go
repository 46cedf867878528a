package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/ui/words"
)

// setReadOnly locks the text of a page, or unlocks it, because the user says so.
func (s *Shell) setReadOnly(p *page, on bool) {
	if p.file.NotText != nil {
		s.explainReadOnly(p)
		return
	}
	p.around.override = !on && p.around.refusal != nil
	s.lockText(p, on)
	s.setNotice(p, noticeReadOnly, nil)
}

// lockText makes the lock of the text and its signs agree.
func (s *Shell) lockText(p *page, on bool) {
	p.file.ReadOnly = on
	p.view.SetReadOnly(!p.file.Editable())
	if n := p.notices[noticeOpenElsewhere]; n != nil && on {
		s.setNotice(p, noticeOpenElsewhere, &notice{text: n.text, calm: true})
	}
	s.refreshPage(p)
}

// lockAsked locks a text that was opened to be read only, unless something was
// typed into it already.
func (s *Shell) lockAsked(p *page, t Target) {
	if t.ReadOnly && !p.file.Modified() {
		s.lockText(p, true)
	}
}

// toggleReadOnly is the command and the lock in the status bar.
func (s *Shell) toggleReadOnly() {
	if p := s.page(); p != nil {
		s.setReadOnly(p, !p.file.ReadOnly)
	}
}

func isReadOnly(s *Shell) bool {
	p := s.page()
	return p != nil && !p.file.Editable()
}

// followRights locks the text of a file that cannot be saved, and says why. When
// the rights are there again it is unlocked. What was typed already stays, and
// so does the user's wish.
func (s *Shell) followRights(p *page, refusal *atomicsave.Error) {
	a := &p.around
	had := a.refusal != nil
	a.refusal = refusal
	switch {
	case refusal == nil && had && !a.override:
		s.lockText(p, false)
		s.setNotice(p, noticeReadOnly, nil)
	case refusal != nil && !had && !p.file.Modified() && p.file.Editable():
		s.lockText(p, true)
		s.setNotice(p, noticeReadOnly, &notice{
			text:  func() string { return words.T("read_only.notice", words.D{"Why": words.Reason(refusal)}) },
			label: phraseOf("read_only.edit"), action: func() { s.setReadOnly(p, false) },
			calm: true,
		})
	}
}

// explainReadOnly says why nothing can be typed.
func (s *Shell) explainReadOnly(p *page) {
	if e := p.file.NotText; e != nil {
		s.tellNotText(p, e)
		return
	}
	if p.file.ReadOnly && p.notices[noticeReadOnly] == nil {
		s.setNotice(p, noticeReadOnly, &notice{
			text:  func() string { return words.T("read_only.locked", words.D{"Name": p.name()}) },
			label: phraseOf("read_only.unlock"), action: func() { s.setReadOnly(p, false) },
			calm: true,
		})
	}
}

// tellNotText says that the file of a page holds something else than text.
func (s *Shell) tellNotText(p *page, e *charset.Error) {
	s.tell(phraseOf("charset.not_text.title"), phraseOf("charset.not_text.text", words.D{"Name": p.name(), "Offset": e.Offset}), e)
}

// lockSign is the lock in the status bar, and what it says.
func (p *page) lockSign() (fyne.Resource, string) {
	if p.file.Editable() {
		return lockOpen, words.T("status.editable")
	}
	return lockClosed, words.T("status.locked")
}

// The locks are drawn here: a character for them is only in fonts of emoji,
// which a system need not have.
var (
	lockOpen   = lockIcon("lock-open", "M7 11V6a4 4 0 0 1 8 0h-2a2 2 0 0 0-4 0v5z")
	lockClosed = lockIcon("lock-closed", "M7 11V7a5 5 0 0 1 10 0v4h-2V7a3 3 0 0 0-6 0v4z")
)

// lockIcon is a lock with that shackle, in the colour of the text.
func lockIcon(name, shackle string) fyne.Resource {
	return theme.NewThemedResource(fyne.NewStaticResource(name+".svg", []byte(
		`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
			`<path d="`+shackle+`" fill="#000000"/>`+
			`<rect x="5" y="11" width="14" height="10" rx="2" fill="#000000"/></svg>`)))
}
