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

// TestCRLF edits the middle of a file with CRLF line endings, saves it, and
// compares every byte.
func TestCRLF(t *testing.T) {
	d := newDesktop(t)
	text := sample(t)
	path := d.put("print-b.ini", text)
	a := d.start("print-b.ini", path)
	a.shoot("opened")

	// To "Timeout=30" by the keyboard alone.
	line := bytes.Count(text[:bytes.Index(text, []byte("Timeout"))], []byte("\n"))
	a.press("ctrl+Home")
	for range line {
		a.press("Down")
	}
	a.press("Home")
	for range len("Timeout=") {
		a.press("Right")
	}
	a.typed("1")
	a.waitTitle("● print-b.ini")
	a.shoot("edited")
	holds(t, path, text)
	a.press("ctrl+s")
	a.waitTitle("print-b.ini")
	a.waitStill()
	a.shoot("saved")
	want := edited(t, text, "30\t\t; seconds", "1")
	holds(t, path, want)

	// A new line ends like the others.
	a.press("End", "Return")
	a.typed("Retries=3")
	a.press("ctrl+s")
	a.waitTitle("print-b.ini")
	want = edited(t, want, "\r\n\r\n[Queues]", "\r\nRetries=3")
	holds(t, path, want)
	onlyNames(t, d.files(), "print-b.ini")

	// Taking back what was typed gives the first bytes again.
	for range 4 {
		a.press("ctrl+z")
	}
	a.press("ctrl+s")
	waitFile(t, path, text)
	a.press("ctrl+q")
	a.waitEnd(0)
}

// TestBytesStay edits one place in files of every kind that must not be changed
// anywhere else.
func TestBytesStay(t *testing.T) {
	for name, text := range map[string]string{
		"bom.conf":      "\xef\xbb\xbfone\r\ntwo MARK\r\nthree\r\n",
		"mixed.conf":    "one\r\ntwo\nthree MARK\rfour\r\n\n\r\rfive",
		"no-final.conf": "one\ntwo MARK",
		"lf.conf":       "one\n\n\ntwo\tMARK  \n\n",
		"unicode.conf":  "Zoë = \"naïve\" # 日本語 👩‍👩‍👧 e\u0301\nMARK\n",
		"spaces.conf":   "\t \tMARK \t \n   \n\t\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t)
			path := d.put(name, []byte(text))
			before, _, _ := strings.Cut(strings.TrimPrefix(text, "\xef\xbb\xbf"), "MARK")
			a := d.start(name, place(t, path, normalBreaks(text), "MARK"))
			a.typed("x")
			a.waitTitle("● " + name)
			a.press("ctrl+s")
			a.waitTitle(name)
			holds(t, path, []byte(strings.Replace(text, "MARK", "xMARK", 1)))
			onlyNames(t, d.files(), name)
			if copied := a.text(); !strings.Contains(copied, "xMARK") || !strings.HasPrefix(copied, before[:1]) {
				t.Errorf("the window has %q", copied)
			}
		})
	}
}

// normalBreaks makes every kind of line break one LF, and drops the byte order
// mark, so that lines and columns can be counted.
func normalBreaks(text string) []byte {
	return []byte(strings.NewReplacer("\xef\xbb\xbf", "", "\r\n", "\n", "\r", "\n", "e\u0301", "e", "👩‍👩‍👧", "F").Replace(text))
}

func TestEmptyFile(t *testing.T) {
	d := newDesktop(t)
	path := d.put("empty", nil)
	a := d.start("empty", path)
	a.typed("first\nsecond")
	a.waitTitle("● empty")
	a.press("ctrl+s")
	a.waitTitle("empty")
	holds(t, path, []byte("first\nsecond"))
}

func TestNewFile(t *testing.T) {
	d := newDesktop(t)
	path := filepath.Join(d.files(), "new.conf")
	a := d.start("new.conf", path)
	a.typed("key = value")
	a.waitTitle("● new.conf")
	onlyNames(t, d.files())
	a.press("ctrl+s")
	a.waitTitle("new.conf")
	holds(t, path, []byte("key = value"))
	onlyNames(t, d.files(), "new.conf")
}

