package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2/widget"

	"holdfast/ui/words"
)

// savePatience is how long a page that is to be closed waits for its save before
// it asks.
const savePatience = time.Second

// waitForSave closes a page, by way of offerSave, when the save that is under way
// has ended. If that takes long, the storage may not answer: then the user can
// leave without it, and the text stays in a draft.
func (s *Shell) waitForSave(p *page, then func()) {
	s.endSaveWait(p)
	p.afterSave = func() { s.offerSave(p, then) }
	wait := s.newModal(words.T("hanging.title", words.D{"Name": p.name()}), paragraph(words.T("hanging.text")),
		choice{label: words.T("hanging.close"), importance: widget.DangerImportance, run: func() { s.leaveSaving(p, then) }},
		choice{label: words.T("hanging.wait"), importance: widget.HighImportance, cancel: true, focus: true},
	)
	p.saveWait = wait
	time.AfterFunc(savePatience, func() {
		s.post(func() {
			if p.saveWait == wait && s.has(p) && p.file.Saving() {
				wait.show()
			}
		})
	})
}

// endSaveWait takes the question of waitForSave away: the save has ended.
func (s *Shell) endSaveWait(p *page) {
	if wait := p.saveWait; wait != nil {
		p.saveWait = nil
		wait.close()
	}
}

// leaveSaving goes on without the end of a save. The draft is brought up to date
// and stays, so that the next start offers it.
func (s *Shell) leaveSaving(p *page, then func()) {
	p.saveWait, p.afterSave = nil, nil
	if drafting := p.drafting; drafting != nil {
		p.drafting = nil
		if work := drafting.Flush(s.now()); work != nil {
			s.work(func() func() {
				if err := work.Run(context.WithoutCancel(s.ctx)); err != nil {
					return func() { s.ownFileFailed(err) }
				}
				return nil
			})
		}
	}
	then()
}
