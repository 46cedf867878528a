package ui

import (
	"holdfast/atomicsave"
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
			text:  words.T("read_only.notice", words.D{"Why": words.Reason(refusal)}),
			label: words.T("read_only.edit"), action: func() { s.setReadOnly(p, false) },
			calm: true,
		})
	}
}

// explainReadOnly says why nothing can be typed.
func (s *Shell) explainReadOnly(p *page) {
	if e := p.file.NotText; e != nil {
		s.tell(words.T("charset.not_text.title"), words.T("charset.not_text.text", words.D{"Name": p.name(), "Offset": e.Offset}), e.Error())
		return
	}
	if p.file.ReadOnly && p.notices[noticeReadOnly] == nil {
		s.setNotice(p, noticeReadOnly, &notice{
			text:  words.T("read_only.locked", words.D{"Name": p.name()}),
			label: words.T("read_only.unlock"), action: func() { s.setReadOnly(p, false) },
			calm: true,
		})
	}
}

// lockSign is what the lock in the status bar says.
func (p *page) lockSign() string {
	if p.file.Editable() {
		return "🔓 " + words.T("status.editable")
	}
	return "🔒 " + words.T("status.locked")
}
