package atomicsave

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

func TestSaveAll(t *testing.T) {
	dir := t.TempDir()
	var items []Item
	for i := range 300 {
		sub := filepath.Join(dir, fmt.Sprint(i%3))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(sub, fmt.Sprint(i))
		opts := Options{Durability: Durability(i % 4 % 3)}
		if i%2 == 0 {
			write(t, path, "old")
			opts.Expect = identify(t, path)
		}
		items = append(items, Item{path, strings.NewReader(fmt.Sprint("new ", i)), opts})
	}
	// One of each kind that does not go through.
	items[10].Options.Expect = Fingerprint{}             // exists
	items[11].Path = filepath.Join(dir, "none", "x")     // no folder
	items[12].Content = strings.NewReader("old")         // unchanged
	items[13].Content = liar{strings.NewReader("short")} // content fails
	items[14].Path = items[16].Path                      // two at one file
	items[14].Options.Expect = items[16].Options.Expect  //
	want := map[int]Class{10: Exists, 11: Vanished, 13: Other}

	results := SaveAll(ctx, items)
	winners := 0
	for i, r := range results {
		if i == 14 || i == 16 {
			if r.Err == nil {
				winners++
			} else {
				wantError(t, r.Err, Changed, Old)
			}
			continue
		}
		if class, fails := want[i]; fails {
			wantError(t, r.Err, class, Old)
			continue
		}
		if r.Err != nil {
			t.Errorf("%d: %v", i, r.Err)
			continue
		}
		content := fmt.Sprint("new ", i)
		if i == 12 {
			content = "old"
		}
		wantContent(t, items[i].Path, content)
		level := items[i].Options.Durability
		if r.Report.Asked != level || r.Report.Achieved != level || r.Report.State != New || r.Report.Fingerprint != identify(t, items[i].Path) {
			t.Errorf("%d: report %+v", i, r.Report)
		}
		if flushed := strings.Contains(steps(r.Report), string(StepFlushDirectory)); flushed != (level == Full || level == Balanced && isBare(t, dir)) {
			t.Errorf("%d, %v: steps %s", i, level, steps(r.Report))
		}
	}
	if winners != 1 {
		t.Errorf("%d saves of one file succeeded", winners)
	}
	for i := range 3 {
		entries, err := os.ReadDir(filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), tempPrefix) {
				t.Errorf("%s is left", e.Name())
			}
		}
	}
}

// Each directory is flushed once for all of its files, and each file once.
func TestSaveAllSharesFlushes(t *testing.T) {
	dir := t.TempDir()
	disk := faultfs.New(vfs.OS(), nil)
	var items []Item
	for i := range 12 {
		sub := filepath.Join(dir, fmt.Sprint(i%2))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		items = append(items, Item{filepath.Join(sub, fmt.Sprint(i)), strings.NewReader("new"), Options{}.OnDisk(disk)})
	}
	for i, r := range SaveAll(context.Background(), items) {
		if r.Err != nil || r.Report.Achieved != Full {
			t.Errorf("%d: %+v", i, r)
		}
	}
	flushes := map[string]int{}
	for _, c := range disk.Calls() {
		flushes[c.Op]++
	}
	if flushes["sync"] != 2 || flushes["file.sync"] != len(items) {
		t.Errorf("%d flushes of directories, %d of files", flushes["sync"], flushes["file.sync"])
	}
}

// TestSaveAllFlushesTogether lets no flush of a batch end before the last has begun.
func TestSaveAllFlushesTogether(t *testing.T) {
	dir := t.TempDir()
	var begun atomic.Int32
	all := make(chan struct{})
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Op == "file.sync" {
			if begun.Add(1) == batchSize {
				close(all)
			}
			select {
			case <-all:
			case <-time.After(time.Minute):
				return faultfs.Fault{Err: syscall.EIO}
			}
		}
		return faultfs.Fault{}
	})
	items := make([]Item, batchSize)
	for i := range items {
		items[i] = Item{filepath.Join(dir, fmt.Sprint(i)), strings.NewReader("new"), Options{}.OnDisk(disk)}
	}
	for i, r := range SaveAll(ctx, items) {
		if r.Err != nil {
			t.Fatalf("%d: %v; %d flushes had begun", i, r.Err, begun.Load())
		}
	}
}

func TestSaveAllOfNothing(t *testing.T) {
	if r := SaveAll(ctx, nil); len(r) != 0 {
		t.Errorf("%v", r)
	}
}

func TestSaveAllCancelled(t *testing.T) {
	dir := t.TempDir()
	c, cancel := context.WithCancel(ctx)
	cancel()
	for _, r := range SaveAll(c, []Item{{Path: conf(dir), Content: strings.NewReader("x")}}) {
		if wantError(t, r.Err, Cancelled, Old); !errors.Is(r.Err, c.Err()) {
			t.Error(r.Err)
		}
	}
	wantNames(t, dir)
}

// TestSaveAllPanics has content or a hook of one file panic: it is a panic of SaveAll,
// nothing is left over, and what comes later is not replaced.
func TestSaveAllPanics(t *testing.T) {
	at := func(step Step) func(Event) {
		return func(e Event) {
			if e.Step == step {
				panic("broken hook")
			}
		}
	}
	for name, c := range map[string]struct {
		broken Item
		say    string
		saved  []string // with a batch of 128 before it
	}{
		"content":    {Item{Content: panics{}}, "content", nil},
		"a hook":     {Item{Content: strings.NewReader("x"), Options: Options{Observe: at(StepFlushFile)}}, "broken hook", nil},
		"any hook":   {Item{Content: strings.NewReader("x"), Options: Options{Observe: func(Event) { panic("broken hook") }}}, "broken hook", nil},
		"the commit": {Item{Content: strings.NewReader("x"), Options: Options{Observe: at(StepReplace)}}, "broken hook", []string{"2broken"}},
	} {
		dir := t.TempDir()
		var items []Item
		var want []string
		for i := range batchSize {
			path := fmt.Sprintf("1%03d", i)
			items = append(items, Item{Path: filepath.Join(dir, path), Content: strings.NewReader("x")})
			want = append(want, path)
		}
		c.broken.Path = filepath.Join(dir, "2broken")
		items = append(items, c.broken)
		for i := range 10 {
			items = append(items, Item{Path: filepath.Join(dir, fmt.Sprint("3", i)), Content: strings.NewReader("x")})
		}
		want = append(want, c.saved...)
		cause := func() (cause any) {
			defer func() { cause = recover() }()
			SaveAll(ctx, items)
			return nil
		}()
		if text, ok := cause.(string); !ok || !strings.Contains(text, c.say) || !strings.Contains(text, "saveall_test.go") && !strings.Contains(text, "save_test.go") {
			t.Errorf("%s: the panic is %v", name, cause)
		}
		wantNames(t, dir, want...)
	}
}
