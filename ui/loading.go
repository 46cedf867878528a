package ui

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// garbage is how many bytes of garbage may gather beside large texts. The
// default would let as much gather as there is text. A collection is cheap even
// beside a gigabyte, 3 to 6 ms on another core, for there is next to nothing in
// a text to look through.
const garbage = 12 << 20

// startRest is how long after the start its garbage is given back: when what
// the first frames need has been made.
const startRest = 1500 * time.Millisecond

// partsEvery is how often a file that is being read grows on the screen. Each time
// costs a frame, which would come out of the time for reading.
const partsEvery = 100 * time.Millisecond

// collect sets how often memory is collected, by the size of the open texts, and
// gives back to the system what reading them has left behind.
func (s *Shell) collect() {
	size := 0
	for _, p := range s.pages {
		size += p.file.Document.Text().Len()
	}
	debug.SetGCPercent(max(100*garbage/max(size, garbage), 2))
	s.work(func() func() {
		debug.FreeOSMemory()
		return nil
	})
}

// load reads the rest of a file whose first part is already shown. The user can
// read and edit meanwhile; a save waits until all of it is there.
func (s *Shell) load(ctx context.Context, cancel func(), p *page, loading *workspace.Loading, t Target) {
	p.cancelLoad = cancel
	s.work(func() func() {
		defer loading.Close()
		var text editor.Text // read and not shown yet
		for shown := time.Now(); ; {
			more, done, err := loading.Next()
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return func() {
					cancel()
					if text.Len() > 0 {
						p.file.Extend(text)
						s.loadedPart(p, text, false, t)
					}
					s.loadFailed(p, t, err)
				}
			}
			if text = editor.Join(text, more); !done && time.Since(shown) < partsEvery {
				continue
			}
			read, total := loading.Progress()
			part := text
			text, shown = editor.Text{}, time.Now()
			step := func() {
				p.file.Extend(part)
				p.loaded = int(100 * read / max(read, total, 1))
				if done {
					p.file.Loaded(loading)
				}
				s.loadedPart(p, part, done, t)
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
func (s *Shell) loadedPart(p *page, part editor.Text, done bool, t Target) {
	if !s.has(p) {
		return
	}
	p.colours.extended(part)
	p.view.Refresh()
	if !done {
		s.refreshStatus()
		return
	}
	s.collect()
	p.apply(s.prefs)
	s.watch(p)
	s.tellGrowth(p)
	s.checkFormat(p)
	s.findConflicts(p)
	if p.file.Document.Selection().Equal(p.landed) {
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
		s.tell(phraseOf("load.kept.title"), phraseOf("load.kept.text", words.D{"Path": t.Path}), err)
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
	s.workOrGiveUp(phraseOf("open.progress", words.D{"Name": t.Path}), func(ctx context.Context, cancel func()) func() {
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
