package atomicsave

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	for _, size := range []int{0, 1, 4096, 3_000_001} {
		want := bytes.Repeat([]byte("x"), size)
		copy(want[size/2:], "y") // the order matters
		write(t, conf(dir), string(want))
		got, fp, err := Read(ctx, conf(dir))
		if err != nil || !bytes.Equal(got, want) || fp != identify(t, conf(dir)) || fp.Size() != int64(size) {
			t.Errorf("size %d: %d bytes, %v, %v", size, len(got), fp, err)
		}
	}
	_, _, err := Read(ctx, filepath.Join(dir, "none"))
	if wantError(t, err, NotExist, Old); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	_, err = Identify(ctx, filepath.Join(dir, "none"))
	wantError(t, err, NotExist, Old)
	_, _, err = Read(ctx, dir)
	wantError(t, err, NotRegular, Old)
}

// What was read by turns with Fill and with Read has the fingerprint of the file, and
// the memory is the caller's again after Read, and after an error of Fill.
func TestFill(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	want := make([]byte, 5_000_001)
	for i := range want {
		want[i] = byte(random.Uint32())
	}
	path := conf(t.TempDir())
	write(t, path, string(want))
	r, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var got []byte
	own := make([]byte, 3*gatherSize)
	for turn := 0; err == nil; turn++ {
		part, n := own, 0
		if turn%3 == 2 {
			n, err = r.Read(part)
		} else {
			part = make([]byte, 1+random.IntN(4*gatherSize))
			if n, err = r.Fill(part); n < len(part) && err == nil {
				t.Fatalf("%d bytes of %d", n, len(part))
			}
		}
		got = append(got, part[:n]...)
		if turn%3 == 2 || err != nil {
			clear(part)
		}
	}
	if err != io.EOF || !bytes.Equal(got, want) || r.Fingerprint() != identify(t, path) {
		t.Errorf("%v, %d bytes, %v instead of %v", err, len(got), r.Fingerprint(), identify(t, path))
	}
	if n, err := r.Fill(own); n != 0 || err != io.EOF {
		t.Errorf("behind the end there are %d bytes, %v", n, err)
	}
}

// A reading that is stopped, or closed, leaves the memory to the caller.
func TestFillStopped(t *testing.T) {
	path := conf(t.TempDir())
	write(t, path, strings.Repeat("x", 4*gatherSize))
	for name, stop := range map[string]func(r *Reader, cancel func()){
		"stopped": func(r *Reader, cancel func()) { cancel() },
		"closed":  func(r *Reader, cancel func()) { r.Close() },
	} {
		ctx, cancel := context.WithCancel(ctx)
		r, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		part := make([]byte, gatherSize)
		if _, err := r.Fill(part); err != nil {
			t.Fatal(err)
		}
		stop(r, cancel)
		n, err := r.Fill(make([]byte, gatherSize))
		if n != 0 || err == nil {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
		clear(part) // the race detector sees whether it is still read
		r.Close()
		cancel()
	}
}

// A file that changes between Open and the end is found out. One that others append
// to is read as far as it went at Open, and is no longer that version.
func TestReadChanged(t *testing.T) {
	old := strings.Repeat("x", 1000)
	for name, tt := range map[string]struct {
		change func(path string) error
		class  Class // 0: it has grown and is read
	}{
		"grown":               {func(path string) error { return appendTo(path, "more") }, 0},
		"cut":                 {func(path string) error { return os.Truncate(path, 500) }, Changed},
		"cut and grown":       {func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("y", 2000)), 0o600) }, Changed},
		"grown, its head new": {func(path string) error { return errors.Join(overwrite(path, "y"), appendTo(path, "more")) }, Changed},
		"overwritten": {func(path string) error {
			later := time.Now().Add(time.Minute)
			return errors.Join(overwrite(path, "y"), os.Chtimes(path, later, later))
		}, Changed},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			r, head := beginReading(t, dir, old)
			before := identify(t, conf(dir))
			if err := tt.change(conf(dir)); err != nil {
				t.Skip("an open reader keeps writers out on this system:", err)
			}
			rest, err := io.ReadAll(r)
			if tt.class != 0 {
				wantError(t, err, tt.class, Old)
				if !r.Fingerprint().IsZero() || r.Grown() {
					t.Error("a fingerprint of no version")
				}
				return
			}
			if err != nil || string(head)+string(rest) != old || !r.Grown() || r.Fingerprint() != before {
				t.Errorf("%d bytes, %v; grown %v, fingerprint %v", len(head)+len(rest), err, r.Grown(), r.Fingerprint())
			}
			if same, err := Unchanged(ctx, conf(dir), r.Fingerprint()); same || err != nil {
				t.Errorf("what has grown passes for the version that was read: %v", err)
			}
		})
	}
}

