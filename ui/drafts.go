package ui

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2/widget"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// tickEvery is how often the window looks whether a draft or the session has to
// be written.
const tickEvery = 500 * time.Millisecond

// rescuePatience is how long a dying program may take to write its drafts.
const rescuePatience = 5 * time.Second

// tick writes the drafts that are due, and the session if it has changed.
func (s *Shell) tick() {
	for _, p := range s.pages {
		drafting := p.drafting // the page may be closed before the work ends
		if drafting == nil {
			continue
		}
		work := drafting.Tick(s.now())
		if work == nil {
			continue
		}
		s.work(func() func() {
			err := work.Run(context.WithoutCancel(s.ctx))
			return func() {
				drafting.Finish(work, err, s.now())
				if err != nil && !s.draftsFailed {
					s.draftsFailed = true // told once
					s.tell(phraseOf("drafts.failed.title"), phraseOf("drafts.failed.text"), err)
				}
			}
		})
	}
	s.rememberSession()
}

// keepTicking ticks until the window has closed.
func (s *Shell) keepTicking() {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.post(s.tick)
		case <-s.ctx.Done():
			return
		}
	}
}

// dropDraft removes the draft of a page that is closed: the user has decided
// about its text.
func (s *Shell) dropDraft(p *page) {
	if p.drafting == nil {
		return
	}
	work := p.drafting.Close(s.now())
	p.drafting = nil
	if work != nil {
		s.work(func() func() {
			err := work.Run(context.WithoutCancel(s.ctx))
			if err == nil {
				return nil
			}
			return func() { s.ownFileFailed(err) }
		})
	}
}

// rescue writes every draft at once: the program is about to end without having
// asked about changes.
func (s *Shell) rescue() {
	ctx, cancel := context.WithTimeout(context.Background(), rescuePatience)
	defer cancel()
	for _, p := range s.pages {
		if p.drafting == nil {
			continue
		}
		if work := p.drafting.Flush(s.now()); work != nil {
			if err := work.Run(ctx); err != nil {
				fmt.Fprintln(s.stderr, words.T("drafts.failed.text"), err)
			}
		}
	}
}

// offerDrafts asks about unsaved text that a program which no longer runs has
// left behind.
func (s *Shell) offerDrafts() {
	s.work(func() func() {
		list, err := s.drafts.List(s.ctx)
		return func() {
			if err != nil {
				s.ownFileFailed(err)
			}
			for _, aside := range list.SetAside {
				s.ownFileFailed(aside)
			}
			for _, d := range list.Drafts {
				s.offerDraft(d)
			}
		}
	})
}

// offerDraft asks about one draft, as soon as nothing else is open.
func (s *Shell) offerDraft(d workspace.Draft) { s.whenFree(func() { s.offerDraftNow(d) }) }

func (s *Shell) offerDraftNow(d workspace.Draft) {
	name := d.Path
	if name == "" {
		name = words.T("page.untitled")
	}
	when := d.Time.Local().Format("2006-01-02 15:04:05")
	body := paragraph(words.T("drafts.found.text", words.D{"Name": name, "Time": when, "Bytes": d.Bytes}))
	s.newModal(words.T("drafts.found.title"), body,
		choice{label: words.T("drafts.later"), cancel: true},
		choice{label: words.T("drafts.discard"), importance: widget.DangerImportance, run: func() { s.confirmDiscard(d, name) }},
		choice{label: words.T("drafts.compare"), run: func() { s.compareDraft(d, name) }},
		choice{label: words.T("drafts.restore"), importance: widget.HighImportance, focus: true, run: func() { s.restoreDraft(d) }},
	).show()
}

// confirmDiscard asks once more: what is discarded is gone.
func (s *Shell) confirmDiscard(d workspace.Draft, name string) {
	s.newModal(words.T("drafts.discard.title"), paragraph(words.T("drafts.discard.text", words.D{"Name": name})),
		choice{label: words.T("button.cancel"), cancel: true, focus: true, run: func() { s.offerDraft(d) }},
		choice{label: words.T("drafts.discard"), importance: widget.DangerImportance, run: func() {
			s.work(func() func() {
				err := s.drafts.Discard(s.ctx, d)
				return func() {
					if err != nil {
						s.ownFileFailed(err)
					}
				}
			})
		}},
	).show()
}

// compareDraft shows what the draft changes in the file, and asks again.
func (s *Shell) compareDraft(d workspace.Draft, name string) {
	s.workOrGiveUp(phraseOf("drafts.progress"), func(ctx context.Context, cancel func()) func() {
		text, err := s.drafts.Text(ctx, d)
		var file *workspace.File
		if err == nil && d.Path != "" {
			file, err = workspace.Open(ctx, d.Path)
		}
		cancel()
		return func() {
			if err != nil {
				s.tellFailure(words.Open, err, name)
				s.offerDraft(d)
				return
			}
			if file == nil {
				file = workspace.NewFile()
			}
			s.showDifference(words.T("compare.file"), file.Document.Text(), words.T("compare.draft"), text, func() { s.offerDraft(d) })
		}
	}, func() { s.offerDraft(d) })
}

func (s *Shell) restoreDraft(d workspace.Draft) {
	s.workOrGiveUp(phraseOf("drafts.progress"), func(ctx context.Context, cancel func()) func() {
		file, err := s.drafts.Restore(ctx, d)
		cancel()
		return func() {
			if err != nil {
				s.tellFailure(words.Open, err, d.Path)
				return
			}
			var visits []*visit
			// A page that shows the file without the draft makes room for it; one
			// with other changes, as from another draft, stays beside it.
			if old := s.pageAt(file.Path); old != nil && file.Path != "" && !old.file.Modified() && !old.file.Saving() {
				visits, old.visits = old.visits, nil
				s.removePage(old)
			}
			p := s.addPage(file)
			s.attach(p, visits)
			s.dropDraft(p)
			p.drafting = s.drafts.FollowRestored(file, d)
			p.say("drafts.restored")
			s.refreshPage(p)
		}
	}, func() { s.offerDraft(d) })
}
