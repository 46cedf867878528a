package vfs

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A glance tells all that a look tells, but for the times.
func TestGlance(t *testing.T) {
	dir := t.TempDir()
	d, err := OS().OpenDir(nil, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	f, err := d.OpenFile("file", CreateNew, 0o640)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write([]byte("content")); err != nil {
		t.Fatal(err)
	}
	looked, err := f.Stat()
	if err != nil || looked.MtimeNs == 0 || looked.CtimeNs == 0 {
		t.Fatal(looked, err)
	}
	glanced, err := f.(Glancer).Glance()
	looked.MtimeNs, looked.CtimeNs, looked.BirthNs = 0, 0, 0
	if err != nil || glanced != looked {
		t.Errorf("%+v, not %+v, %v", glanced, looked, err)
	}
	folder, err := d.Stat("")
	var st unix.Stat_t
	if err := unix.Stat(dir, &st); err != nil {
		t.Fatal(err)
	}
	if err != nil || folder.Kind != Directory || folder.Ino != st.Ino || folder.Dev != st.Dev || folder.Mode != st.Mode&0o7777 || folder.MtimeNs != 0 {
		t.Errorf("%+v, %v", folder, err)
	}
}

// What is read quietly keeps the time of its last reading.
func TestOpenQuiet(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-72 * time.Hour) // older than relatime keeps
	read := func(open func(Dir) (File, error)) time.Time {
		if err := os.Chtimes(path, long, time.Time{}); err != nil {
			t.Fatal(err)
		}
		d, err := OS().OpenDir(nil, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		f, err := open(d)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if n, err := f.Read(make([]byte, 7)); n != 7 || err != nil {
			t.Fatal(n, err)
		}
		var st unix.Stat_t
		if err := unix.Stat(path, &st); err != nil {
			t.Fatal(err)
		}
		return time.Unix(st.Atim.Unix())
	}
	if at := read(func(d Dir) (File, error) { return d.OpenFile("file", ReadOnly, 0) }); at.Equal(long) {
		t.Skip("the temporary folder keeps no times of reading (noatime)")
	}
	if at := read(func(d Dir) (File, error) { return d.(QuietReader).OpenQuiet("file") }); !at.Equal(long) {
		t.Errorf("read at %v", at)
	}
}
