package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// newFile begins a new document: the untouched one, if the start screen lies over
// it.
func (s *Shell) newFile() {
	if s.startScreen.content.Visible() {
		s.startScreen.dismiss()
		return
	}
	s.addPage(workspace.NewFile())
}

// openPath opens a file in a tab of its own, or shows the tab that has it.
func (s *Shell) openPath(t Target) { s.open(t, true) }

// openAll opens the files of the command line, their tabs in that order, and
// selects the first.
func (s *Shell) openAll(files []Target) {
	for i, f := range files {
		s.open(f, i == 0)
	}
}

// open reads a file in the background. Its tab takes its place by the order of
// the calls, whichever file is read first.
func (s *Shell) open(t Target, show bool) {
	path, err := filepath.Abs(t.Path)
	if err != nil {
		s.openFailed(t, &atomicsave.Error{Step: atomicsave.StepProbe, Path: t.Path, Class: atomicsave.Vanished, Err: err})
		return
	}
	t.Path = path
	if p := s.pageAt(path); p != nil {
		s.lockAsked(p, t)
		s.tabs.Select(p.item)
		s.goToTarget(p, t)
		return
	}
	order := s.nextOrder()
	s.opening++
	s.workOrGiveUp(phraseOf("open.progress", words.D{"Name": filepath.Base(path)}), func(ctx context.Context, cancel func()) func() {
		file, loading, err := workspace.BeginOpen(ctx, path)
		if ctx.Err() != nil && loading != nil {
			loading.Close()
			err = ctx.Err()
		}
		return func() {
			s.opening--
			if err != nil {
				cancel()
				s.openFailed(t, err)
				return
			}
			p := s.opened(file, t, order, show)
			if loading == nil {
				cancel()
				return
			}
			s.load(ctx, cancel, p, loading, t)
		}
	}, func() {
		s.opening--
		s.openFailed(t, cancelled(path))
	})
}

// cancelled is the error of work that the user has stopped.
func cancelled(path string) error {
	return &atomicsave.Error{Step: atomicsave.StepProbe, Path: path, Class: atomicsave.Cancelled, Err: context.Canceled}
}

func (s *Shell) opened(file *workspace.File, t Target, order int, show bool) *page {
	if p := s.pageAt(file.Path); p != nil { // opened twice at the same time
		s.tabs.Select(p.item)
		s.goToTarget(p, t)
		return p
	}
	p := s.insertPage(file, order, show)
	switch {
	case file.NotText != nil:
		s.explainReadOnly(p)
	case !file.Loading() && file.Fingerprint.IsZero():
		p.say("status.new_file")
	case file.Guess.Certainty != charset.Certain:
		p.say("status.guessed", words.D{"Encoding": string(file.Guess.Encoding)})
	}
	s.tellGrowth(p)
	s.lockAsked(p, t)
	s.goToTarget(p, t)
	p.landed = p.file.Document.Selection()
	s.refreshStatus()
	s.remember(file.Path)
	return p
}

func (s *Shell) goToTarget(p *page, t Target) {
	s.attach(p, t.visits)
	switch {
	case t.from != nil:
		p.goBack(t.from)
	case t.Line > 0:
		p.goTo(t.Line, t.Column)
	}
}

// openFailed tells why a file could not be opened. The window always has a tab,
// so that there is somewhere to type.
func (s *Shell) openFailed(t Target, err error) {
	if len(s.pages) == 0 {
		s.addPage(workspace.NewFile())
	}
	t.visits = endVisits(t.visits, false)
	if atomicsave.ClassOf(err) == atomicsave.Cancelled {
		return
	}
	s.whenFree(func() {
		s.advise(words.Open(err), t.Path, choice{label: words.T("button.retry"), run: func() { s.openPath(t) }}, okChoice())
	})
}

// remember puts a path at the head of the recent files.
func (s *Shell) remember(path string) {
	s.work(func() func() {
		list, err := s.store.AddRecent(context.WithoutCancel(s.ctx), path)
		return func() {
			if err == nil {
				s.setRecents(list)
			}
		}
	})
}

// startDir is the folder in which a file dialog begins.
func (s *Shell) startDir() string {
	if p := s.page(); p != nil && p.file.Path != "" {
		return filepath.Dir(p.file.Path)
	}
	if dir, err := os.UserHomeDir(); err == nil {
		return dir
	}
	return ""
}

func (s *Shell) chooseAndOpen() {
	dir := s.startDir()
	s.pick(dir, s.picker.Open,
		func(path string) { s.openPath(Target{Path: path}) },
		func() { s.openWithoutPicker() })
}

// pick runs a file dialog of the system with the window covered, because the
// window would otherwise go on taking input.
func (s *Shell) pick(dir string, ask func(dir string) (string, error), chosen func(path string), fallback func()) {
	cover := s.newModal(words.T("picker.waiting"), nil)
	cover.show()
	s.work(func() func() {
		if !s.answers(dir) {
			dir = ""
		}
		path, err := ask(dir)
		return func() {
			cover.close()
			switch {
			case err == nil:
				chosen(path)
			case errors.Is(err, ErrNotChosen):
			case errors.Is(err, ErrNoPicker):
				fallback()
			default:
				s.tell(phraseOf("picker.failed.title"), phraseOf("picker.failed.text"), err)
			}
		}
	})
}

// answers reports whether a folder can be looked at within a second. A dialog
// that begins in one that does not answer would never appear.
func (s *Shell) answers(dir string) bool {
	seen := make(chan error, 1)
	s.spawn(func() {
		_, err := os.Stat(dir)
		seen <- err
	})
	select {
	case err := <-seen:
		return err == nil
	case <-time.After(time.Second):
		return false
	}
}

// openDropped opens what was dropped on the window.
func (s *Shell) openDropped(dropped []fyne.URI) {
	if s.blocked() {
		return
	}
	for _, uri := range dropped {
		if uri.Scheme() == "file" {
			s.openPath(Target{Path: uri.Path()})
		}
	}
}
