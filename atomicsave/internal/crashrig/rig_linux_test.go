package crashrig

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// job is what one run of the rig does.
type job struct {
	System   string
	Strategy string
	Saves    int
	Cuts     int
	Seed     uint64
	Ignore   bool   // flushes
	Trusted  string // the file system of a second disk, for the journal of ours; "": it is on the first
	Die      int    // the rig is killed at this write of the recording; 0: never
}

// The test binary runs as another process of the rig if this variable says so:
//
//	rig    serves the disk and decides what is on it; it never touches a mount
//	hands  mounts, reads and repairs; told what to do over a pipe
//	saver  saves in a loop
//	heir   runs a rig that is killed, and waits for all that it leaves
//
// Whoever serves a disk must not wait for it: a process that waits for its own
// disk when it is killed can never end. Unmounting waits, and a mount namespace is
// unmounted by its last process, so the rig and the hands have one each. When the
// rig ends, however that happens, the kernel gives up its FUSE connection, the
// others get errors and end, too, and their namespace goes with its mounts and
// loop devices.
const roleVariable = "HOLDFAST_CRASHRIG"

// runRig runs a job in processes and a mount namespace of its own.
func runRig(j job) (Row, error) {
	runtime.LockOSThread() // the death signal is tied to the thread
	defer runtime.UnlockOSThread()
	command, err := rigCommand(j)
	if err != nil {
		return Row{}, err
	}
	command.WaitDelay = 10 * time.Second // for those that still hold its output
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

func rigCommand(j job) (*exec.Cmd, error) {
	command, err := role("rig", j)
	if err == nil {
		command.SysProcAttr.Unshareflags = syscall.CLONE_NEWNS
	}
	return command, err
}

// role prepares another run of this binary, which dies with this one.
func role(name string, argument any) (*exec.Cmd, error) {
	text, err := json.Marshal(argument)
	if err != nil {
		return nil, err
	}
	command := exec.Command("/proc/self/exe")
	command.Env = append(os.Environ(), roleVariable+"="+name, roleVariable+"_JOB="+string(text))
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
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
	case "heir":
		var j job
		if err := json.Unmarshal(argument, &j); err != nil {
			return true, err
		}
		return true, inherit(j)
	case "hands":
		var h hands
		if err := json.Unmarshal(argument, &h); err != nil {
			return true, err
		}
		return true, h.serve(os.Stdin, os.Stdout)
	case "saver":
		var h hands
		if err := json.Unmarshal(argument, &h); err != nil {
			return true, err
		}
		return true, h.saveLoop()
	}
	return false, nil
}

// run records saves and cuts the power.
func (j job) run() (row Row, err error) {
	s, err := systemOf(j.System)
	if err != nil {
		return row, err
	}
	// A file system in memory over a folder that every system has: in a mount
	// namespace of our own that is seen by nobody and leaves no trace.
	const dir = "/mnt"
	if err := unix.Mount("crashrig", dir, "tmpfs", 0, "mode=0700"); err != nil {
		return row, err
	}
	image, err := s.format(dir)
	if err != nil {
		return row, err
	}
	images := []*Image{image}
	h := hands{job: j, Root: filepath.Join(dir, "root"), Home: filepath.Join(dir, "root")}
	folders := []string{h.Root}
	if j.Trusted != "" {
		trusted, err := systemOf(j.Trusted)
		if err != nil {
			return row, err
		}
		if image, err = trusted.format(dir); err != nil {
			return row, err
		}
		images, h.Home = append(images, image), filepath.Join(dir, "home")
		folders = append(folders, h.Home)
	}
	exported := filepath.Join(dir, "fuse")
	for _, name := range append(folders, exported) {
		if err := os.Mkdir(name, 0o700); err != nil {
			return row, err
		}
	}
	r := &rig{job: j}
	if r.server, err = serve(exported); err != nil {
		return row, err
	}
	defer func() {
		if closing := r.server.close(); err == nil {
			err = closing
		}
	}()
	recorder := NewRecorder(images...)
	h.Marks = r.server.marks(recorder)
	if err := r.start(h); err != nil {
		return row, err
	}
	defer func() { err = errors.Join(err, r.stop()) }()
	tape, err := r.record(recorder)
	if err != nil {
		return row, fmt.Errorf("recording: %w", err)
	}
	return r.cutAll(tape)
}

// rig is the process that serves the disk.
type rig struct {
	job
	server *server
	hands  *exec.Cmd
	orders io.WriteCloser
	ask    *json.Encoder
	answer *json.Decoder
}