func TestSymlink(t *testing.T) {
	d := newDesktop(t)
	text := sample(t)
	d.folder("real")
	path := d.put("real/target.ini", text)
	link := filepath.Join(d.files(), "link.ini")
	must(t, os.Symlink("real/target.ini", link))
	a := d.start("link.ini", place(t, link, text, "alpha;beta"))
	a.typed("omega;")
	a.waitTitle("● link.ini")
	a.press("ctrl+s")
	a.waitTitle("link.ini")
	holds(t, path, edited(t, text, "alpha;beta", "omega;"))
	if to, err := os.Readlink(link); err != nil || to != "real/target.ini" {
		t.Errorf("the link became %q, %v", to, err)
	}
	onlyNames(t, filepath.Join(d.files(), "real"), "target.ini")
	onlyNames(t, d.files(), "link.ini", "real")
}

func TestOwnerAndMode(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a file away")
	}
	d := newDesktop(t)
	text := sample(t)
	path := d.put("owned.ini", text)
	must(t, os.Chown(path, 1234, 4321))
	must(t, os.Chmod(path, 0o640))
	a := d.start("owned.ini", place(t, path, text, "Level="))
	a.typed("Extra=1;")
	a.waitTitle("● owned.ini")
	a.press("ctrl+s")
	a.waitTitle("owned.ini")
	holds(t, path, edited(t, text, "Level=", "Extra=1;"))
	info, err := os.Stat(path)
	must(t, err)
	if s := info.Sys().(*syscall.Stat_t); s.Uid != 1234 || s.Gid != 4321 || info.Mode() != 0o640 {
		t.Errorf("owner %d, group %d, mode %v", s.Uid, s.Gid, info.Mode())
	}
}

// TestNotText opens files that are not text: they can be looked at, typing and
// saving change nothing.
func TestNotText(t *testing.T) {
	for name, data := range map[string]string{
		"nul.bin":   "abc\x00\xffdef\n",
		"noise.bin": "\x00\x01\x02\xff\xfe\x80\x00\x7f\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t)
			path := d.put(name, []byte(data))
			before, err := os.Stat(path)
			must(t, err)
			a := d.start(name, path)
			a.shoot("opened")
			a.press("Escape") // the explanation
			a.waitStill()
			a.typed("x")
			a.waitStill()
			a.shoot("typed")
			a.press("Escape", "ctrl+s")
			a.waitStill()
			a.shoot("saved")
			holds(t, path, []byte(data))
			after, err := os.Stat(path)
			must(t, err)
			if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
				t.Error("the file was written")
			}
			if got := a.title(); got != name+" — Holdfast" {
				t.Errorf("the title is %q", got)
			}
		})
	}
}

// TestLegacyEncoding changes a file that is not UTF-8: only what was typed
// changes, in the encoding that the file has.
func TestLegacyEncoding(t *testing.T) {
	d := newDesktop(t)
	path := d.put("latin1.txt", []byte("Gr\xfc\xdfe\n"))
	a := d.start("latin1.txt", path)
	a.typed("x")
	a.waitTitle("● latin1.txt")
	a.shoot("typed")
	a.press("ctrl+s")
	a.waitTitle("latin1.txt")
	holds(t, path, []byte("xGr\xfc\xdfe\n"))
}

// TestManyFiles opens two files in tabs of one window and changes the second.
func TestManyFiles(t *testing.T) {
	d := newDesktop(t)
	one, two := d.put("one.conf", []byte("1\n")), d.put("two.conf", []byte("2\n"))
	a := d.start("", one, two)
	eventually(t, "the second file can be reached", func() error {
		a.waitStill()
		if got := a.title(); got != "two.conf — Holdfast" {
			a.press("ctrl+Next")
			return fmt.Errorf("the title is %q", got)
		}
		return nil
	})
	a.typed("x")
	a.waitTitle("● two.conf")
	a.shoot("tabs")
	a.press("ctrl+Prior")
	a.waitTitle("one.conf")
	a.press("ctrl+Next")
	a.waitTitle("● two.conf")
	a.press("ctrl+s")
	a.waitTitle("two.conf")
	holds(t, one, []byte("1\n"))
	holds(t, two, []byte("x2\n"))
}
