package workspace

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"holdfast/editor/internal/private"
)

// locksOf are the locks of a program, and of another one that has died.
func locksOf(t *testing.T) (living, dead *Locks) {
	t.Helper()
	dirs := Dirs{State: t.TempDir()}
	living, dead = NewLocks(dirs), NewLocks(dirs)
	dead.self.Start += "1"
	if dead.self.Life() == living.self.Life() {
		t.Skip("this system does not tell when a process started")
	}
	return living, dead
}

func lock(t *testing.T, l *Locks, path string) Locking {
	t.Helper()
	got, err := l.Lock(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	if (got.Lock == nil) == (got.Holder == nil) {
		t.Fatalf("locking is %+v", got)
	}
	return got
}

func TestOneProgramHoldsALock(t *testing.T) {
	living, dead := locksOf(t)
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "text")
	first := lock(t, living, path)
	if first.Lock == nil {
		t.Fatal("the first one does not get the lock")
	}
	if again := lock(t, living, path); again.Lock == nil {
		t.Error("the same program does not get its own lock")
	}
	if second := lock(t, dead, path); second.Holder == nil || second.Holder.PID != os.Getpid() || second.Holder.Elsewhere {
		t.Errorf("a second program got %+v", second)
	}
	if err := first.Lock.Unlock(context.Background()); err != nil {
		t.Fatal(err)
	}
	if second := lock(t, dead, path); second.Lock == nil {
		t.Error("a lock that was given back is not free")
	}
	if over := lock(t, living, path); over.Lock == nil {
		t.Error("the lock of a dead program is not taken over")
	}
	if err := first.Lock.Unlock(context.Background()); err != nil {
		t.Fatal(err)
	}
	if names, _ := os.ReadDir(living.folder); len(names) != 0 {
		t.Errorf("left over: %v", names)
	}
}

func TestALockOnAnotherMachineIsRespected(t *testing.T) {
	living, other := locksOf(t)
	other.self.Machine, other.self.Boot = "elsewhere", "another"
	lock(t, other, "/file")
	if got := lock(t, living, "/file"); got.Holder == nil || !got.Holder.Elsewhere {
		t.Errorf("got %+v", got)
	}
}

func TestAStaleLockIsTakenOverOnce(t *testing.T) {
	_, dead := locksOf(t)
	for range 20 {
		lock(t, dead, "/file")
		var wg sync.WaitGroup
		var mu sync.Mutex
		owners := 0
		for range 4 {
			wg.Go(func() {
				l := NewLocks(Dirs{State: filepath.Dir(dead.folder)})
				got, err := l.Lock(context.Background(), "/file")
				mu.Lock()
				defer mu.Unlock()
				if err != nil || got.Lock == nil {
					t.Errorf("%+v, %v", got, err) // all of them are this process
					return
				}
				owners++
			})
		}
		wg.Wait()
		if owners != 4 {
			t.Fatal("not all got the lock of their own process")
		}
		os.RemoveAll(dead.folder)
	}
}

func TestBrokenLocksAreSetAside(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "zeroed": "\x00\x00\x00", "truncated": `{"format":1,"ow`, "nobody": `{"format":1}`, "random": "\xff\x00{",
	} {
		t.Run(name, func(t *testing.T) {
			living, dead := locksOf(t)
			file := lock(t, dead, "/file").Lock.file
			write(t, file, content)
			aside, err := living.Sweep(context.Background())
			if err != nil || len(aside) != 1 || read(t, aside[0].Kept) != content {
				t.Fatalf("set aside %v, %v", aside, err)
			}
			write(t, file, content)
			if got := lock(t, living, "/file"); got.Lock == nil || got.SetAside == nil || !errors.Is(got.SetAside, private.ErrBroken) {
				t.Errorf("got %+v", got)
			}
		})
	}
	t.Run("future", func(t *testing.T) {
		living, dead := locksOf(t)
		file := lock(t, dead, "/file").Lock.file
		write(t, file, `{"format":2}`)
		if got := lock(t, living, "/file"); got.Holder == nil || read(t, file) != `{"format":2}` {
			t.Errorf("the lock of a newer program: %+v", got)
		}
	})
}

func TestSweepRemovesTheLocksOfTheDead(t *testing.T) {
	living, dead := locksOf(t)
	lock(t, living, "/mine")
	lock(t, dead, "/theirs")
	if aside, err := living.Sweep(context.Background()); err != nil || len(aside) != 0 {
		t.Fatalf("set aside %v, %v", aside, err)
	}
	if names, _ := os.ReadDir(living.folder); len(names) != 1 {
		t.Errorf("left are %v", names)
	}
}

// swap is the beginning of a swap file of Vim.
func swap(pid int, host string) string {
	head := make([]byte, 4096)
	copy(head, "b0VIM 9.0")
	binary.LittleEndian.PutUint32(head[vimPID:], uint32(pid))
	copy(head[vimUser:], "ada")
	copy(head[vimHost:], host)
	return string(head)
}

func TestSignsOfOtherEditors(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	dead := exec.Command(os.Args[0], "-test.run=^$")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sign, content, link string
		want                ForeignLock
	}{
		"Vim":                        {sign: ".f.conf.swp", content: swap(os.Getpid(), host), want: ForeignLock{Program: "Vim", User: "ada", Host: host, PID: os.Getpid()}},
		"Vim that crashed":           {sign: ".f.conf.swo", content: swap(dead.Process.Pid, host), want: ForeignLock{Program: "Vim", User: "ada", Host: host, PID: dead.Process.Pid, Stale: true}},
		"Vim elsewhere":              {sign: ".f.conf.swp", content: swap(dead.Process.Pid, "other"), want: ForeignLock{Program: "Vim", User: "ada", Host: "other", PID: dead.Process.Pid}},
		"LibreOffice":                {sign: ".~lock.f.conf#", content: "Ada,ada,desk,01.01.2026 12:00,file:///home/ada/.config/libreoffice/4;", want: ForeignLock{Program: "LibreOffice", User: "Ada", Host: "desk"}},
		"LibreOffice without a name": {sign: ".~lock.f.conf#", content: ",ada,desk,01.01.2026 12:00,file:///x;", want: ForeignLock{Program: "LibreOffice", User: "ada", Host: "desk"}},
		"Emacs":                      {sign: ".#f.conf", link: fmt.Sprintf("ada@%s.%d:1700000000", host, os.Getpid()), want: ForeignLock{Program: "Emacs", User: "ada", Host: host, PID: os.Getpid()}},
		"no swap":                    {sign: ".f.conf.swp", content: "b0 but short"},
		"no lock":                    {sign: ".~lock.f.conf#", content: "\x00\xff"},
		"no Emacs":                   {sign: ".#f.conf", link: "somewhere"},
		"a link as swap":             {sign: ".f.conf.swp", link: os.Args[0]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_STATE_HOME", t.TempDir())
			dir := t.TempDir()
			sign := filepath.Join(dir, c.sign)
			if c.link != "" {
				if err := os.Symlink(c.link, sign); err != nil {
					t.Skip("symbolic links cannot be made here:", err)
				}
				if _, err := os.Readlink(sign); err != nil {
					t.Skip("symbolic links are not shown as such here (wine):", err)
				}
			} else {
				write(t, sign, c.content)
			}
			got := ForeignLocks(context.Background(), filepath.Join(dir, "f.conf"))
			if c.want.Program == "" {
				if len(got) != 0 {
					t.Errorf("got %+v", got)
				}
				return
			}
			c.want.Path = sign
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
