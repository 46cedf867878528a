package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// patience is how long a scene may take: a save of MaxReal on a slow stick.
const patience = 2 * time.Minute

// stage is a scratch folder with what a scene needs.
//
//	folder   the target and what is beside it
//	state    the journal of the program that saves
//	old, new the contents
type stage struct {
	Script
	scratch  *scratch
	folder   string
	old, new []byte
	foreign  []byte // what another program writes, or nil
	played   Played
	staged   int
}

// newStage makes the scratch folder and puts the old file in place.
func newStage(ctx context.Context, s Script) (*stage, error) {
	old, new, err := s.Content.whole(ctx)
	if err != nil {
		return nil, err
	}
	folder, err := newScratch(s.Scratch)
	if err != nil {
		return nil, err
	}
	st := &stage{Script: s, scratch: folder, folder: filepath.Join(folder.path, "folder"), old: old, new: new}
	st.played = Played{Scene: s.Scene, Strategy: s.Strategy, At: s.At, Calls: []RealCall{}}
	st.played.Final.Names = []FoundName{}
	err = os.Mkdir(st.folder, 0o700)
	if err == nil {
		err = os.Mkdir(st.path("state"), 0o700)
	}
	if err == nil && st.Content.Exists() {
		err = st.write("old", old)
	}
	if err == nil {
		err = st.write("new", new)
	}
	if err != nil {
		folder.remove()
		return nil, because(NoScratch, folder.path, err)
	}
	return st, nil
}

func (st *stage) path(name string) string { return filepath.Join(st.scratch.path, name) }

func (st *stage) write(name string, content []byte) error {
	return os.WriteFile(st.path(name), content, 0o600)
}

// name is the target's.
func (st *stage) name() string {
	if st.Content.Name() == "" || st.Content.Name() == "." {
		return "file.conf"
	}
	return st.Content.Name()
}

// putOld puts the old file in place. A save in place needs a reason: a second name.
func (st *stage) putOld(folder string) error {
	if !st.Content.Exists() {
		return nil
	}
	target := filepath.Join(folder, st.name())
	if err := os.WriteFile(target, st.old, 0o644); err != nil {
		return because(NoScratch, folder, err)
	}
	if st.Strategy == crashsim.InPlace {
		if err := os.Link(target, st.path("second-name")); err != nil {
			return because(NotHere, folder, err)
		}
	}
	return nil
}

// job is what the child is to do, whatever the scene.
func (st *stage) job() job {
	j := job{Role: "save", Folder: st.folder, Name: st.name(), State: st.path("state"), Content: st.path("new"), Strategy: st.Strategy, At: st.At}
	if st.Content.Exists() {
		j.Old = st.path("old")
	}
	return j
}

// actor is a child process.
type actor struct {
	*lines
	cmd *exec.Cmd
	in  *os.File // our end of its standard input
	err *bytes.Buffer
}

// start starts a child and gives it its job.
func (st *stage) start(ctx context.Context, j job, prepare func(*exec.Cmd) error) (*actor, error) {
	command := st.Child
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, because(NoChild, "", err)
		}
		command = []string{self, ChildVerb}
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.WaitDelay = time.Second
	if prepare != nil {
		if err := prepare(cmd); err != nil {
			return nil, because(NotHere, "", err)
		}
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, because(NoChild, command[0], err)
	}
	a := &actor{cmd: cmd, in: ours, err: &bytes.Buffer{}}
	cmd.Stdin, cmd.Stderr = theirs, a.err
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	theirs.Close()
	if err != nil {
		ours.Close()
		return nil, because(NoChild, command[0], err)
	}
	a.lines = newLines(out, ours)
	var hello message
	err = a.receive(&hello)
	if err == nil && !hello.Hello {
		err = errors.New("the program does not know " + ChildVerb)
	}
	if err == nil {
		err = a.send(j)
	}
	if err != nil {
		return nil, because(NoChild, command[0], fmt.Errorf("%w %s", err, a.stop()))
	}
	return a, nil
}

// stop kills the child and waits for its end. It returns what the child said on
// its standard error.
func (a *actor) stop() string {
	a.cmd.Process.Kill() // first: a child whose input ends would tidy up
	a.cmd.Wait()
	a.in.Close()
	return string(bytes.TrimSpace(a.err.Bytes()[:min(a.err.Len(), 500)]))
}

// watch follows the child to its end. at is called when the child waits; it
// returns whether the child may go on.
func (st *stage) watch(ctx context.Context, a *actor, at func() (goOn bool, err error)) (*ending, error) {
	defer a.stop()
	for {
		var m message
		if err := a.receive(&m); err != nil {
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			return nil, because(NoChild, "", fmt.Errorf("%w %s", err, a.stop()))
		}
		switch {
		case m.Call != nil:
			st.played.Calls = append(st.played.Calls, *m.Call)
			if st.Observe != nil {
				st.Observe(*m.Call)
			}
		case m.Stage != "":
			for ; st.staged < len(st.played.Calls); st.staged++ {
				st.played.Calls[st.staged].Stage = m.Stage
			}
		case m.Stop:
			st.played.Reached = true
			goOn, err := at()
			if err != nil || !goOn {
				return nil, err
			}
			if err := a.send("go"); err != nil {
				return nil, because(NoChild, "", err)
			}
		case m.Done != nil:
			st.played.Reached = st.played.Reached || st.At.ID == "end" && m.Done.Code == "" && m.Done.Other == ""
			return m.Done, nil
		}
	}
}

// conclude takes what the child said at its end.
func (st *stage) conclude(e *ending) error {
	if e == nil {
		return nil
	}
	p := &st.played
	p.Report, p.Err, p.FileSystem = e.Report.report(), e.Err.fromWire(), e.FileSystem
	if p.Err == nil {
		p.Other = e.Other
	}
	if e.Found != nil {
		p.Final = *e.Found
	}
	if e.Code != "" {
		return &Reason{Code: e.Code, Path: st.scratch.parent, Err: errors.New(e.Cause)}
	}
	return nil
}

// see looks at the folder and tells its file system.
func (st *stage) see(folder string) (Found, error) {
	found, err := look(folder, st.name(), st.old, st.new, st.foreign, !st.Content.Exists())
	if err != nil {
		return found, because(Failed, folder, err)
	}
	return found, nil
}

// recover does what the next start of the program does, and looks again if that
// did something.
func (st *stage) recover(ctx context.Context, folder string) error {
	if _, ours := st.Strategy.Level(); !ours && st.Strategy != crashsim.InPlace {
		return nil
	}
	journal, err := atomicsave.OpenJournal(ctx, st.path("state"))
	if err != nil {
		return because(Failed, st.path("state"), err)
	}
	defer journal.Close()
	done, err := journal.Recover(ctx)
	if err != nil {
		return because(Failed, st.path("state"), err)
	}
	if len(done.Removed)+len(done.Restored)+len(done.Kept) == 0 {
		return nil
	}
	found, err := st.see(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return because(Failed, folder, err)
	}
	st.played.Recovered = &found
	return err
}
