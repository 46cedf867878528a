package workspace

import (
	"context"
	"errors"
	"sync"
	"time"

	"holdfast/atomicsave"
)

// WatchKind says what has become of a watched file.
type WatchKind uint8

// The kinds of news.
const (
	// WatchChanged: the file holds another version than the expected one.
	WatchChanged WatchKind = iota
	// WatchDeleted: nothing has the name any more.
	WatchDeleted
	// WatchUnreachable: the file cannot be looked at, see Err; nothing is known
	// of it.
	WatchUnreachable
	// WatchBack: after any of the others, the expected version is there again.
	WatchBack
)

// WatchEvent is news of a watched file.
type WatchEvent struct {
	Kind WatchKind
	// Fingerprint is the version that is there now, with WatchChanged.
	Fingerprint atomicsave.Fingerprint
	// Err is why the file cannot be looked at, with WatchUnreachable.
	Err error
}

// ErrNotAnswering is the Err of a file whose storage does not answer.
var ErrNotAnswering = errors.New("workspace: the storage does not answer")

// How a watch spends its time.
const (
	// watchSettle is how long it must be quiet after a hint before the file is
	// looked at; programs save in several steps. watchLatest bounds that.
	watchSettle = 100 * time.Millisecond
	watchLatest = time.Second
	// watchGone is how long a file must be gone: editors that move the old
	// file aside before they write the new one leave a gap.
	watchGone = 400 * time.Millisecond
	// watchPoll is how often the file is looked at where events do not come,
	// watchSeldom where they do.
	watchPoll   = 2 * time.Second
	watchSeldom = 30 * time.Second
	// watchRest is how many times longer than a look that has found a change the
	// rest after it is, but not longer than watchSeldom: to prove what has become of
	// a large log reads all of it, and whoever follows it reads it again.
	watchRest = 20
	// watchSilence is how long a look may take before that is news.
	watchSilence = 10 * time.Second
)

// Watch watches one file. Hints of the system tell when to look; what counts is
// the fingerprint, so a file that is touched, restored or written with the same
// content raises no alarm. Storage that hangs stops nothing but the looks.
//
// All methods may be called from any goroutine, also from report, and return at
// once.
type Watch struct {
	stop  context.CancelFunc
	spawn func(func())
	wake  chan struct{}

	mu     sync.Mutex
	orders []func(*watchState, time.Time)
}

// WatchFile watches the file at path, which is expected to be version fp. The
// zero fingerprint expects that there is none. report is called on the watch's
// own goroutine, one call at a time and never twice with the same news, until
// ctx ends or Stop is called. spawn runs a function on another goroutine; whoever
// gives it learns of a panic there.
func WatchFile(ctx context.Context, path string, fp atomicsave.Fingerprint, report func(WatchEvent), spawn func(func())) *Watch {
	return watchWith(ctx, path, fp, report, &fileSight{}, spawn)
}

// watchSight is how a watch sees the world. Both methods may block for ever.
type watchSight interface {
	// look compares the file with a version. It is called by one goroutine; a
	// look that is not thorough may trust the times of the file.
	look(ctx context.Context, path string, expected atomicsave.Fingerprint, thorough bool) watchFound
	// hints tells when something may have happened, until ctx ends or nothing
	// more can be told.
	hints(ctx context.Context, path string, tell func(watchHint))
}

// watchHint is what the system says.
type watchHint uint8

const (
	hintLook  watchHint = iota // something may have happened
	hintBegin                  // from now on events come
	hintEnd                    // no more events will come
)

func watchWith(ctx context.Context, path string, fp atomicsave.Fingerprint, report func(WatchEvent), sight watchSight, spawn func(func())) *Watch {
	ctx, stop := context.WithCancel(ctx)
	w := &Watch{stop: stop, spawn: spawn, wake: make(chan struct{}, 1)}
	state := newWatchState(fp, time.Now())
	spawn(func() { w.run(ctx, path, state, report, sight) })
	return w
}

// Stop ends the watch. One call of report may still be under way.
func (w *Watch) Stop() { w.stop() }

// Pause holds all news back, because a save of our own begins. Every Pause needs
// one Resume.
func (w *Watch) Pause() { w.order(func(s *watchState, _ time.Time) { s.pause() }) }

// Resume ends a Pause and tells which version is expected from now on: the one
// that was saved, or the old one if the save failed.
func (w *Watch) Resume(fp atomicsave.Fingerprint) {
	w.order(func(s *watchState, now time.Time) { s.resume(); s.expect(fp, now) })
}

// Expect tells that another version is expected from now on, because it was
// read.
func (w *Watch) Expect(fp atomicsave.Fingerprint) {
	w.order(func(s *watchState, now time.Time) { s.expect(fp, now) })
}

// Look looks at the file soon, because the user has come back to the window.
func (w *Watch) Look() { w.order(func(s *watchState, now time.Time) { s.hint(now) }) }

// order leaves work for the goroutine that owns the state.
func (w *Watch) order(do func(*watchState, time.Time)) {
	w.mu.Lock()
	w.orders = append(w.orders, do)
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *Watch) obey(s *watchState) {
	w.mu.Lock()
	orders := w.orders
	w.orders = nil
	w.mu.Unlock()
	for _, do := range orders {
		do(s, time.Now())
	}
}

// run owns the state. The looks happen on another goroutine, and so do the
// hints.
func (w *Watch) run(ctx context.Context, path string, s *watchState, report func(WatchEvent), sight watchSight) {
	asks, found, hints := make(chan watchAsk), make(chan watchFound), make(chan watchHint)
	w.spawn(func() { lookOnDemand(ctx, path, sight, asks, found) })
	w.spawn(func() {
		sight.hints(ctx, path, func(h watchHint) {
			select {
			case hints <- h:
			case <-ctx.Done():
			}
		})
	})
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		var news *WatchEvent
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case h := <-hints:
			s.heed(h, time.Now())
		case f := <-found:
			w.obey(s) // a Pause that was ordered before counts
			news = s.judge(f, time.Now())
		case <-timer.C:
		}
		w.obey(s)
		if ask, ok := s.begin(time.Now()); ok {
			select {
			case asks <- ask:
			case <-ctx.Done():
			}
		}
		if news == nil {
			news = s.silence(time.Now())
		}
		if news != nil {
			report(*news)
		}
		timer.Reset(time.Until(s.next(time.Now())))
	}
}

// lookOnDemand looks each time it is asked to. It may hang in a look; the answer
// then comes when the storage does.
func lookOnDemand(ctx context.Context, path string, sight watchSight, asks <-chan watchAsk, found chan<- watchFound) {
	for {
		select {
		case <-ctx.Done():
			return
		case ask := <-asks:
			f := sight.look(ctx, path, ask.expected, ask.thorough)
			f.turn = ask.turn
			select {
			case found <- f:
			case <-ctx.Done():
				return
			}
		}
	}
}
