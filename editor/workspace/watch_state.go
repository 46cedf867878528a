package workspace

import (
	"time"

	"holdfast/atomicsave"
)

// watchState decides when to look and what is news. It has no clock and touches
// nothing.
type watchState struct {
	expected atomicsave.Fingerprint
	// turn changes when what a look under way finds no longer matters.
	turn   int
	paused int
	told   *WatchEvent // the news that still holds

	hinted time.Time // the first hint that no look has answered; zero if none
	due    time.Time // when to look because of it
	poll   time.Time // when to look without a hint
	every  time.Duration

	looking bool
	began   time.Time
	rested  time.Time // no hint is followed before
	gone    bool      // the file was gone at the last look, which is to be confirmed
}

// watchAsk asks for a look.
type watchAsk struct {
	expected atomicsave.Fingerprint
	turn     int
	thorough bool
}

// watchFound is what a look found: the expected version if nothing is set.
type watchFound struct {
	turn    int
	gone    bool
	changed atomicsave.Fingerprint
	err     error
}

// newWatchState looks once at the beginning: the file may have changed since it
// was read.
func newWatchState(fp atomicsave.Fingerprint, now time.Time) *watchState {
	s := &watchState{expected: fp, every: watchPoll, poll: now.Add(watchPoll)}
	s.hint(now)
	return s
}

func (s *watchState) pause()  { s.paused++; s.turn++ }
func (s *watchState) resume() { s.paused = max(0, s.paused-1) }

func (s *watchState) expect(fp atomicsave.Fingerprint, now time.Time) {
	s.expected, s.told, s.gone = fp, nil, false
	s.turn++
	s.hint(now)
}

// hint asks for a look once it has become quiet.
func (s *watchState) hint(now time.Time) {
	if s.hinted.IsZero() {
		s.hinted = now
	}
	s.due = now.Add(watchSettle)
	if latest := s.hinted.Add(watchLatest); latest.Before(s.due) {
		s.due = latest
	}
}

// heed takes a hint of the system.
func (s *watchState) heed(h watchHint, now time.Time) {
	switch h {
	case hintBegin:
		s.every = watchSeldom
	case hintEnd:
		s.every = watchPoll
	}
	s.poll = now.Add(s.every)
	s.hint(now) // what happened before the events came was missed
}

// begin starts a look if one is due.
func (s *watchState) begin(now time.Time) (watchAsk, bool) {
	hinted := !s.hinted.IsZero() && !now.Before(s.hintDue())
	if s.looking || s.paused > 0 || !hinted && now.Before(s.poll) {
		return watchAsk{}, false
	}
	s.looking, s.began, s.hinted = true, now, time.Time{}
	return watchAsk{s.expected, s.turn, hinted}, true
}

// next is when there will be something to do.
func (s *watchState) next(now time.Time) time.Time {
	switch {
	case s.paused > 0, s.looking && s.unreachable():
		return now.Add(time.Hour) // something else will happen first
	case s.looking:
		return s.began.Add(watchSilence)
	case !s.hinted.IsZero() && s.hintDue().Before(s.poll):
		return s.hintDue()
	}
	return s.poll
}

// hintDue is when to look because of a hint.
func (s *watchState) hintDue() time.Time {
	if s.due.Before(s.rested) {
		return s.rested
	}
	return s.due
}

func (s *watchState) unreachable() bool { return s.told != nil && s.told.Kind == WatchUnreachable }

// silence is the news that a look takes too long.
func (s *watchState) silence(now time.Time) *WatchEvent {
	if !s.looking || s.paused > 0 || s.unreachable() || now.Before(s.began.Add(watchSilence)) {
		return nil
	}
	return s.tell(WatchEvent{Kind: WatchUnreachable, Err: ErrNotAnswering})
}

func (s *watchState) tell(e WatchEvent) *WatchEvent {
	s.told = &e
	return &e
}

// judge makes news of what a look found, if it is any.
func (s *watchState) judge(f watchFound, now time.Time) *WatchEvent {
	s.looking, s.poll = false, now.Add(s.every)
	if f.turn != s.turn {
		s.hint(now)
		return nil
	}
	wasGone := s.gone
	s.gone = f.gone
	switch {
	case f.err != nil:
		if !s.unreachable() {
			return s.tell(WatchEvent{Kind: WatchUnreachable, Err: f.err})
		}
	case f.gone:
		if s.told != nil && s.told.Kind == WatchDeleted {
			break
		}
		if wasGone {
			return s.tell(WatchEvent{Kind: WatchDeleted})
		}
		s.hinted, s.due = now, now.Add(watchGone)
	case !f.changed.IsZero():
		rest := min(watchRest*now.Sub(s.began), watchSeldom)
		s.poll, s.rested = now.Add(max(s.every, rest)), now.Add(rest)
		if s.told == nil || s.told.Kind != WatchChanged || s.told.Fingerprint.Sum() != f.changed.Sum() {
			return s.tell(WatchEvent{Kind: WatchChanged, Fingerprint: f.changed})
		}
	case s.told != nil:
		s.told = nil
		return &WatchEvent{Kind: WatchBack}
	}
	return nil
}
