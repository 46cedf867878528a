package odd

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// cutBoth runs a test with both kinds of a cut: the server is killed, or told to.
func cutBoth(t *testing.T, mode Forget, test func(t *testing.T, o *odd, cut func())) {
	t.Run("killed", func(t *testing.T) {
		o := serve(t, "-forget", string(mode))
		test(t, o, func() { o.kill(); o.start() })
	})
	t.Run("cut", func(t *testing.T) {
		o := serve(t, "-forget", string(mode))
		test(t, o, func() {
			d, err := os.Open(o.mount)
			must(t, err)
			defer d.Close()
			f, err := os.Create(o.path("open")) // stale when the cut has happened
			must(t, err)
			defer f.Close()
			o.signal(unix.SIGUSR2)
			for end := time.Now().Add(time.Minute); ; {
				if _, err := f.Stat(); errors.Is(err, unix.ESTALE) {
					return
				}
				if time.Now().After(end) {
					t.Fatal("no cut within a minute")
				}
			}
		})
	})
}

// A server that is killed while it writes a file leaves the half of it behind: the
// next one does not take that for a file of the disk.
func TestHalfAWriteIsNoFile(t *testing.T) {
	o := serve(t, "-forget", string(ForgetAll))
	put(t, o.path("kept"), "one", true)
	syncDir(t, o.mount)
	o.kill()
	put(t, filepath.Join(o.backing, half), "o", false)
	o.start()
	want(t, o.path("kept"), "one")
	want(t, o.path(half), "-")
}

// What was not flushed is lost, and each flush saves only what it is about.
func TestForgetAll(t *testing.T) {
	cutBoth(t, ForgetAll, func(t *testing.T, o *odd, cut func()) {
		put(t, o.path("kept"), "one", true)
		syncDir(t, o.mount)
		put(t, o.path("nameless"), "two", true)
		must(t, os.Mkdir(o.path("dir"), 0o750))
		cut()
		want(t, o.path("kept"), "one")
		want(t, o.path("nameless"), "-")
		want(t, o.path("dir"), "-")

		put(t, o.path("kept"), "three", false) // cut to nothing and written, not flushed
		must(t, os.Mkdir(o.path("dir"), 0o750))
		put(t, o.path("dir/empty"), "four", false)
		syncDir(t, o.mount)
		syncDir(t, o.path("dir"))
		cut()
		want(t, o.path("kept"), "one")
		want(t, o.path("dir/empty"), "")
		if info, err := os.Stat(o.path("dir")); err != nil || info.Mode().Perm() != 0o750 {
			t.Errorf("%v, %v", info, err)
		}

		put(t, o.path("new"), "five", true)
		must(t, os.Rename(o.path("new"), o.path("kept")))
		want(t, o.path("kept"), "five")
		cut()
		want(t, o.path("kept"), "one")
		put(t, o.path("new"), "six", true)
		must(t, os.Rename(o.path("new"), o.path("kept")))
		syncDir(t, o.mount)
		must(t, os.Remove(o.path("dir/empty")))
		must(t, os.Rename(o.path("dir"), o.path("moved")))
		must(t, os.Symlink("kept", o.path("link")))
		cut()
		want(t, o.path("kept"), "six")
		want(t, o.path("dir/empty"), "")
		want(t, o.path("moved"), "-")
		want(t, filepath.Join(o.backing, "kept"), "six")

		must(t, os.Rename(o.path("dir"), o.path("moved")))
		must(t, os.Symlink("kept", o.path("link")))
		syncDir(t, o.mount)
		cut()
		want(t, o.path("moved/empty"), "")
		want(t, o.path("link"), "six")
	})
}

// Names stay, data does not: ordinary saves leave empty files.
func TestForgetData(t *testing.T) {
	cutBoth(t, ForgetData, func(t *testing.T, o *odd, cut func()) {
		for _, name := range []string{"truncated", "renamed", "flushed"} {
			put(t, o.path(name), "old", true)
		}
		put(t, o.path("truncated"), "new", false)
		put(t, o.path("temp"), "new", false)
		must(t, os.Rename(o.path("temp"), o.path("renamed")))
		put(t, o.path("temp"), "new", true)
		must(t, os.Rename(o.path("temp"), o.path("flushed")))
		cut()
		want(t, o.path("truncated"), "")
		want(t, o.path("renamed"), "")
		want(t, o.path("flushed"), "new")
		want(t, o.path("temp"), "-")
	})
}

// Inodes are used again; what they held is not.
func TestManySaves(t *testing.T) {
	o := serve(t, "-forget", "all")
	put(t, o.path("file"), "old", true)
	syncDir(t, o.mount)
	for range 300 {
		put(t, o.path("temp"), "new", true)
		must(t, os.Rename(o.path("temp"), o.path("file")))
		syncDir(t, o.mount)
	}
	put(t, o.path("temp"), "newest", true)
	must(t, os.Rename(o.path("temp"), o.path("file")))
	o.kill()
	want(t, filepath.Join(o.backing, "file"), "new")
	want(t, filepath.Join(o.backing, "temp"), "-")
}
