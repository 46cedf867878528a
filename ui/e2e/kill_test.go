//go:build e2e && linux

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"holdfast/editor/workspace"
)

// The kills are dealt to this many desktops at once; each has a random moment up
// to the longest.
const (
	killLanes   = 4
	killsInCI   = 4
	longestLife = 16 * time.Second
	// mostMissing is the promise.
	mostMissing = 10 * time.Second
	// mostOnItsWay is what a key may take from the keyboard to the text.
	mostOnItsWay = 2 * time.Second
)

// TestKilledWhileTyping kills the program at random moments while somebody types
// without a pause, and looks at the drafts: a beginning of what was typed, from
// which at most the last ten seconds are missing, and a file that nobody has
// touched. HOLDFAST_KILLS is how often, HOLDFAST_KILL_SEED repeats a run.
func TestKilledWhileTyping(t *testing.T) {
	endedWhileTyping(t, mostMissing, syscall.SIGKILL)
}

// TestAskedToEndWhileTyping ends the program at random moments by the signals that
// ask for it: of a terminal that closes, of Ctrl+C there, of a session that ends. The
// drafts are written first, so only what was still on its way to the window may be
// missing, and the end is a clean one.
func TestAskedToEndWhileTyping(t *testing.T) {
	heard := make(chan os.Signal, 1)
	// Or under nohup and in the background of a script what is started ignores them, too.
	signal.Notify(heard, syscall.SIGHUP, syscall.SIGINT)
	defer signal.Stop(heard)
	endedWhileTyping(t, mostOnItsWay, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT)
}

// endedWhileTyping sends the signals, one after the other, to programs in which
// somebody types.
func endedWhileTyping(t *testing.T, most time.Duration, signals ...syscall.Signal) {
	t.Helper()
	kills, seed := killsInCI, uint64(time.Now().UnixNano())
	if n, err := strconv.Atoi(os.Getenv("HOLDFAST_KILLS")); err == nil {
		kills = n
	}
	if n, err := strconv.ParseUint(os.Getenv("HOLDFAST_KILL_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("HOLDFAST_KILL_SEED=%d", seed)
	var mu sync.Mutex
	var all []killed
	t.Run("lanes", func(t *testing.T) {
		for lane := range killLanes {
			t.Run(strconv.Itoa(lane), func(t *testing.T) {
				t.Parallel()
				d := newDesktop(t)
				chance := rand.New(rand.NewPCG(seed, uint64(lane)))
				for n := lane; n < kills; n += killLanes {
					life := time.Duration(chance.Int64N(int64(longestLife)))
					k := d.endWhileTyping(t, life, most, signals[n/killLanes%len(signals)])
					mu.Lock()
					all = append(all, k)
					mu.Unlock()
				}
			})
		}
	})
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b killed) int { return int(a.missing - b.missing) })
	drafts := 0
	for _, k := range all {
		if k.draft {
			drafts++
		}
	}
	t.Logf("%d kills after %v to %v of typing, %d with a draft; missing at most %v, median %v",
		len(all), slices.MinFunc(all, byLife).life.Round(time.Millisecond), slices.MaxFunc(all, byLife).life.Round(time.Millisecond),
		drafts, all[len(all)-1].missing.Round(10*time.Millisecond), all[len(all)/2].missing.Round(10*time.Millisecond))
}

func byLife(a, b killed) int { return int(a.life - b.life) }

// killed is one kill and what it cost.
type killed struct {
	life    time.Duration // from the first key to the kill
	missing time.Duration // from the first key that is not in the draft to the kill
	draft   bool
}

// stroke is a word that was typed, and when its last key had been pressed.
type stroke struct {
	text string
	at   time.Time
}

func (d *desktop) endWhileTyping(t *testing.T, life, most time.Duration, by syscall.Signal) killed {
	t.Helper()
	const old = "old\n"
	path := filepath.Join(d.files(), "a.conf")
	must(t, os.WriteFile(path, []byte(old), 0o644))
	before, err := os.Stat(path)
	must(t, err)
	a := d.start("a.conf", path)
	began := time.Now()
	kill := time.AfterFunc(life, func() { _ = a.cmd.Process.Signal(by) })
	defer kill.Stop()
	var strokes []stroke
	for n := 0; a.running() && time.Since(began) < life; n++ {
		word := fmt.Sprintf("%d-%d ", n, n*7919%1000)
		// The keys of a dead window go nowhere.
		_, _ = a.try("xdotool", "type", "--clearmodifiers", "--delay", "15", "--", word)
		strokes = append(strokes, stroke{word, time.Now()})
	}
	end := began.Add(life)
	if by != syscall.SIGKILL {
		a.waitEnd(0)
	}
	<-a.ended

	after, err := os.Stat(path)
	must(t, err)
	if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Errorf("after %v: the file was touched", life)
	}
	holds(t, path, []byte(old))
	onlyNames(t, d.files(), "a.conf")

	state := filepath.Join(d.home, ".local/state/holdfast")
	text, found := draftOf(t, workspace.Dirs{Config: d.config(), State: state})
	kept := strings.TrimSuffix(text, old)
	var typed strings.Builder
	k := killed{life: life, draft: found}
	for _, s := range strokes {
		typed.WriteString(s.text)
		if k.missing == 0 && typed.Len() > len(kept) {
			k.missing = max(end.Sub(s.at), 1)
		}
	}
	if found && !strings.HasPrefix(typed.String(), kept) {
		t.Errorf("after %v: the draft is no beginning of what was typed: %.100q", life, kept)
	}
	if k.missing > most {
		t.Errorf("%v after %v: %v are missing", by, life, k.missing)
	}
	must(t, os.RemoveAll(state))
	return k
}

// draftOf is the text of the only draft; found is false if there is none.
func draftOf(t *testing.T, dirs workspace.Dirs) (text string, found bool) {
	t.Helper()
	drafts := workspace.NewDrafts(dirs)
	list, err := drafts.List(context.Background())
	must(t, err)
	if len(list.SetAside) > 0 || len(list.Drafts) > 1 {
		t.Fatalf("drafts %v, set aside %v", list.Drafts, list.SetAside)
	}
	if len(list.Drafts) == 0 {
		return "", false
	}
	content, err := drafts.Text(context.Background(), list.Drafts[0])
	must(t, err)
	return content.String(), true
}
