package ui

import (
	"os"
	"os/signal"
	"syscall"
)

// endPosting lets nothing more be posted, and reports whether it was the first to do
// so. Fyne closes its queue when its loop ends, and what is posted in that very
// moment would crash the program, with settings or drafts half on their way. A signal
// that comes now has nothing to add, and Fyne would post for it. Any goroutine may
// call this.
func (s *Shell) endPosting() bool {
	s.posting.Lock()
	defer s.posting.Unlock()
	if s.ending {
		return false
	}
	s.ending = true
	if len(s.signals) > 0 {
		signal.Ignore(s.signals...)
	}
	return true
}

// endLoop ends Fyne's loop and leaves the window as it is. The Quit of an app closes
// it first: what Fyne knows of its widgets is gone then, and a key that was already
// on its way to the text would make it look for its place in the window for ever.
func (s *Shell) endLoop() { s.app.Driver().Quit() }

// endOnSignal ends the program when the system asks for it: Ctrl+C in the terminal
// that it was started from, that terminal closing, the session ending. Run then
// writes the drafts. Fyne listens too, but not to a terminal that closes, not from the
// first moment on, and it says no word to those who may be posting. A signal that the
// program was started to ignore, as by nohup, stays ignored.
func (s *Shell) endOnSignal() {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) {
			s.signals = append(s.signals, sig)
		}
	}
	if len(s.signals) == 0 {
		return // Notify without a list would mean every signal
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, s.signals...)
	s.spawn(func() {
		select {
		case <-asked:
			if s.endPosting() {
				s.postLast(s.endLoop)
			}
		case <-s.ctx.Done():
		}
	})
}

// withoutStopHook takes away what Fyne 2.8 itself posts when its loop has ended, and
// which meets the queue while that is being closed: the writing of preferences of
// Fyne's own, which this program does not have.
func (s *Shell) withoutStopHook() {
	if l, ok := s.app.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}
