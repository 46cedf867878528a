package crashrig

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/crashsim"
)

// job is what one run of the rig does.
type job struct {
	System   string
	Strategy string
	Saves    int
	Cuts     int
	Seed     uint64
	Ignore   bool // flushes
}

// The test binary runs as the rig or as the process that saves if this variable
// says so.
const roleVariable = "HOLDFAST_CRASHRIG"

// saveJob is what the process that saves is told.
type saveJob struct {
	Root, Marks string
	job
}

// runRig runs a job in a process and a mount namespace of its own. When that
// process ends, or this one, the kernel takes down its mounts and loop devices.
func runRig(j job) (Row, error) {
	runtime.LockOSThread() // the death signal is tied to the thread
	defer runtime.UnlockOSThread()
	command, err := role("rig", j)
	if err != nil {
		return Row{}, err
	}
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	out, err := command.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			err = fmt.Errorf("%w: %s", err, failed.Stderr)
		}
		return Row{}, fmt.Errorf("%s on %s: %w", j.Strategy, j.System, err)
	}
	var row Row
	return row, json.Unmarshal(out, &row)
}

// role prepares another run of this binary.
func role(name string, argument any) (*exec.Cmd, error) {
	text, err := json.Marshal(argument)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(), roleVariable+"="+name, roleVariable+"_JOB="+string(text))
	return command, nil
}

// play does what the environment asks this process to be. It reports false if
// that is nothing special.
func play() (done bool, err error) {
	argument := []byte(os.Getenv(roleVariable + "_JOB"))
	switch os.Getenv(roleVariable) {
	case "rig":
		var j job
		if err := json.Unmarshal(argument, &j); err != nil {
			return true, err
		}
		row, err := j.run()
		if err != nil {
			return true, err
		}
		return true, json.NewEncoder(os.Stdout).Encode(row)
	case "saver":
		var j saveJob
		if err := json.Unmarshal(argument, &j); err != nil {
			return true, err
		}
		return true, saveLoop(j.Root, j.Marks, j.Strategy, j.Saves, j.Seed)
	}
	return false, nil
}

// run records saves and cuts the power.
func (j job) run() (row Row, err error) {
	s, err := systemOf(j.System)
	if err != nil {
		return row, err
	}
	scratch, err := os.MkdirTemp("", "crashrig-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(scratch)
	// A file system in memory, so that the mount points leave no trace.
	if err := unix.Mount("crashrig", scratch, "tmpfs", 0, "mode=0700"); err != nil {
		return row, err
	}
	defer unix.Unmount(scratch, unix.MNT_DETACH)
	r := &rig{job: j, system: s, root: filepath.Join(scratch, "root")}
	exported := filepath.Join(scratch, "fuse")
	for _, dir := range []string{r.root, exported} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return row, err
		}
	}
	image, err := s.format(scratch)
	if err != nil {
		return row, err
	}
	if r.server, err = serve(exported); err != nil {
		return row, err
	}
	defer func() { err = errors.Join(err, r.server.close()) }()
	tape, err := r.record(image)
	if err != nil {
		return row, fmt.Errorf("recording: %w", err)
	}
	return r.cutAll(tape)
}

type rig struct {
	job
	system
	root   string // where the file system is mounted
	server *server
}

// record lets the other process save and returns the log.
func (r *rig) record(image *Image) (Tape, error) {
	recorder := NewRecorder(image)
	path, _ := r.server.disk(recorder, image.Size())
	marks := r.server.marks(recorder)
	if err := r.mount(path, r.root); err != nil {
		return Tape{}, err
	}
	defer r.unmount(r.root)
	if err := prepare(r.root); err != nil {
		return Tape{}, err
	}
	unix.Sync()
	recorder.Restart()
	command, err := role("saver", saveJob{r.root, marks, r.job})
	if err != nil {
		return Tape{}, err
	}
	command.Stderr = os.Stderr
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err = command.Run()
	return recorder.Tape(), err // before the unmount writes everything out
}

// cutAll makes the cuts and looks at each.
func (r *rig) cutAll(tape Tape) (Row, error) {
	row := Row{System: r.System, Strategy: r.Strategy, Obey: !r.Ignore, Saves: r.Saves}
	begin := time.Now()
	random := rand.New(rand.NewPCG(r.Seed, 9))
	player := tape.Player(!r.Ignore)
	for _, c := range tape.Choose(r.Cuts, !r.Ignore, random) {
		f, err := r.look(player.Image(c), c)
		if err != nil {
			return row, err
		}
		row.Findings = append(row.Findings, f)
	}
	row.Millis = float64(time.Since(begin).Microseconds()) / 1000 / float64(max(1, r.Cuts))
	return row, nil
}

// look mounts the disk after a cut and reads the file.
func (r *rig) look(image *Image, c Cut) (Finding, error) {
	f := Finding{Begun: c.Begun, Acknowledged: c.Acknowledged, Version: -1}
	path, name := r.server.disk(scratch{image}, image.Size())
	defer r.server.remove(name)
	if err := r.mount(path, r.root); err != nil {
		f.Kind, f.Detail = crashsim.Unreadable, err.Error()
		if r.driver() == "btrfs" {
			forgetDevices()
		}
		return f, nil
	}
	f.Mounted = true
	content, err := os.ReadFile(filepath.Join(r.root, folderName, targetName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Kind = crashsim.Missing
	case err != nil:
		f.Kind, f.Detail = crashsim.Unreadable, err.Error()
	default:
		f.Judge(content)
	}
	f.Leftovers = leftovers(r.root)
	return f, r.unmount(r.root)
}
