package versions

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"holdfast/editor/internal/private"
)

// A clock that is wrong must cost nothing that is kept: one that jumps a year
// ahead, as when a battery is empty or the date was mistyped, would make every
// version too old. So versions go for their age only while the clock has gone on
// without a jump for a while.
const (
	// clockSettles is how long that is.
	clockSettles = 24 * time.Hour
	// clockGap is what counts as a jump ahead; also somebody who was away for so
	// long waits a day longer for old versions to go.
	clockGap = 30 * 24 * time.Hour
	// clockSlack is what counts as a jump back.
	clockSlack = time.Hour
	// clockEvery is how often the time is written down.
	clockEvery = time.Hour

	clockName = "clock.json"
)

// clock is the content of clock.json.
type clock struct {
	Format int       `json:"format"`
	Since  time.Time `json:"since"` // the clock has gone on without a jump
	Seen   time.Time `json:"seen"`  // when that was looked at last
}

// tellTime looks whether the clock may be believed, and writes down that it was
// looked at. Where that cannot be written or read, it may not.
func (s *Store) tellTime(ctx context.Context) {
	now := s.now().UTC()
	path := filepath.Join(s.folder, clockName)
	var c clock
	err := readJSON(ctx, path, &c, &c.Format)
	known := err == nil
	jumped := !known || now.Before(c.Seen.Add(-clockSlack)) || now.After(c.Seen.Add(clockGap)) || c.Since.After(now)
	if jumped {
		c = clock{Format: format, Since: now}
	}
	if !errors.Is(err, private.ErrFuture) && (jumped || now.Sub(c.Seen) > clockEvery) {
		c.Seen = now
		_ = writeJSON(ctx, path, c) // only later than it could, something goes
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settled = !jumped && now.Sub(c.Since) >= clockSettles
}

// agesCount reports whether versions may go for their age.
func (s *Store) agesCount() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settled
}