// TestReadBegun reads a file that is empty when it is opened and to which others then
// write, faster than it is read. What was there when the first bytes came is read; if
// they were changed since, it is not.
func TestReadBegun(t *testing.T) {
	for _, head := range []bool{false, true} {
		dir := t.TempDir()
		write(t, conf(dir), "")
		calls := 0
		var kept error
		disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
			if c.Op != "file.read" || calls == 100 { // enough for a reader that follows without an end
				return faultfs.Fault{}
			}
			calls++
			switch {
			case calls == 1:
				kept = appendTo(conf(dir), strings.Repeat("x", 100))
			case calls == 3 && head: // the second one looks at the first bytes again
				kept = overwrite(conf(dir), "y")
			case kept == nil:
				kept = appendTo(conf(dir), "more")
			}
			return faultfs.Fault{}
		})
		r, err := openOn(ctx, disk, conf(dir))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(io.MultiReader(io.LimitReader(r, 60), r))
		r.Close()
		switch {
		case kept != nil:
			t.Skip("an open reader keeps writers out on this system:", kept)
		case head:
			wantError(t, err, Changed, Old)
			continue
		case err != nil || string(text) != strings.Repeat("x", 100) || !r.Grown() || r.Size() != 100:
			t.Errorf("%d bytes of %d, %v; grown %v", len(text), r.Size(), err, r.Grown())
		}
		if same, err := Unchanged(ctx, conf(dir), r.Fingerprint()); same || err != nil {
			t.Errorf("what has grown passes for the version that was read: %v", err)
		}
	}
}

// What happens to the name or the times of a file while it is read leaves its content
// alone: that is read, and belongs to the version that the file is then.
func TestReadMoved(t *testing.T) {
	old := strings.Repeat("x", 1000)
	for name, tt := range map[string]struct {
		change func(path string) error
		same   bool // the name still has that version
	}{
		"touched": {func(path string) error {
			later := time.Now().Add(time.Minute)
			return os.Chtimes(path, later, later)
		}, true},
		"linked":  {func(path string) error { return os.Link(path, path+".link") }, true},
		"deleted": {os.Remove, false},
		"replaced": {func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, []byte(strings.Repeat("y", 1000)), 0o600))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			r, head := beginReading(t, dir, old)
			if err := tt.change(conf(dir)); err != nil {
				t.Skip("an open reader keeps others out on this system:", err)
			}
			rest, err := io.ReadAll(r)
			if err != nil || string(head)+string(rest) != old || r.Grown() || r.Fingerprint().IsZero() {
				t.Fatalf("%d bytes, %v; grown %v, fingerprint %v", len(head)+len(rest), err, r.Grown(), r.Fingerprint())
			}
			r.Close() // Windows keeps the name of a deleted file as long as somebody reads it
			if same, err := Unchanged(ctx, conf(dir), r.Fingerprint()); same != tt.same || err != nil {
				t.Errorf("the name has the version that was read: %v, %v", same, err)
			}
		})
	}
}

// beginReading writes a file, opens it and reads its first bytes.
func beginReading(t *testing.T, dir, text string) (r *Reader, head []byte) {
	t.Helper()
	write(t, conf(dir), text)
	r, err := Open(ctx, conf(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	head = make([]byte, 10)
	if _, err := r.Read(head); err != nil {
		t.Fatal(err)
	}
	return r, head
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// overwrite changes the beginning of a file.
func overwrite(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte(text), 0)
	return errors.Join(err, f.Close())
}

// TestReadWhole refuses a file that grows: it is what callers rely on that compare
// versions.
func TestReadWhole(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), strings.Repeat("x", 1000))
	var kept error
	disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
		if c.Op == "file.read" {
			kept = appendTo(conf(dir), "more")
		}
		return faultfs.Fault{}
	})
	_, _, err := readOnce(ctx, disk, conf(dir))
	if kept != nil {
		t.Skip("an open reader keeps writers out on this system:", kept)
	}
	wantError(t, err, Changed, Old)
	_, err = identifyOnce(ctx, disk, conf(dir))
	wantError(t, err, Changed, Old)
}

func TestReportJSON(t *testing.T) {
	dir := t.TempDir()
	r := mustSave(t, conf(dir), "x", Options{})
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"target", "fingerprint", "asked", "achieved", "strategy", "state", "events", "caveats"} {
		if got[key] == nil {
			t.Errorf("%s is missing in %s", key, data)
		}
	}
	event := got["events"].([]any)[0].(map[string]any)
	for _, key := range []string{"step", "start_ns", "took_ns", "bytes", "error"} {
		if _, ok := event[key]; !ok {
			t.Errorf("%s is missing in %v", key, event)
		}
	}
}

func TestFingerprintText(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "x")
	for _, fp := range []Fingerprint{{}, AnyVersion(), identify(t, conf(dir)), {size: 1, mtime: -5, ctime: -1 << 63}} {
		got, err := ParseFingerprint(fp.String())
		if err != nil || got != fp {
			t.Errorf("%v became %v, %v", fp, got, err)
		}
		if strings.ContainsAny(fp.String(), " \t\n'\"$`\\*?[]()&;|<>~#!") {
			t.Errorf("%v is not safe in a shell", fp)
		}
	}
	for _, bad := range []string{"", "h1-", "h1-1-2-3-4-5", "h2-1-2-3-4-5-" + strings.Repeat("0", 64), "h1-1-2-3-4-5-zz", "NONE"} {
		if _, err := ParseFingerprint(bad); ClassOf(err) != Usage {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestDurabilityText(t *testing.T) {
	for _, d := range []Durability{Full, Balanced, Fast} {
		if got, err := ParseDurability(d.String()); got != d || err != nil {
			t.Errorf("%v became %v, %v", d, got, err)
		}
	}
	if _, err := ParseDurability("Full"); ClassOf(err) != Usage {
		t.Error(err)
	}
	_, err := Save(ctx, conf(t.TempDir()), strings.NewReader(""), Options{Durability: 9})
	wantError(t, err, Usage, Old)
}
