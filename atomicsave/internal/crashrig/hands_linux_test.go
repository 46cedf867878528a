package crashrig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/internal/vfs"
)

// order is what the rig asks of the hands: prepare, save, unmount or look.
type order struct {
	Do                  string
	Disks               []string // the files that are the disks
	Begun, Acknowledged int      // with look: the saves at the moment of the cut
}

type answer struct {
	Finding Finding
	Error   string
}

// hands is the process that mounts and reads.
type hands struct {
	job
	Root  string // where the file system is mounted
	Home  string // where the disk of the journal is mounted; Root if there is no other
	Marks string // the file for marks

	system, trusted system
	taken           int // the loop device that the disk was at before the cut; 0: not taken yet
}

// serve does what it is asked until nothing more comes.
func (h *hands) serve(orders io.Reader, answers io.Writer) (err error) {
	if h.system, err = systemOf(h.System); err != nil {
		return err
	}
	if h.Home != h.Root {
		if h.trusted, err = systemOf(h.Trusted); err != nil {
			return err
		}
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
		return Finding{}, h.prepare(o.Disks)
	case "save":
		return Finding{}, h.save()
	case "unmount":
		return Finding{}, h.unmount()
	case "look":
		return h.look(o)
	}
	return Finding{}, fmt.Errorf("no such order: %q", o.Do)
}

// prepare mounts the disks and puts on them what is there before the first save.
func (h *hands) prepare(disks []string) error {
	if err := h.system.mount(disks[0], h.Root, 0); err != nil {
		return err
	}
	if err := h.mountHome(disks); err != nil {
		return err
	}
	if err := h.furnish(); err != nil {
		return err
	}
	for _, dir := range []string{h.Root, h.Home} {
		fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return err
		}
		err = unix.Syncfs(fd)
		unix.Close(fd)
		if err != nil {
			return err
		}
	}
	return nil
}

// mountHome mounts the disk of the journal, if that has one of its own.
func (h *hands) mountHome(disks []string) error {
	if h.Home == h.Root {
		return nil
	}
	return h.trusted.mount(disks[1], h.Home, 0)
}

func (h *hands) unmount() error {
	err := h.system.unmount(h.Root)
	if h.Home != h.Root {
		err = errors.Join(err, h.trusted.unmount(h.Home))
	}
	return err
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

// look mounts the disks after a cut, reads the file, repairs, and reads it again.
func (h *hands) look(o order) (Finding, error) {
	f := Finding{Begun: o.Begun, Acknowledged: o.Acknowledged, Version: -1, RepairedVersion: -1}
	if err := h.takeDevice(); err != nil {
		return f, err
	}
	if err := h.mountHome(o.Disks); err != nil {
		return f, fmt.Errorf("the disk of the journal: %w", err)
	}
	err := h.system.mount(o.Disks[0], h.Root, 0)
	if err != nil {
		f.ReadOnly = true
		err = h.system.mount(o.Disks[0], h.Root, unix.MS_RDONLY)
	}
	if err != nil {
		f.Kind, f.Repaired, f.ReadOnly, f.Detail = crashsim.Unreadable, crashsim.Unreadable, false, err.Error()
		err = h.system.forget()
		if h.Home != h.Root {
			err = errors.Join(err, h.trusted.unmount(h.Home))
		}
		return f, err
	}
	f.Mounted = true
	h.read(&f)
	f.Leftovers = leftovers(h.Root)
	if err := h.repair(&f, o.Disks[0]); err != nil {
		return f, err
	}
	return f, h.unmount()
}

// takeDevice keeps the loop device busy that the disk had before the cut: after a
// restart a disk may have another number.
func (h *hands) takeDevice() error {
	if h.taken != 0 {
		return nil
	}
	file := filepath.Join(filepath.Dir(h.Root), "spare")
	if err := os.WriteFile(file, make([]byte, pageSize), 0o600); err != nil {
		return err
	}
	var err error
	_, h.taken, err = attach(file)
	return err
}

// repair is the next start of the program, and, if that could not put everything
// right, another one after a check of the volume, as far as there is one.
func (h *hands) repair(f *Finding, disk string) error {
	f.Repaired, f.RepairedVersion, f.Swept = f.Kind, f.Version, f.Leftovers
	if _, ours := promises[h.Strategy]; !ours {
		return nil
	}
	h.recover(f)
	if f.Repaired.Good() && f.Swept == 0 && !f.ReadOnly || h.system.force == "" && h.system.check == nil {
		return nil
	}
	if err := h.system.unmount(h.Root); err != nil {
		return err
	}
	checked := h.system
	if checked.check != nil {
		exec.Command(checked.check[0], append(checked.check[1:], disk)...).Run() // its status says what it found
	} else {
		checked.options = checked.force
	}
	f.Checked = true
	if err := checked.mount(disk, h.Root, 0); err != nil {
		f.Detail += " after the check: " + err.Error()
		return h.system.mount(disk, h.Root, unix.MS_RDONLY)
	}
	h.recover(f)
	return nil
}

// recover does what the program does at its start, and looks again.
func (h *hands) recover(f *Finding) {
	if err := h.runRecover(f); err != nil {
		f.Detail += " recover: " + err.Error()
	}
	after := *f
	h.read(&after)
	f.Repaired, f.RepairedVersion, f.Swept = after.Kind, after.Version, leftovers(h.Root)
	if !after.Kind.Good() {
		f.Detail += " repaired: " + after.Detail
	}
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
		f.Version = -1
		f.Judge(content)
	}
}

func (h *hands) runRecover(f *Finding) error {
	disk := h.disk()
	if disk == nil {
		disk = vfs.OS()
	}
	journal, err := atomicsave.OpenJournalOn(context.Background(), disk, filepath.Join(h.Home, stateName))
	if err != nil {
		return err
	}
	done, err := journal.Recover(context.Background())
	f.Restored = f.Restored || len(done.Restored) > 0
	for _, k := range done.Kept {
		f.Detail += " kept: " + k.Why
	}
	return errors.Join(err, journal.Close())
}
