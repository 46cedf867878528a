package workspace

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// hungMount mounts a FUSE file system of which nobody answers the questions,
// like a network drive whose server is gone. Whoever asks it waits until the
// test ends.
func hungMount(t *testing.T) string {
	t.Helper()
	fuse, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skip("no FUSE here:", err)
	}
	dir := t.TempDir()
	err = unix.Mount("hung", dir, "fuse", 0, fmt.Sprintf("fd=%d,rootmode=40000,user_id=0,group_id=0", fuse))
	if err != nil {
		unix.Close(fuse)
		t.Skip("nothing can be mounted here:", err)
	}
	t.Cleanup(func() {
		unix.Close(fuse) // all who wait get an error now
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestAHungMountStopsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as storage may be silent")
	}
	news := make(chan WatchEvent, 10)
	w := WatchFile(t.Context(), filepath.Join(hungMount(t), "file"), version(t, 0), func(e WatchEvent) { news <- e }, spawn)
	began := time.Now()
	w.Pause()
	w.Resume(version(t, 1))
	w.Look()
	if took := time.Since(began); took >= watchSilence {
		t.Errorf("the orders took %v", took)
	}
	select {
	case e := <-news:
		if e.Kind != WatchUnreachable || !errors.Is(e.Err, ErrNotAnswering) {
			t.Errorf("the news are %+v", e)
		}
	case <-time.After(watchSilence + time.Minute):
		t.Error("that nothing answers is no news")
	}
	began = time.Now()
	w.Stop()
	if took := time.Since(began); took >= watchSilence {
		t.Errorf("the end took %v", took)
	}
}
