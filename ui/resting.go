package ui

import (
	"context"
	"time"
)

// resting runs work on a page's text once the user rests, and drops what an
// earlier text began.
type resting struct {
	run   int // number of the last request
	timer *time.Timer
	stop  context.CancelFunc
}

// after runs f on the main goroutine when nothing was asked for during rest.
// Work that f has begun with begin is stopped by the next request.
func (r *resting) after(s *Shell, p *page, rest time.Duration, f func()) {
	r.run++
	if r.stop != nil {
		r.stop()
		r.stop = nil
	}
	if r.timer != nil {
		r.timer.Stop()
	}
	run := r.run
	r.timer = time.AfterFunc(rest, func() {
		s.post(func() {
			if r.run == run && s.has(p) {
				f()
			}
		})
	})
}

// begin runs work on another goroutine. The function that it returns runs on the
// main one, unless something newer has been asked for meanwhile.
func (r *resting) begin(s *Shell, work func(ctx context.Context) func()) {
	ctx, stop := context.WithCancel(s.ctx)
	r.stop = stop
	run := r.run
	s.work(func() func() {
		done := work(ctx)
		return func() {
			stop()
			if r.run == run && done != nil {
				done()
			}
		}
	})
}
