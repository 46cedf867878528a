//go:build e2e && linux

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestEndWhileLoading ends the program while it reads a file: by the window's
// button and by a signal.
func TestEndWhileLoading(t *testing.T) {
	d := newDesktop(t)
	path := d.put("big.conf", bytes.Repeat([]byte("key = value\n"), 400<<20/12))
	for _, end := range []func(a *app){
		func(a *app) { a.press("ctrl+q") },
		func(a *app) { must(t, a.cmd.Process.Signal(syscall.SIGTERM)) },
	} {
		a := d.launch(syscall.Getuid(), path)
		a.waitWindow()
		a.waitTitle("big.conf")
		end(a)
		a.waitEnd(0)
	}
}

// slow is a file on storage that stops answering when more than the first part of it
// has come, and goes on when it is told to.
type slow struct {
	*hanging
	name, path string
	behind     string // where the storage has it
	content    []byte
}

// slowly hands such a file to the program, which shows its beginning.
func (a *app) slowly(name string) *slow {
	a.t.Helper()
	h := newHanging(a.desktop, "-fault", "read=hang@16") // a read of FUSE has 128 KiB at most
	h.first()
	s := &slow{
		hanging: h, name: name, path: filepath.Join(h.dir, name), behind: filepath.Join(h.real, name),
		content: bytes.Repeat([]byte("key = value\n"), 3<<20/12),
	}
	must(a.t, os.WriteFile(s.behind, s.content, 0o644))
	a.hand(s.path)
	h.hangs()
	return s
}

// hand hands a file to the window by a second start.
func (a *app) hand(path string) {
	a.t.Helper()
	a.desktop.run(os.Getuid(), program, path).exits(0)
	a.waitTitle(filepath.Base(path))
}

// TestChangesWhileLoading changes files of which only the beginning has come. Meanwhile
// everything else can be done, and in the end the window has one version of the file,
// or says why it has not.
func TestChangesWhileLoading(t *testing.T) {
	d := newDesktop(t)
	a := d.start("start.conf", d.put("start.conf", []byte("start\n")))

	// Nothing happens to it; what is typed meanwhile is in its place when all is there.
	s := a.slowly("slow.conf")
	a.usable(s.name)
	a.typed("mine ")
	a.waitTitle("● " + s.name)
	a.press("ctrl+s") // which waits until all of it is there
	a.waitStill()
	a.shoot("slow")
	holds(t, s.behind, s.content)
	s.toggle()
	a.waitTitle(s.name)
	waitFile(t, s.behind, append([]byte("mine "), s.content...))
	onlyNames(t, s.real, s.name)

	// A shorter one is not what was opened: it is said, and what was typed is kept.
	for name, length := range map[string]int64{"shrinks.conf": 2 << 20, "cut.conf": 10} {
		for _, mine := range []string{"", "mine "} {
			s = a.slowly(strings.TrimSpace(mine) + name)
			title := "slow.conf"
			if a.typed(mine); mine != "" {
				a.waitTitle("● " + s.name)
				title = "● Untitled"
			}
			a.waitStill()
			a.beforeModal()
			must(t, os.Truncate(s.behind, length))
			s.toggle()
			a.expectModal("shrunk")
			if text := a.details(); !strings.Contains(text, "Path: "+s.path+"\nKind: changed") {
				t.Errorf("the details are %q", text)
			}
			a.press(times("Escape", 1+len(mine)/len("mine "))...) // what was kept is told before
			a.waitTitle(title)
			if mine != "" {
				if text := a.text(); !strings.HasPrefix(text, "mine key = value\nkey") || !bytes.HasPrefix(s.content, []byte(text[len(mine):])) {
					t.Errorf("%d bytes were kept: %.50q", len(text), text)
				}
				a.press("ctrl+w")
				a.waitStill()
				a.press("shift+Tab", "Return") // don't save
				a.waitTitle("slow.conf")
			}
			onlyNames(t, s.real, s.name)
		}
	}
}

// TestMovedWhileLoading takes the name from files of which only the beginning has come,
// or appends to them: all of what was opened is shown, and what has become of the file
// is said, or followed.
func TestMovedWhileLoading(t *testing.T) {
	d := newDesktop(t)
	a := d.start("start.conf", d.put("start.conf", []byte("start\n")))
	loads := func(name string, change func(s *slow) error) *slow {
		t.Helper()
		s := a.slowly(name)
		a.waitStill()
		before, below := a.look(), a.area() // the notice takes the place of the tabs
		below.Min.Y += 36
		below.Max.Y = below.Min.Y + 36
		must(t, change(s))
		s.toggle()
		eventually(t, "there is a notice", func() error {
			if share := a.look().differs(before, below); share < 0.02 {
				return fmt.Errorf("only %.3f of the tabs changed", share)
			}
			return nil
		})
		a.waitStill()
		a.shoot(name)
		a.waitTitle(name)
		return s
	}

	s := loads("deleted.conf", func(s *slow) error { return os.Remove(s.behind) })
	if text := a.text(); text != string(s.content) {
		t.Errorf("%d bytes are shown of the deleted file, not %d", len(text), len(s.content))
	}
	a.press("ctrl+Home")
	onlyNames(t, s.real)

	s = loads("grown.conf", func(s *slow) error { return s.add("more\n") })
	if text := a.text(); text != string(s.content) {
		t.Errorf("%d bytes are shown of the file that has grown, not %d", len(text), len(s.content))
	}
	a.press("alt+Return") // read again
	eventually(t, "the window shows what has come", func() error { return sameBytes(s.behind, []byte(a.text())) })
	must(t, s.add("and more\n")) // it is followed from now on
	eventually(t, "the window follows", func() error { return sameBytes(s.behind, []byte(a.text())) })
	onlyNames(t, s.real, s.name)

	s = a.slowly("replaced.conf")
	must(t, errors.Join(os.WriteFile(s.behind+".new", []byte("new\n"), 0o644), os.Rename(s.behind+".new", s.behind)))
	s.toggle()
	eventually(t, "the window shows the new file", func() error { return sameBytes(s.behind, []byte(a.text())) })
	onlyNames(t, s.real, s.name)
}

// add appends to the file on the storage.
func (s *slow) add(text string) error {
	file, err := os.OpenFile(s.behind, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}
