package ui

import (
	"context"
	"path/filepath"
	"strings"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// around is what is known of a page's file besides its content.
type around struct {
	looking bool   // a look is under way; on storage that hangs it stays so
	path    string // that was looked at
	lock    *workspace.FileLock
	style   workspace.ProjectStyle
	// refusal is why a save would fail; nil if it would not. override says that
	// the user edits all the same.
	refusal  *atomicsave.Error
	override bool
}

// lookAround looks, in the background, who else has the file of a page open,
// whether it can be saved, and how its project indents.
func (s *Shell) lookAround(p *page) {
	path := p.file.Path
	if path == "" {
		return
	}
	if p.around.looking && p.around.path == path {
		return
	}
	s.unlockOther(p, path)
	p.around.looking, p.around.path = true, path
	s.work(func() func() {
		found := workspace.LookAround(s.ctx, path, s.locks)
		return func() {
			if !s.has(p) || p.around.path != path {
				s.unlock(found.Lock) // closed, or saved elsewhere
				return
			}
			p.around.looking = false
			s.lookedAround(p, found)
		}
	})
}

func (s *Shell) lookedAround(p *page, found workspace.Around) {
	a := &p.around
	a.lock = found.Lock
	if found.SetAside != nil {
		s.ownFileFailed(found.SetAside)
	}
	if a.style != found.Style {
		a.style = found.Style
		s.useBreak(p)
		p.apply(s.prefs)
	}
	s.tellOthers(p, found)
	s.followRights(p, found.Refusal)
}

// useBreak gives a new file the line break that its project wants.
func (s *Shell) useBreak(p *page) {
	if b := p.around.style.Break; b != "" && !s.prefs.NoEditorConfig && p.file.Fingerprint.IsZero() && p.file.Document.Text().Lines() < 2 {
		format := charset.NewFormat(b)
		p.file.SetEndings(format.Ending, format.Dominant, p.file.Format.FinalNewline)
		s.refreshStatus()
	}
}

// tellOthers says which other programs have the file of a page open.
func (s *Shell) tellOthers(p *page, found workspace.Around) {
	text := func() string { return othersText(p, found) }
	old := p.notices[noticeOpenElsewhere]
	switch {
	case text() == "":
		s.setNotice(p, noticeOpenElsewhere, nil)
	case old == nil || old.text() != text():
		n := &notice{text: text, calm: true}
		if !p.file.ReadOnly {
			n.label, n.action = phraseOf("others.read_only"), func() { s.setReadOnly(p, true) }
		}
		s.setNotice(p, noticeOpenElsewhere, n)
	}
}

// othersText names the other programs, a line each.
func othersText(p *page, found workspace.Around) string {
	var parts []string
	if h := found.Holder; h != nil {
		key := "others.holdfast"
		if h.Elsewhere {
			key = "others.holdfast_elsewhere"
		}
		parts = append(parts, words.T(key, words.D{"Name": p.name(), "Time": h.Since.Local().Format(timeFormat), "PID": h.PID}))
	}
	for _, f := range found.Foreign {
		key := "others.open"
		if f.Stale {
			key = "others.crashed"
		}
		parts = append(parts, words.T(key, words.D{"Program": f.Program, "Name": p.name(), "User": f.User, "Host": f.Host, "Sign": filepath.Base(f.Path)}))
	}
	return strings.Join(parts, "\n")
}

// unlockOther gives back the lock of the file that the page had before.
func (s *Shell) unlockOther(p *page, path string) {
	if a := &p.around; a.path != path {
		s.unlock(a.lock)
		a.lock, a.override = nil, false
	}
}

// unlock gives a lock back, in the background.
func (s *Shell) unlock(lock *workspace.FileLock) {
	if lock == nil {
		return
	}
	s.work(func() func() {
		_ = lock.Unlock(context.WithoutCancel(s.ctx)) // one that stays is seen to be that of a dead program
		return nil
	})
}

// sweepLocks removes the locks of dead programs, in the background.
func (s *Shell) sweepLocks() {
	s.work(func() func() {
		aside, _ := s.locks.Sweep(s.ctx) // what is left over does no harm
		return func() {
			for _, a := range aside {
				s.ownFileFailed(a)
			}
		}
	})
}

// leaveFile gives back what a page holds of its file.
func (s *Shell) leaveFile(p *page) {
	s.unlock(p.around.lock)
	p.around.lock = nil
}
