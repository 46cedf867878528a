package ui

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"holdfast/ui/words"
)

// progressDelay is how long work may take before the status bar speaks of it;
// what is faster than that would only flicker.
const progressDelay = 400 * time.Millisecond

// progress is work in the background that the user can see and stop.
type progress struct {
	shell  *Shell
	text   phrase
	cancel func()
	timer  *time.Timer
	ended  bool
	others int // how many more have joined the work

	percent int          // done, of work that knows how far it is
	told    atomic.Int32 // percent that the work told last
}

// showProgress makes the status bar say text, with a button that calls cancel,
// once the work has taken longer than progressDelay.
func (s *Shell) showProgress(text phrase, cancel func()) *progress {
	p := &progress{shell: s, text: text, cancel: cancel}
	p.timer = time.AfterFunc(progressDelay, func() {
		s.post(func() {
			if p.ended {
				return
			}
			s.running = append(s.running, p)
			if len(s.pages) == 0 {
				s.newFile() // there is always somewhere to type, also while the first file is awaited
			}
			s.refreshStatus()
			s.refreshMenus()
		})
	})
	return p
}

// at tells how much of a whole is done. It may be called on any goroutine.
func (p *progress) at(done, whole int) {
	percent := int(100 * int64(done) / int64(max(whole, 1)))
	if int(p.told.Swap(int32(percent))) == percent {
		return
	}
	p.shell.post(func() {
		p.percent = percent
		if slices.Contains(p.shell.running, p) {
			p.shell.refreshStatus()
		}
	})
}

// says is what the status bar says of the work.
func (p *progress) says() string {
	if p.percent == 0 {
		return p.text()
	}
	return words.T("progress.percent", words.D{"Text": p.text(), "Percent": p.percent})
}

// join makes p also that of more work of the same kind, which calls done too.
func (p *progress) join() { p.others++ }

// done takes the text away again, unless others have joined who are not done: then
// nobody knows any more how far the work is. The caller refreshes what the work
// changed.
func (p *progress) done() {
	if p.others > 0 {
		p.others--
		p.percent = 0
		p.shell.refreshStatus()
		return
	}
	p.ended = true
	p.timer.Stop()
	s := p.shell
	if i := slices.Index(s.running, p); i >= 0 {
		s.running = slices.Delete(s.running, i, i+1)
		s.refreshStatus()
		s.refreshMenus()
	}
}

// workVisibly is work that the status bar speaks of with text once it takes
// long, and that the user can stop there: then ctx ends. Work that does not end
// then waits for storage that does not answer, which the status bar says.
func (s *Shell) workVisibly(text phrase, f func(ctx context.Context) func()) {
	s.workMeasured(text, func(ctx context.Context, _ func(done, whole int)) func() { return f(ctx) })
}

// workMeasured is workVisibly for work that knows how far it is, which it tells
// with at.
func (s *Shell) workMeasured(text phrase, f func(ctx context.Context, at func(done, whole int)) func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	var progress *progress
	progress = s.showProgress(text, func() {
		cancel()
		progress.stuckAfter(stopPatience)
	})
	s.work(func() func() {
		finish := f(ctx, progress.at)
		return func() {
			progress.done()
			cancel()
			finish()
		}
	})
}

// stopPatience is how long work may take to stop before it counts as stuck.
const stopPatience = time.Second

// stuckAfter changes what the status bar says of work that has not stopped.
func (p *progress) stuckAfter(patience time.Duration) {
	time.AfterFunc(patience, func() {
		p.shell.post(func() {
			if !p.ended {
				p.text, p.percent = phraseOf("progress.stuck"), 0
				p.shell.refreshStatus()
			}
		})
	})
}

// workOrGiveUp is workVisibly for work that changes nothing, such as reading: the
// user need not wait for storage that does not answer. When the user stops it,
// givenUp runs at once, and what the work brings later is dropped. What it holds
// by then it must release itself when ctx has ended. Otherwise the function that
// it returns runs, and ends ctx with cancel when it has no more use for it.
func (s *Shell) workOrGiveUp(text phrase, f func(ctx context.Context, cancel func()) func(), givenUp func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	var progress *progress
	progress = s.showProgress(text, func() {
		cancel()
		if !progress.ended {
			progress.done()
			givenUp()
		}
	})
	s.work(func() func() {
		finish := f(ctx, cancel)
		return func() {
			if !progress.ended {
				progress.done()
				finish()
			}
		}
	})
}

// isRunning reports whether the status bar speaks of work.
func isRunning(s *Shell) bool { return len(s.running) > 0 }

// cancelRunning stops the work that the status bar speaks of.
func (s *Shell) cancelRunning() {
	if len(s.running) > 0 {
		s.running[0].cancel()
	}
}
