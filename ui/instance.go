package ui

import (
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// visit is one file that another start of the program has handed over and may
// wait for.
type visit struct {
	request *workspace.Incoming
	path    string // as the other start named it
}

// receive shows what other starts of the program hand over, until the window
// has closed.
func (s *Shell) receive() {
	if s.instance == nil {
		return
	}
	s.spawn(func() {
		for in := s.instance.Next(s.ctx); in != nil; in = s.instance.Next(s.ctx) {
			s.post(func() { s.handed(in) })
		}
	})
}

// handed opens the files of a request and brings the window to the front.
func (s *Shell) handed(in *workspace.Incoming) {
	if s.ctx.Err() != nil || !in.Take() {
		return
	}
	if !in.Wait {
		s.attend = false // from now on it is a window like any other
	}
	for _, f := range in.Files {
		t := Target{Path: f.Path, Line: f.Line, Column: f.Column, ReadOnly: in.ReadOnly}
		if in.Wait {
			t.visits = []*visit{{in, f.Path}}
		}
		s.openPath(t)
	}
	s.win.RequestFocus()
	if in.Wait {
		s.spawn(func() {
			select {
			case <-in.Gone():
				s.post(func() { s.visitorGone(in) })
			case <-s.ctx.Done():
			}
		})
	}
}

// attach makes somebody wait for a page to be closed, and says so above the
// text.
func (s *Shell) attach(p *page, visits []*visit) {
	if len(visits) == 0 {
		return
	}
	p.visits = append(p.visits, visits...)
	s.setNotice(p, noticeVisit, s.visitNotice(p))
}

func (s *Shell) visitNotice(p *page) *notice {
	return &notice{
		text:  func() string { return words.T("instance.waiting", words.D{"Name": p.name()}) },
		label: phraseOf("instance.done"),
		action: func() {
			if !p.file.Modified() {
				s.closePage(p)
				return
			}
			p.afterSave = func() { s.closePage(p) }
			s.save(p)
		},
		calm: true,
	}
}

// visitorGone forgets a start that waits no longer: it was interrupted.
func (s *Shell) visitorGone(in *workspace.Incoming) {
	for _, p := range s.pages {
		kept := p.visits[:0]
		for _, v := range p.visits {
			if v.request != in {
				kept = append(kept, v)
			}
		}
		p.visits = kept
		if len(kept) == 0 {
			s.setNotice(p, noticeVisit, nil)
		}
	}
}

// endVisits tells those who wait that their file is closed; it returns who still
// waits: nobody.
func endVisits(visits []*visit, saved bool) []*visit {
	for _, v := range visits {
		v.request.Closed(v.path, saved)
	}
	return nil
}

// endVisits ends all visits and gives up the place of the one program, because
// the window has closed.
func (s *Shell) endVisits() {
	for _, p := range s.pages {
		p.visits = endVisits(p.visits, !p.file.Modified())
	}
	if s.instance != nil {
		s.instance.Close()
	}
}
