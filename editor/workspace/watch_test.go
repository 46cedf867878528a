package workspace

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"holdfast/atomicsave"
)

// version is a fingerprint of the content n.
func version(t *testing.T, n int) atomicsave.Fingerprint {
	t.Helper()
	fp, err := atomicsave.ParseFingerprint(fmt.Sprintf("h1-1-%x-1-1-1-%064x", n+1, n+1))
	if err != nil {
		t.Fatal(err)
	}
	return fp
}

// world is a file of which the test says what it is.
type world struct {
	mu    sync.Mutex
	now   atomicsave.Fingerprint // zero: there is no file
	err   error
	hang  chan struct{} // a look waits for it
	takes time.Duration // what a look takes
	looks int
	tell  chan watchHint
}

func (w *world) set(fp atomicsave.Fingerprint) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = fp
}

// count returns how often the file was looked at since the last call. Looks may take
// some time from now on.
func (w *world) count(takes time.Duration) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.looks
	w.looks, w.takes = 0, takes
	return n
}

// happens changes the file and hints at that.
func (w *world) happens(fp atomicsave.Fingerprint) {
	w.set(fp)
	w.tell <- hintLook
}

func (w *world) look(_ context.Context, _ string, expected atomicsave.Fingerprint, _ bool) watchFound {
	w.mu.Lock()
	w.looks++
	now, err, hang, takes := w.now, w.err, w.hang, w.takes
	w.mu.Unlock()
	time.Sleep(takes)
	if hang != nil {
		<-hang
	}
	switch {
	case err != nil:
		return watchFound{err: err}
	case now == expected:
		return watchFound{}
	case now.IsZero():
		return watchFound{gone: true}
	}
	return watchFound{changed: now}
}

func (w *world) hints(ctx context.Context, _ string, tell func(watchHint)) {
	for {
		select {
		case <-ctx.Done():
			return
		case h := <-w.tell:
			tell(h)
		}
	}
}

func spawn(f func()) { go f() }

// watching is a watch of a world, in a bubble of synctest in which time passes
// at once.
type watching struct {
	*Watch
	*world
	t    *testing.T
	mu   sync.Mutex
	news []string
}

func inBubble(t *testing.T, test func(w *watching)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &watching{t: t, world: &world{now: version(t, 0), tell: make(chan watchHint)}}
		w.Watch = watchWith(t.Context(), "/file", version(t, 0), w.report, w.world, spawn)
		w.tell <- hintBegin
		w.wants()
		test(w)
		w.Stop()
	})
}

func (w *watching) report(e WatchEvent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := []string{"changed", "deleted", "unreachable", "back"}[e.Kind]
	if e.Kind == WatchChanged {
		text += fmt.Sprint(" ", e.Fingerprint.Sum()[31]-1)
	}
	if errors.Is(e.Err, ErrNotAnswering) {
		text += " silent"
	}
	w.news = append(w.news, text)
}

// after lets time pass.
func (w *watching) after(d time.Duration) *watching {
	<-time.After(d)
	return w
}

// wants lets things settle and checks the news since the last time.
func (w *watching) wants(news ...string) {
	w.t.Helper()
	w.after(3 * time.Second)
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if strings.Join(w.news, ", ") != strings.Join(news, ", ") {
		w.t.Errorf("the news are %q, want %q", w.news, news)
	}
	w.news = nil
}

func TestNewsOfAFile(t *testing.T) {
	inBubble(t, func(w *watching) {
		w.happens(version(t, 0)) // touched
		w.wants()
		w.happens(version(t, 1))
		w.wants("changed 1")
		w.happens(version(t, 1))
		w.wants()
		w.happens(version(t, 2))
		w.wants("changed 2")
		w.happens(version(t, 0))
		w.wants("back")
		w.happens(atomicsave.Fingerprint{})
		w.wants("deleted")
		w.happens(atomicsave.Fingerprint{})
		w.wants()
		w.happens(version(t, 0))
		w.wants("back")
		w.happens(atomicsave.Fingerprint{})
		w.wants("deleted")
		w.happens(version(t, 3))
		w.wants("changed 3")
		w.Expect(version(t, 3))
		w.wants()
	})
}

func TestOwnSavesAreNoNews(t *testing.T) {
	inBubble(t, func(w *watching) {
		w.Pause()
		w.happens(atomicsave.Fingerprint{})
		w.wants()
		w.happens(version(t, 1))
		w.wants()
		w.Resume(version(t, 1))
		w.wants()

		w.Pause() // a foreign change during a save that fails
		w.happens(version(t, 2))
		w.wants()
		w.Resume(version(t, 1))
		w.wants("changed 2")
	})
}

func TestALookThatWasUnderWayWhenASaveBeganDoesNotCount(t *testing.T) {
	inBubble(t, func(w *watching) {
		hang := make(chan struct{})
		w.world.mu.Lock()
		w.hang = hang
		w.world.mu.Unlock()
		w.happens(version(t, 1))
		w.after(time.Second).Pause()
		w.world.mu.Lock()
		w.hang = nil
		w.world.mu.Unlock()
		close(hang) // now it tells of version 1
		w.wants()
		w.Resume(version(t, 1))
		w.wants()
	})
}

