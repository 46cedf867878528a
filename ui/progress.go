package ui

import (
	"context"
	"slices"
	"time"
)

// progressDelay is how long work may take before the status bar speaks of it;
// what is faster than that would only flicker.
const progressDelay = 400 * time.Millisecond

// progress is work in the background that the user can see and stop.
type progress struct {
	shell  *Shell
	text   string
	cancel func()
	timer  *time.Timer
	ended  bool
}

// showProgress makes the status bar say text, with a button that calls cancel,
// once the work has taken longer than progressDelay.
func (s *Shell) showProgress(text string, cancel func()) *progress {
	p := &progress{shell: s, text: text, cancel: cancel}
	p.timer = time.AfterFunc(progressDelay, func() {
		s.post(func() {
			if !p.ended {
				s.running = append(s.running, p)
				s.refreshStatus()
			}
		})
	})
	return p
}

// done takes the text away again. The caller refreshes what the work changed.
func (p *progress) done() {
	p.ended = true
	p.timer.Stop()
	s := p.shell
	if i := slices.Index(s.running, p); i >= 0 {
		s.running = slices.Delete(s.running, i, i+1)
		s.refreshStatus()
	}
}

// workVisibly is work that the status bar speaks of with text once it takes
// long, and that the user can stop there: then ctx ends.
func (s *Shell) workVisibly(text string, f func(ctx context.Context) func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	progress := s.showProgress(text, cancel)
	s.work(func() func() {
		finish := f(ctx)
		return func() {
			progress.done()
			cancel()
			finish()
		}
	})
}

// cancelRunning stops the work that the status bar speaks of.
func (s *Shell) cancelRunning() {
	if len(s.running) > 0 {
		s.running[0].cancel()
	}
}
