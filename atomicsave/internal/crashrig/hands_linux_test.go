package crashrig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// order is what the rig asks of the hands: prepare, save, unmount or look.
type order struct {
	Do                  string
	Disk                string // the file that is the disk
	Begun, Acknowledged int    // with look: the saves at the moment of the cut
}

type answer struct {
	Finding Finding
	Error   string
}

// hands is the process that mounts and reads.
type hands struct {
	job
	Root  string // where the file system is mounted
	Marks string // the file for marks

	system system
}

// serve does what it is asked until nothing more comes.
func (h *hands) serve(orders io.Reader, answers io.Writer) (err error) {
	if h.system, err = systemOf(h.System); err != nil {
		return err
	}
	in, out := json.NewDecoder(orders), json.NewEncoder(answers)
	for {
		var o order
		if err := in.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		var a answer
		a.Finding, err = h.do(o)
		if err != nil {
			a.Error = err.Error()
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
}

func (h *hands) do(o order) (Finding, error) {
	switch o.Do {
	case "prepare":
		return Finding{}, h.prepare(o.Disk)
	case "save":
		return Finding{}, h.save()
	case "unmount":
		return Finding{}, h.system.unmount(h.Root)
	case "look":
		return h.look(o)
	}
	return Finding{}, fmt.Errorf("no such order: %q", o.Do)
}

// prepare mounts the disk and puts on it what is there before the first save.
func (h *hands) prepare(disk string) error {
	if err := h.system.mount(disk, h.Root, 0); err != nil {
		return err
	}
	if err := prepare(h.Root); err != nil {
		return err
	}
	root, err := unix.Open(h.Root, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(root)
	return unix.Syncfs(root)
}

// save runs the process that saves.
func (h *hands) save() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	command, err := role("saver", h)
	if err != nil {
		return err
	}
	command.Stderr = os.Stderr
	return command.Run()
}

// look mounts the disk after a cut, reads the file, repairs, and reads it again.
func (h *hands) look(o order) (Finding, error) {
	f := Finding{Begun: o.Begun, Acknowledged: o.Acknowledged, Version: -1}
	err := h.system.mount(o.Disk, h.Root, 0)
	if err != nil {
		f.ReadOnly = true
		err = h.system.mount(o.Disk, h.Root, unix.MS_RDONLY)
	}
	if err != nil {
		f.Kind, f.Repaired, f.ReadOnly, f.Detail = crashsim.Unreadable, crashsim.Unreadable, false, err.Error()
		return f, h.system.forget()
	}
	f.Mounted = true
	h.read(&f)
	f.Leftovers = leftovers(h.Root)
	again := f
	if _, ours := promises[h.Strategy]; ours && !f.ReadOnly {
		if err := h.recover(); err != nil {
			f.Detail += " recover: " + err.Error()
		}
		h.read(&again)
	}
	f.Repaired, f.Swept = again.Kind, leftovers(h.Root)
	return f, h.system.unmount(h.Root)
}

// read judges the file as it is now.
func (h *hands) read(f *Finding) {
	content, err := os.ReadFile(filepath.Join(h.Root, folderName, targetName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Kind = crashsim.Missing
	case err != nil:
		f.Kind, f.Detail = crashsim.Unreadable, err.Error()
	default:
		f.Judge(content)
	}
}

// recover does what the program does at its next start.
func (h *hands) recover() error {
	journal, err := atomicsave.OpenJournal(context.Background(), filepath.Join(h.Root, stateName))
	if err != nil {
		return err
	}
	_, err = journal.Recover(context.Background())
	return errors.Join(err, journal.Close())
}
