package ui

import (
	"context"
	"slices"

	"holdfast/editor"
	"holdfast/editor/workspace"
)

// session is which files are open now, and where in them the user is.
func (s *Shell) session() workspace.Session {
	var session workspace.Session
	selected := s.page()
	for _, p := range s.pages {
		if p.file.Path == "" {
			continue // its draft brings it back
		}
		if p == selected {
			session.Active = len(session.Files)
		}
		sel := p.file.Document.Selection()
		r := sel.Ranges[sel.Primary]
		session.Files = append(session.Files, workspace.SessionFile{
			Path: p.file.Path, Anchor: r.Anchor, Head: r.Head, TopLine: p.view.Viewport().Line,
			ReadOnly: p.file.ReadOnly && p.around.refusal == nil,
		})
	}
	return session
}

// rememberSession writes the session if it has changed and then rested for a
// tick.
func (s *Shell) rememberSession() {
	now := s.session()
	rested := equalSessions(now, s.seenSession)
	s.seenSession = now
	if rested && !equalSessions(now, s.savedSession) {
		s.writeSession(now)
	}
}

func (s *Shell) writeSession(now workspace.Session) {
	if s.attend {
		return // these files are an errand; the session is what the user had open
	}
	s.savedSession = now
	s.work(func() func() {
		err := s.store.SaveSession(context.WithoutCancel(s.ctx), now)
		return func() {
			if err != nil && !s.sessionFailed {
				s.sessionFailed = true // told once
				s.ownFileFailed(err)
			}
		}
	})
}

func equalSessions(a, b workspace.Session) bool {
	return a.Active == b.Active && slices.Equal(a.Files, b.Files)
}

// restoreSession opens the files of the last time.
func (s *Shell) restoreSession() {
	s.opening++
	s.work(func() func() {
		session, err := s.store.Session(s.ctx)
		return func() {
			s.opening--
			if err != nil {
				s.ownFileFailed(err)
			}
			for i, f := range session.Files {
				s.open(Target{Path: f.Path, ReadOnly: f.ReadOnly, from: &f}, i == session.Active)
			}
		}
	})
}

// goBack puts caret and scroll where they were the last time, as far as the file
// still has those places.
func (p *page) goBack(f *workspace.SessionFile) {
	text := p.file.Document.Text()
	p.file.Document.Select(editor.Single(min(f.Anchor, text.Len()), min(f.Head, text.Len())))
	view := p.view.Viewport()
	view.Line = min(f.TopLine, text.Lines()-1)
	p.view.SetViewport(view)
}
