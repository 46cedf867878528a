package versions

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheBounds(t *testing.T) {
	t.Run("count", func(t *testing.T) {
		s := newStore(t, Policy{Count: 3, Bytes: 1000})
		path := s.file("file")
		for n := range 10 {
			s.at(noon.Add(time.Duration(n) * time.Minute))
			s.keepText(path, fmt.Sprint(n))
		}
		s.wants(path, "9", "8", "7")
	})
	t.Run("age", func(t *testing.T) {
		s := newStore(t, Policy{Count: 9, Age: 100 * time.Hour, Bytes: 1000})
		path := s.file("file")
		s.keepText(path, "old")
		s.at(noon.Add(99 * time.Hour))
		s.keepText(path, "newer")
		s.wants(path, "newer", "old")
		s.at(noon.Add(101 * time.Hour))
		if n, err := s.Prune(ctx); n != 1 || err != nil {
			t.Errorf("pruned %d, %v", n, err)
		}
		s.wants(path, "newer")
	})
	t.Run("bytes of all files", func(t *testing.T) {
		s := newStore(t, Policy{Count: 9, Bytes: 10})
		a, b := s.file("a"), s.file("b")
		s.keepText(a, "aaaa")
		s.at(noon.Add(time.Minute))
		s.keepText(b, "bbbb")
		s.at(noon.Add(2 * time.Minute))
		s.keepText(b, "cccc")
		s.wants(a)
		s.wants(b, "cccc", "bbbb")
		if _, err := s.Keep(ctx, a, strings.NewReader("more than ten")); !errors.Is(err, ErrOff) {
			t.Errorf("a version that is too large gave %v", err)
		}
		s.wants(b, "cccc", "bbbb")
	})
	t.Run("nothing", func(t *testing.T) {
		s := newStore(t, Policy{})
		if _, err := s.Keep(ctx, s.file("a"), strings.NewReader("x")); !errors.Is(err, ErrOff) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a clock that was wrong", func(t *testing.T) {
		s := newStore(t, Policy{Count: 2, Age: time.Hour, Bytes: 1000})
		path := s.file("file")
		s.at(noon.AddDate(30, 0, 0))
		s.keepText(path, "future")
		s.at(noon)
		s.keepText(path, "one")
		s.at(noon.Add(time.Minute))
		s.keepText(path, "two")
		s.wants(path, "two", "one")
	})
}

// TestAClockThatJumpsCostsNothing: what is too old by a clock that has just jumped
// stays until the clock has gone on like that for a day.
func TestAClockThatJumpsCostsNothing(t *testing.T) {
	for name, jump := range map[string]time.Duration{"ahead": 400 * 24 * time.Hour, "back": -400 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, Policy{Count: 9, Age: 100 * time.Hour, Bytes: 1000})
			path := s.file("file")
			prune := func(now time.Time, want ...string) {
				t.Helper()
				again := &clocked{New(filepath.Join(s.dir, "state"), s.policy), t, s.dir} // a new start
				again.at(now)
				if _, err := again.Prune(ctx); err != nil {
					t.Fatal(err)
				}
				again.wants(path, want...)
			}
			s.keepText(path, "one")
			prune(noon.Add(50*time.Hour), "one")
			wrong := noon.Add(50*time.Hour + jump)
			prune(wrong, "one")
			prune(wrong.Add(time.Hour), "one")
			// It is put right: that is a jump as well.
			prune(noon.Add(60*time.Hour), "one")
			prune(noon.Add(99*time.Hour), "one")
			prune(noon.Add(101 * time.Hour))
		})
	}
	t.Run("a time that makes no sense", func(t *testing.T) {
		s := newStore(t, Policy{Count: 9, Age: time.Hour, Bytes: 1000})
		path := s.file("file")
		s.keepText(path, "one")
		for _, text := range []string{"", "\x00\x00", "{}", `{"format":1,"since":"9999-01-01T00:00:00Z","seen":"9999-01-01T00:00:00Z"}`, `{"format":900}`} {
			s.put(filepath.Join(s.folder, clockName), text)
			s.at(noon.AddDate(0, 0, 2))
			if _, err := s.Prune(ctx); err != nil {
				t.Fatal(err)
			}
			s.wants(path, "one")
		}
	})
}
