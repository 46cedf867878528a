package vfs

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// What was retired is closed before a file is opened to write.
func TestRetire(t *testing.T) {
	path := t.TempDir()
	d, err := OS().OpenDir(nil, path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for range 5 {
		for i := range 40 {
			name := fmt.Sprint(i)
			if err := os.WriteFile(path+"/"+name, make([]byte, 1<<20), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := d.OpenFile(name, ReadOnly, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Remove(name); err != nil {
				t.Fatal(err)
			}
			f.(Retirer).Retire()
		}
		f, err := d.OpenFile("new", CreateNew, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if open := removedAndOpen(t, path); len(open) > 0 {
			t.Errorf("still open: %q", open)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if err := d.Remove("new"); err != nil {
			t.Fatal(err)
		}
	}
}

// removedAndOpen returns the removed files of a folder that this process has open.
func removedAndOpen(t *testing.T, dir string) (open []string) {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc:", err)
	}
	for _, e := range entries {
		target, _ := os.Readlink("/proc/self/fd/" + e.Name()) // that of ReadDir is gone
		if strings.HasPrefix(target, dir) && strings.HasSuffix(target, " (deleted)") {
			open = append(open, target)
		}
	}
	return open
}

// A disk that does not answer holds up nothing that is done on another.
func TestRetiredElsewhere(t *testing.T) {
	path := t.TempDir()
	d, err := OS().OpenDir(nil, path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	here, err := deviceOf(d.(*dir).fd)
	if err != nil {
		t.Fatal(err)
	}
	hanging := &retirement{workers: 1, done: make(chan struct{})}
	retired.Lock()
	if retired.devices == nil {
		retired.devices = map[uint64]*retirement{}
	}
	retired.devices[here+1] = hanging
	retired.Unlock()
	defer func() {
		retired.Lock()
		defer retired.Unlock()
		delete(retired.devices, here+1)
	}()
	f, err := d.OpenFile("new", CreateNew, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}