func TestAGapBetweenTwoVersionsIsNotADeletion(t *testing.T) {
	inBubble(t, func(w *watching) {
		w.happens(atomicsave.Fingerprint{})
		w.after(300 * time.Millisecond).set(version(t, 0))
		w.wants()
		w.happens(atomicsave.Fingerprint{})
		w.after(300 * time.Millisecond).set(version(t, 1))
		w.wants("changed 1")
	})
}

func TestWithoutEventsTheFileIsPolled(t *testing.T) {
	inBubble(t, func(w *watching) {
		w.set(version(t, 1))
		w.wants() // events come, so it is seldom looked at
		w.after(watchSeldom).wants("changed 1")
		w.tell <- hintEnd
		w.wants()
		w.set(version(t, 2))
		w.wants("changed 2")
	})
}

func TestAFloodOfHintsIsLookedAtNowAndThen(t *testing.T) {
	inBubble(t, func(w *watching) {
		w.set(version(t, 1))
		w.world.count(0)
		for range 1000 { // ten seconds
			w.tell <- hintLook
			w.after(10 * time.Millisecond)
		}
		w.wants("changed 1")
		if n := w.world.count(0); n < 9 || n > 12 {
			t.Errorf("in ten seconds of events the file was looked at %d times", n)
		}
	})
}

// A log that is so large that a look at it takes long is looked at seldom, and what
// its last lines are is known in the end.
func TestALargeLogThatGrowsIsLookedAtSeldom(t *testing.T) {
	inBubble(t, func(w *watching) {
		w.world.count(time.Second)
		for i := range 600 { // a minute
			w.happens(version(t, 1+i/590))
			w.after(100 * time.Millisecond)
		}
		if n := w.world.count(time.Second); n < 2 || n > 4 {
			t.Errorf("in a minute the file was looked at %d times", n)
		}
		w.after(time.Minute)
		w.wants("changed 1", "changed 2")
	})
}

func TestStorageThatHangsIsNewsAndStopsNothing(t *testing.T) {
	inBubble(t, func(w *watching) {
		hang := make(chan struct{})
		w.world.mu.Lock()
		w.hang = hang
		w.world.mu.Unlock()
		w.Look()
		w.wants()
		w.after(watchSilence).wants("unreachable silent")
		w.Pause()
		w.Resume(version(t, 0))
		w.Look()
		w.after(time.Minute).wants("unreachable silent") // of what is expected now
		w.world.mu.Lock()
		w.hang = nil
		w.world.mu.Unlock()
		close(hang)
		w.wants("back")
	})
}

func TestAFileThatCannotBeReadIsUnreachable(t *testing.T) {
	inBubble(t, func(w *watching) {
		w.world.mu.Lock()
		w.err = errors.New("permission denied")
		w.world.mu.Unlock()
		w.Look()
		w.wants("unreachable")
		w.Look()
		w.wants()
		w.world.mu.Lock()
		w.err = nil
		w.world.mu.Unlock()
		w.Look()
		w.wants("back")
	})
}

func TestReportMayGiveOrders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wd := &world{now: version(t, 1), tell: make(chan watchHint)}
		var w *Watch
		news := 0
		ready := make(chan struct{})
		w = watchWith(t.Context(), "/file", version(t, 0), func(e WatchEvent) {
			<-ready
			news++
			w.Expect(e.Fingerprint)
			w.Look()
		}, wd, spawn)
		close(ready)
		<-time.After(time.Minute)
		synctest.Wait()
		if news != 1 {
			t.Errorf("%d news", news)
		}
	})
}

// brokenSight panics where it is told to.
type brokenSight struct{ inLook, inHints bool }

func (b brokenSight) look(context.Context, string, atomicsave.Fingerprint, bool) watchFound {
	if b.inLook {
		panic("broken")
	}
	return watchFound{gone: true}
}

func (b brokenSight) hints(context.Context, string, func(watchHint)) {
	if b.inHints {
		panic("broken")
	}
}

// TestAPanicOfAWatch comes to whoever gave it its goroutines, from each of them.
func TestAPanicOfAWatch(t *testing.T) {
	for name, c := range map[string]struct {
		sight  brokenSight
		report func(WatchEvent)
	}{
		"looking":   {brokenSight{inLook: true}, func(WatchEvent) {}},
		"listening": {brokenSight{inHints: true}, func(WatchEvent) {}},
		"reporting": {brokenSight{}, func(WatchEvent) { panic("broken") }},
	} {
		synctest.Test(t, func(t *testing.T) {
			died := make(chan any, 3)
			watchWith(t.Context(), "/file", version(t, 0), c.report, c.sight, func(f func()) {
				go func() {
					defer func() {
						if cause := recover(); cause != nil {
							died <- cause
						}
					}()
					f()
				}()
			})
			if cause := <-died; cause != "broken" {
				t.Errorf("%s: it died of %v", name, cause)
			}
		})
	}
}
