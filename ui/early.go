package ui

import (
	"sync"
	"time"
)

// firstPatience is how long the window waits for the files that it is to show, so
// that they are in its first frame. Most are read in a millisecond; a window that
// shows nothing but that a file is being read, and then the file, is later by two
// frames.
const firstPatience = 40 * time.Millisecond

// early is the queue of what is posted before the loop of the window library
// runs.
type early struct {
	later func(func()) // the queue of that loop

	mu    sync.Mutex
	calls []func()
	over  bool // everything goes to later
	more  chan struct{}
}

func newEarly(later func(func())) *early {
	return &early{later: later, more: make(chan struct{}, 1)}
}

// post runs f on the main goroutine, later.
func (e *early) post(f func()) {
	e.mu.Lock()
	if e.over {
		e.mu.Unlock()
		e.later(f)
		return
	}
	e.calls = append(e.calls, f)
	e.mu.Unlock()
	select {
	case e.more <- struct{}{}:
	default:
	}
}

// run runs what is posted until nothing is to be waited for any more, or patience
// is over, and leaves the rest to the loop. It must be called on the main
// goroutine.
func (e *early) run(patience time.Duration, ready func() bool) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !ready() {
		select {
		case <-e.more:
		case <-deadline.C:
			e.end()
			return
		}
		e.mu.Lock()
		calls := e.calls
		e.calls = nil
		e.mu.Unlock()
		for _, f := range calls {
			f()
		}
	}
	e.end()
}

// end gives what is left to the loop, in its order. Before the loop runs, Fyne
// calls at once what the main goroutine gives it.
func (e *early) end() {
	e.mu.Lock()
	calls := e.calls
	e.calls, e.over = nil, true
	e.mu.Unlock()
	for _, f := range calls {
		e.later(f)
	}
}
