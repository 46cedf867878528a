package ui

import "context"

// endPosting lets nothing more be posted. Fyne closes its queue when its loop ends,
// and what is posted in that very moment would crash the program, with settings or
// drafts half on their way.
func (s *Shell) endPosting() {
	s.posting.Lock()
	defer s.posting.Unlock()
	s.ending = true
}

// withoutStopHook takes away what Fyne 2.8 itself posts when its loop has ended, and
// which meets the queue while that is being closed: the writing of preferences of
// Fyne's own, which this program does not have.
func (s *Shell) withoutStopHook() {
	if l, ok := s.app.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}

// lastPreferences writes settings that were changed while others were being
// written: what would have written them comes too late.
func (s *Shell) lastPreferences() {
	if !s.prefsChanged {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), settlePatience)
	defer cancel()
	_ = s.store.SavePreferences(ctx, s.prefs) // there is no window to tell it in
}