// start starts the process that may touch the disk.
func (r *rig) start(h hands) (err error) {
	runtime.LockOSThread() // for good: the death signal of the hands is tied to the thread
	if r.hands, err = role("hands", h); err != nil {
		return err
	}
	r.hands.SysProcAttr.Unshareflags = syscall.CLONE_NEWNS
	r.hands.Stderr = os.Stderr
	if r.orders, err = r.hands.StdinPipe(); err != nil {
		return err
	}
	out, err := r.hands.StdoutPipe()
	if err != nil {
		return err
	}
	r.ask, r.answer = json.NewEncoder(r.orders), json.NewDecoder(out)
	return r.hands.Start()
}

func (r *rig) stop() error {
	r.orders.Close()
	return r.hands.Wait()
}

// patience is how long one order may take before the rig gives up.
const patience = 2 * time.Minute

// order asks the hands and waits for the answer. If none comes, the process ends,
// which frees whatever hangs on its disk.
func (r *rig) order(o order) (Finding, error) {
	alarm := time.AfterFunc(patience, func() {
		fmt.Fprintf(os.Stderr, "no answer to %q within %v\n", o.Do, patience)
		os.Exit(1)
	})
	defer alarm.Stop()
	if err := r.ask.Encode(o); err != nil {
		return Finding{}, err
	}
	var a answer
	if err := r.answer.Decode(&a); err != nil {
		return Finding{}, fmt.Errorf("%s: the hands are gone: %w", o.Do, err)
	}
	if a.Error != "" {
		return Finding{}, fmt.Errorf("%s: %s", o.Do, a.Error)
	}
	return a.Finding, nil
}

// record lets the other process save and returns the log.
func (r *rig) record(recorder *Recorder) (Tape, error) {
	o := order{Do: "prepare"}
	for n := range recorder.Disks() {
		disk := recorder.Disk(n)
		path, _ := r.server.disk(newMortal(disk, r.Die), disk.Size())
		o.Disks = append(o.Disks, path)
	}
	if _, err := r.order(o); err != nil {
		return Tape{}, err
	}
	recorder.Restart()
	if _, err := r.order(order{Do: "save"}); err != nil {
		return Tape{}, err
	}
	tape := recorder.Tape() // before the unmount writes everything out
	_, err := r.order(order{Do: "unmount"})
	return tape, err
}

// cutAll makes the cuts and has each looked at.
func (r *rig) cutAll(tape Tape) (Row, error) {
	row := Row{System: r.System, Trusted: r.Trusted, Strategy: r.Strategy, Obey: !r.Ignore, Saves: r.Saves}
	begin := time.Now()
	random := rand.New(rand.NewPCG(r.Seed, 9))
	player := tape.Player(!r.Ignore)
	for _, c := range tape.Choose(r.Cuts, !r.Ignore, random) {
		o := order{Do: "look", Begun: c.Begun, Acknowledged: c.Acknowledged}
		var names []string
		for _, image := range player.Images(c) {
			path, name := r.server.disk(scratch{image}, image.Size())
			o.Disks, names = append(o.Disks, path), append(names, name)
		}
		f, err := r.order(o)
		if err != nil {
			return row, err
		}
		for _, name := range names {
			r.server.remove(name)
		}
		row.Findings = append(row.Findings, f)
	}
	row.Millis = float64(time.Since(begin).Microseconds()) / 1000 / float64(max(1, r.Cuts))
	return row, nil
}

// mortal is a disk that takes its server with it at one of the writes.
type mortal struct {
	*Recorded
	left atomic.Int64 // writes
}

// newMortal lets the server live for some writes, or, with 0, for ever.
func newMortal(r *Recorded, writes int) *mortal {
	m := &mortal{Recorded: r}
	m.left.Store(int64(writes))
	return m
}

func (m *mortal) WriteAt(p []byte, off int64) {
	if m.left.Add(-1) == 0 {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	m.Recorded.WriteAt(p, off)
}

// inherit runs a rig that is killed, becomes the parent of what it started, and
// returns when all of that has ended. A process that could not unmount would
// never end.
func inherit(j job) error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return err
	}
	runtime.LockOSThread()
	command, err := rigCommand(j)
	if err != nil {
		return err
	}
	if err := command.Run(); !killed(err) {
		return fmt.Errorf("the rig was to be killed: %v", err)
	}
	for orphans := 0; ; orphans++ {
		switch _, err := unix.Wait4(-1, nil, 0, nil); {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.ECHILD) && orphans > 0:
			return nil
		case err != nil:
			return fmt.Errorf("after %d orphans: %w", orphans, err)
		}
	}
}

func killed(err error) bool {
	failed, ok := errors.AsType[*exec.ExitError](err)
	return ok && failed.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
}
