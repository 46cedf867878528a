package lab

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/internal/vfs"
)

// ChildVerb is the argument with which a program runs RunChild.
const ChildVerb = "--lab-child"

// RunChild is the process that saves and is killed: it reads a job from in and says
// on out what it does. It returns the exit code. A program that calls Play must call
// it, and do nothing else, when it is started as Script.Child.
func RunChild(in io.Reader, out io.Writer) int {
	l := newLines(in, out)
	var j job
	if l.send(message{Hello: true}) != nil || l.receive(&j) != nil {
		return 2
	}
	c := &child{job: j, lines: l, counter: counter{at: j.At}}
	var e ending
	if j.Role == "serve" {
		e = c.serve()
	} else {
		e = c.save()
	}
	if l.send(message{Done: &e}) != nil {
		return 2
	}
	return 0
}

// child is a process that does a job.
type child struct {
	job
	lines   *lines
	counter counter
	end     ending
}

// save makes the scene as far as that is the child's part, and saves.
func (c *child) save() ending {
	content, err := os.ReadFile(c.Content)
	if err == nil && c.Disk > 0 {
		err = c.smallDisk()
	}
	if err == nil && c.Limit > 0 {
		err = limitFiles(c.Limit)
	}
	if err != nil {
		return cannot(err)
	}
	path := filepath.Join(c.Folder, c.Name)
	expect, err := atomicsave.Identify(context.Background(), path)
	if err != nil && atomicsave.ClassOf(err) != atomicsave.NotExist {
		return cannot(err)
	}
	opts := atomicsave.Options{Expect: expect, Observe: func(e atomicsave.Event) { c.lines.send(message{Stage: e.Step}) }}
	_, ours := c.Strategy.Level()
	disk := &witness{FS: vfs.OS(), folder: c.Folder, target: c.Name, state: c.State}
	if c.State != "" && (ours || c.Strategy == crashsim.InPlace) {
		journal, err := atomicsave.OpenJournalOn(context.Background(), disk, c.State)
		if err != nil {
			return cannot(err)
		}
		defer journal.Close()
		opts.Journal = journal
	}
	if c.At.Begin() {
		c.counter.done = true
		c.reach()
	}
	disk.tell = c.tell
	report, err := crashsim.SaveOn(context.Background(), disk, path, c.Strategy, content, opts)
	disk.tell = nil
	c.end.Report, c.end.Err, c.end.FileSystem = toWireReport(report), wireErrorOf(err), report.FileSystem
	if err != nil {
		c.end.Other = err.Error()
	}
	if c.Disk > 0 {
		c.lookInside(content)
	}
	return c.end
}

func cannot(err error) ending {
	reason := because(NotHere, "", err)
	return ending{Code: reason.Code, Cause: err.Error()}
}

// tell reports a call, and waits or acts if it is the chosen one.
func (c *child) tell(call RealCall) {
	if c.lines.send(message{Call: &call}) != nil {
		os.Exit(2)
	}
	if c.counter.reached(call) {
		c.reach()
	}
}

// reach is what happens at the chosen call.
func (c *child) reach() {
	if c.Mount {
		if err := mountOver(filepath.Join(c.Folder, c.Name)); err != nil {
			c.end.Code, c.end.Cause = NotHere, err.Error()
		}
	}
	if !c.Stop {
		return
	}
	var answer string
	if c.lines.send(message{Stop: true}) != nil || c.lines.receive(&answer) != nil {
		os.Exit(2) // the parent has gone
	}
}

// smallDisk mounts a disk of few pages over the folder and puts the old file on it.
func (c *child) smallDisk() error {
	if err := mountSmall(c.Folder, c.Disk); err != nil {
		return err
	}
	if c.Old == "" {
		return nil
	}
	old, err := os.ReadFile(c.Old)
	if err == nil {
		err = os.WriteFile(filepath.Join(c.Folder, c.Name), old, 0o644)
	}
	return err
}

// lookInside tells what is on a disk that the parent does not see.
func (c *child) lookInside(content []byte) {
	var old []byte
	if c.Old != "" {
		old, _ = os.ReadFile(c.Old)
	}
	found, err := look(c.Folder, c.Name, old, content, nil, c.Old == "")
	if err == nil {
		c.end.Found = &found
	}
	if v, err := volumeOf(c.Folder); err == nil {
		c.end.FileSystem = v.Type
	}
}
