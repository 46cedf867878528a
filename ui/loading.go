package ui

import (
	"context"
	"errors"
	"runtime/debug"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// bigText is the size in bytes from which on memory is collected more often:
// with the default, garbage may grow to the size of the text.
const bigText = 64 << 20

// load reads the rest of a file whose first part is already shown. The user can
// read and edit meanwhile; a save waits until all of it is there.
func (s *Shell) load(ctx context.Context, cancel func(), p *page, loading *workspace.Loading, t Target) {
	p.cancelLoad = cancel
	s.work(func() func() {
		defer loading.Close()
		for {
			text, done, err := loading.Next()
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return func() {
					cancel()
					s.loadFailed(p, t, err)
				}
			}
			read, total := loading.Progress()
			step := func() {
				p.file.Extend(text)
				p.loaded = int(100 * read / max(read, total, 1))
				if done {
					p.file.Loaded(loading)
				}
				s.loadedPart(p, done, t)
			}
			if done {
				return func() {
					cancel()
					step()
				}
			}
			s.post(step)
		}
	})
}

// loadedPart shows a part that has come.
func (s *Shell) loadedPart(p *page, done bool, t Target) {
	if !s.has(p) {
		return
	}
	p.colours.changed()
	p.view.Refresh()
	if !done {
		s.refreshStatus()
		return
	}
	if p.file.Document.Text().Len() > bigText {
		debug.SetGCPercent(10)
		s.work(func() func() {
			debug.FreeOSMemory() // what the reading left behind
			return nil
		})
	}
	p.apply(s.prefs)
	s.watch(p)
	s.checkFormat(p)
	s.findConflicts(p)
	if caret, _ := p.view.CaretPosition(); caret == 1 {
		s.goToTarget(p, t) // the line may not have been there at first
	}
	s.find.textChanged(p)
	s.refreshPage(p)
	if f := p.whenLoaded; f != nil {
		p.whenLoaded = nil
		f()
	}
}

// loadFailed deals with a file whose rest could not be read. What the user has
// typed into its beginning is kept as a new document.
func (s *Shell) loadFailed(p *page, t Target, err error) {
	p.whenLoaded = nil
	if !s.has(p) {
		return
	}
	_, otherEncoding := errors.AsType[*charset.Error](err)
	if otherEncoding {
		t.visits, p.visits = p.visits, nil
	}
	if p.file.Modified() {
		p.file.Abandon()
		s.refreshPage(p)
		s.tell(words.T("load.kept.title"), words.T("load.kept.text", words.D{"Path": t.Path}), words.Details(err))
	} else {
		s.removePage(p)
		if len(s.pages) == 0 {
			s.newFile()
		}
	}
	switch {
	case otherEncoding:
		s.openWhole(t)
	case atomicsave.ClassOf(err) != atomicsave.Cancelled && !errors.Is(err, context.Canceled):
		s.openFailed(t, err)
	}
}

// openWhole opens a file that is not UTF-8, which cannot be shown in parts.
func (s *Shell) openWhole(t Target) {
	order := s.nextOrder()
	s.workOrGiveUp(words.T("open.progress", words.D{"Name": t.Path}), func(ctx context.Context, cancel func()) func() {
		file, err := workspace.Open(ctx, t.Path)
		cancel()
		return func() {
			if err != nil {
				s.openFailed(t, err)
				return
			}
			s.opened(file, t, order, true)
		}
	}, func() { s.openFailed(t, cancelled(t.Path)) })
}

// has reports whether a page is still open.
func (s *Shell) has(p *page) bool { return s.pageOf(p.item) != nil }
