package atomicsave

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// hostile replaces a file again and again at moments of its own choice, but
// each time only after its last version has been seen by the one who saves. So
// a version that is overwritten unseen stops it for good.
type hostile struct {
	path   string
	rounds int64
	placed atomic.Int64 // the last version that is in place
	seen   atomic.Int64
	stop   atomic.Bool
}

func (h *hostile) run() error {
	own := h.path + ".hostile"
	for n := int64(1); n <= h.rounds && !h.stop.Load(); n++ {
		if err := os.WriteFile(own, fmt.Appendf(nil, "foreign %d", n), 0o666); err != nil {
			return err
		}
		for os.Rename(own, h.path) != nil { // somebody has the file open
			if h.stop.Load() {
				return nil
			}
			runtime.Gosched()
		}
		h.placed.Store(n)
		for h.seen.Load() < n && !h.stop.Load() {
			runtime.Gosched()
		}
	}
	return nil
}

// look notes a foreign version in what was read.
func (h *hostile) look(content []byte) {
	var n int64
	if _, err := fmt.Sscanf(string(content), "foreign %d", &n); err == nil {
		h.seen.Store(max(n, h.seen.Load()))
	}
}

// No foreign version is lost unseen, whenever it comes.
func TestHostileWriter(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "begin")
	h := &hostile{path: conf(dir), rounds: 40}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := h.run(); err != nil {
			t.Error(err)
		}
	})
	saved, conflicts, unknown, unseen := 0, 0, 0, 0
	for h.seen.Load() < h.rounds && !t.Failed() {
		before := h.placed.Load()
		content, fp, err := Read(ctx, conf(dir))
		if err != nil {
			continue // it is being replaced this moment
		}
		h.look(content)
		if h.seen.Load() < before {
			if unseen++; unseen > 50 {
				t.Errorf("version %d was in place and is gone; the file holds %q", before, content)
			}
		} else {
			unseen = 0
		}
		_, err = Save(ctx, conf(dir), strings.NewReader("ours"), Options{Expect: fp, Durability: Fast})
		switch {
		case err == nil:
			saved++
		case StateOf(err) == Unknown:
			unknown++
			h.lookAt(t, dir)
		default:
			conflicts++
		}
	}
	h.stop.Store(true)
	wg.Wait()
	t.Logf("%d saved, %d conflicts, %d unknown", saved, conflicts, unknown)
}

// lookAt reads the files that an unknown state left, and removes all but the
// target, as a person would who was told their names.
func (h *hostile) lookAt(t *testing.T, dir string) {
	paths, err := filepath.Glob(filepath.Join(dir, tempPrefix+"*"))
	if err != nil {
		t.Error(err)
	}
	for _, p := range paths {
		if content, err := os.ReadFile(p); err == nil {
			h.look(content)
			os.Remove(p)
		}
	}
}

// Several saves of one file at once: each ends, and those that fail say that the
// file changed or is in use. Nothing is left over.
func TestSavesAtOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "begin")
	var saved, refused atomic.Int64
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for n := range 10 {
				fp, err := Identify(ctx, conf(dir))
				if err != nil {
					continue // between the two moves of another's ReplaceFileW
				}
				content := fmt.Sprintf("%d of %d", n, g)
				_, err = Save(ctx, conf(dir), strings.NewReader(content), Options{Expect: fp, Durability: Fast})
				switch class := ClassOf(err); {
				case err == nil:
					saved.Add(1)
				case StateOf(err) == Old && (class == Changed || class == InUse || class == Permission):
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if saved.Load() == 0 {
		t.Error("nobody saved")
	}
	t.Logf("%d saved, %d refused", saved.Load(), refused.Load())
	wantNames(t, dir, "app.conf")
}
