//go:build e2e && linux

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// sample is a config file as Windows programs write them: CRLF, tabs, UTF-8.
func sample(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/print-b.ini")
	must(t, err)
	if bytes.Count(data, []byte("\r\n")) != bytes.Count(data, []byte("\n")) || len(data) < 500 {
		t.Fatal("the sample lost its line endings")
	}
	return data
}

// put writes a file into the folder of the test.
func (d *desktop) put(name string, data []byte) string {
	d.t.Helper()
	path := filepath.Join(d.files(), name)
	must(d.t, os.WriteFile(path, data, 0o644))
	return path
}

// waitFile waits until a file has exactly these bytes.
func waitFile(t *testing.T, path string, want []byte) {
	t.Helper()
	eventually(t, "the file has the new content", func() error { return sameBytes(path, want) })
}

// holds checks that a file has exactly these bytes now.
func holds(t *testing.T, path string, want []byte) {
	t.Helper()
	if err := sameBytes(path, want); err != nil {
		t.Error(err)
	}
}

func sameBytes(path string, want []byte) error {
	got, err := os.ReadFile(path)
	if err != nil || bytes.Equal(got, want) {
		return err
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	return fmt.Errorf("%s: %d bytes, want %d; from byte %d it is %.40q, want %.40q",
		path, len(got), len(want), at, got[at:], want[at:])
}

// onlyNames checks which names a folder has: no save may leave another behind.
func onlyNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s has %q, want %q", dir, got, want)
	}
}

// edited is text with insert put before the first occurrence of mark.
func edited(t *testing.T, text []byte, mark, insert string) []byte {
	t.Helper()
	before, after, ok := bytes.Cut(text, []byte(mark))
	if !ok {
		t.Fatalf("no %q in the text", mark)
	}
	return bytes.Join([][]byte{before, []byte(insert), []byte(mark), after}, nil)
}

// place is where mark begins in text, as the command line wants it.
func place(t *testing.T, path string, text []byte, mark string) string {
	t.Helper()
	before, _, ok := bytes.Cut(text, []byte(mark))
	if !ok {
		t.Fatalf("no %q in the text", mark)
	}
	line := bytes.Count(before, []byte("\n")) + 1
	column := len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:]))) + 1
	return fmt.Sprintf("%s:%d:%d", path, line, column)
}

// mount mounts something for the time of a test.
func mount(t *testing.T, source, target, fstype string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount(source, target, fstype, flags, data); err != nil {
		t.Skipf("mounting needs more rights than this test has: %s on %s: %v", fstype, target, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(target, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// folder makes a folder that everyone may look into.
func (d *desktop) folder(name string) string {
	d.t.Helper()
	path := filepath.Join(d.files(), name)
	must(d.t, os.Mkdir(path, 0o755))
	return path
}

// tmpfs mounts an empty file system of that many bytes.
func (d *desktop) tmpfs(name string, size int) string {
	d.t.Helper()
	dir := d.folder(name)
	mount(d.t, "tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", size))
	return dir
}

// settings writes the program's settings before it starts.
func (d *desktop) settings(json string) {
	d.t.Helper()
	must(d.t, os.MkdirAll(d.config(), 0o700))
	must(d.t, os.WriteFile(filepath.Join(d.config(), "settings.json"), []byte(json), 0o600))
}
