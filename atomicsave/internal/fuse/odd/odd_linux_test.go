package odd

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The test binary is also the server: whoever serves must not use the mount.
const serverVariable = "ODDFS_TEST_SERVER"

func TestMain(m *testing.M) {
	if arguments := os.Getenv(serverVariable); arguments != "" {
		if err := Run(strings.Split(arguments, "\n"), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// odd is a served file system.
type odd struct {
	t              *testing.T
	backing, mount string
	switches       []string
	command        *exec.Cmd
	user           *syscall.Credential
}

// serve shows a new folder as an odd file system for the time of a test.
func serve(t *testing.T, switches ...string) *odd {
	t.Helper()
	return serveAs(t, nil, switches...)
}

func serveAs(t *testing.T, user *syscall.Credential, switches ...string) *odd {
	t.Helper()
	dir := t.TempDir()
	o := &odd{t: t, user: user, backing: filepath.Join(dir, "backing"), mount: filepath.Join(dir, "mount"), switches: switches}
	for _, path := range []string{o.backing, o.mount, filepath.Join(dir, "memory")} {
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if user != nil {
			must(t, os.Chown(path, int(user.Uid), int(user.Gid)))
		}
	}
	if slices.Contains(switches, "-forget") {
		o.switches = append([]string{"-memory", filepath.Join(dir, "memory")}, switches...)
	}
	o.start()
	t.Cleanup(o.stop)
	return o
}

func (o *odd) start() {
	o.t.Helper()
	if err := unix.Access("/dev/fuse", unix.R_OK|unix.W_OK); err != nil {
		o.t.Skipf("/dev/fuse: %v", err)
	}
	o.command = exec.Command("/proc/self/exe")
	o.command.Env = append(os.Environ(), serverVariable+"="+strings.Join(append(slices.Clone(o.switches), o.backing, o.mount), "\n"))
	o.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Credential: o.user}
	o.command.Stderr = os.Stderr
	out, err := o.command.StdoutPipe()
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.command.Start(); err != nil {
		o.t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		err := o.command.Wait()
		o.command = nil
		o.t.Skipf("no FUSE file system can be mounted here: %v", err)
	}
}

func (o *odd) signal(s os.Signal) {
	o.t.Helper()
	if err := o.command.Process.Signal(s); err != nil {
		o.t.Fatal(err)
	}
}

// kill kills the server.
func (o *odd) kill() {
	o.t.Helper()
	o.signal(unix.SIGKILL)
	o.command.Wait()
}

func (o *odd) stop() {
	if o.command == nil {
		return
	}
	o.command.Process.Signal(unix.SIGTERM)
	o.command.Wait()
	if err := unix.Unmount(o.mount, unix.MNT_DETACH); err == nil {
		o.t.Log("the server had not unmounted")
	}
}

func (o *odd) path(name string) string { return filepath.Join(o.mount, name) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, path, content string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if content == "-" {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %q, %v; want no file", path, got, err)
		}
	} else if err != nil || string(got) != content {
		t.Errorf("%s: %q, %v; want %q", path, got, err, content)
	}
}

func put(t *testing.T, path, content string, flush bool) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	_, err = f.WriteString(content)
	must(t, err)
	if flush {
		must(t, f.Sync())
	}
	must(t, f.Close())
}

func syncDir(t *testing.T, dir string) {
	t.Helper()
	d, err := os.Open(dir)
	must(t, err)
	must(t, d.Sync())
	must(t, d.Close())
}

// A folder shown as it is can do what the folder can.
func TestFolder(t *testing.T) {
	o := serve(t)
	put(t, o.path("a"), "one", true)
	want(t, filepath.Join(o.backing, "a"), "one")
	must(t, os.Mkdir(o.path("dir"), 0o750))
	must(t, os.Symlink("../a", o.path("dir/link")))
	want(t, o.path("dir/link"), "one")
	must(t, os.Link(o.path("a"), o.path("b")))
	put(t, o.path("c"), "two", false)
	must(t, unix.Renameat2(unix.AT_FDCWD, o.path("a"), unix.AT_FDCWD, o.path("c"), unix.RENAME_EXCHANGE))
	want(t, o.path("a"), "two")
	want(t, o.path("c"), "one")
	if err := unix.Renameat2(unix.AT_FDCWD, o.path("a"), unix.AT_FDCWD, o.path("c"), unix.RENAME_NOREPLACE); !errors.Is(err, unix.EEXIST) {
		t.Error(err)
	}
	must(t, os.Truncate(o.path("a"), 1))
	must(t, os.Chmod(o.path("a"), os.ModeSetuid|0o711))
	when := time.Unix(1e9, 5)
	must(t, os.Chtimes(o.path("a"), when, when))
	info, err := os.Stat(o.path("a"))
	if err != nil || info.Size() != 1 || info.Mode() != os.ModeSetuid|0o711 || !info.ModTime().Equal(when) {
		t.Errorf("%v, %v", info, err)
	}
	must(t, unix.Setxattr(o.path("a"), "user.x", []byte("y"), 0))
	value := make([]byte, 10)
	if n, err := unix.Getxattr(filepath.Join(o.backing, "a"), "user.x", value); err != nil || string(value[:n]) != "y" {
		t.Error(n, err)
	}
	big := strings.Repeat("0123456789abcdef", 100<<10)
	put(t, o.path("big"), big, true)
	want(t, o.path("big"), big)
	for i := range 500 {
		put(t, o.path(fmt.Sprint("dir/", i)), "", false)
	}
	entries, err := os.ReadDir(o.path("dir"))
	if err != nil || len(entries) != 501 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	must(t, os.RemoveAll(o.path("dir")))
	syncDir(t, o.mount)
}

// Every preset does what it says.
func TestPresets(t *testing.T) {
	o := serve(t, "-no-xattr", "-no-link", "-no-dirsync", "-no-exchange", "-eio-on-flush")
	put(t, o.path("a"), "", false)
	put(t, o.path("b"), "", false)
	d, err := os.Open(o.mount)
	must(t, err)
	defer d.Close()
	f, err := os.Open(o.path("a"))
	must(t, err)
	defer f.Close()
	for what, c := range map[string]struct{ got, want error }{
		"xattr":    {unix.Setxattr(o.path("a"), "user.x", nil, 0), unix.EOPNOTSUPP},
		"link":     {os.Link(o.path("a"), o.path("c")), unix.EPERM},
		"dirsync":  {d.Sync(), unix.EINVAL},
		"exchange": {unix.Renameat2(unix.AT_FDCWD, o.path("a"), unix.AT_FDCWD, o.path("b"), unix.RENAME_EXCHANGE), unix.EINVAL},
		"flush":    {f.Sync(), unix.EIO},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	must(t, os.Rename(o.path("a"), o.path("b")))
}

// Upper and lower case are the same, and the first spelling stays.
func TestFold(t *testing.T) {
	o := serve(t, "-fold")
	put(t, o.path("Name"), "one", false)
	put(t, o.path("nAME"), "two", false)
	put(t, o.path("temp"), "three", false)
	want(t, o.path("NAME"), "two")
	must(t, os.Rename(o.path("TEMP"), o.path("name")))
	want(t, filepath.Join(o.backing, "Name"), "three")
	if err := os.Mkdir(o.path("NAME"), 0o755); !errors.Is(err, unix.EEXIST) {
		t.Error(err)
	}
	must(t, os.Remove(o.path("name")))
	want(t, filepath.Join(o.backing, "Name"), "-")
}

// Faults count.
func TestFaults(t *testing.T) {
	o := serve(t, "-fault", "mkdir=EDQUOT@2", "-fault", "rmdir=ESTALE@2+")
	var got []bool
	for i := range 3 {
		got = append(got, os.Mkdir(o.path(fmt.Sprint(i)), 0o755) == nil)
	}
	must(t, os.Mkdir(o.path("1"), 0o755))
	for i := range 3 {
		got = append(got, os.Remove(o.path(fmt.Sprint(i))) == nil)
	}
	if !slices.Equal(got, []bool{true, false, true, true, false, false}) {
		t.Error(got)
	}
	for _, text := range []string{"", "fsync", "fsnyc=EIO", "fsync=EOI", "fsync=EIO@", "fsync=EIO@0", "fsync=EIO@x"} {
		if _, err := ParseFault(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// An odd file system stops answering, by itself or when it is told to, and goes on.
func TestHang(t *testing.T) {
	o := serve(t, "-fault", "mkdir=hang@2")
	must(t, os.Mkdir(o.path("1"), 0o755))
	done := make(chan error, 1)
	go func() { done <- os.Mkdir(o.path("2"), 0o755) }()
	select {
	case err := <-done:
		t.Fatalf("the second call was answered: %v", err)
	case <-time.After(200 * time.Millisecond): // it is not to end
	}
	o.signal(unix.SIGUSR1)
	must(t, <-done)
	must(t, os.Mkdir(o.path("3"), 0o755))
}

// With the server, what hangs ends, and a new server takes the mount point over.
func TestKilledWhileHanging(t *testing.T) {
	o := serve(t, "-fault", "mkdir=hang")
	done := make(chan error, 1)
	go func() { done <- os.Mkdir(o.path("1"), 0o755) }()
	o.kill()
	if err := <-done; !errors.Is(err, unix.ENOTCONN) && !errors.Is(err, unix.ECONNABORTED) {
		t.Error(err)
	}
	if _, err := os.Stat(o.mount); !errors.Is(err, unix.ENOTCONN) {
		t.Error(err)
	}
	o.switches = nil
	o.start()
	must(t, os.Mkdir(o.path("1"), 0o755))
}

// An ordinary user mounts through fusermount3.
func TestUnprivileged(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("root is needed to become another user; the other tests run as the user")
	}
	if _, err := exec.LookPath("fusermount3"); err != nil {
		t.Skip("fusermount3 is not installed")
	}
	const nobody = 65534
	if info, err := os.Stat("/dev/fuse"); err != nil || info.Mode()&0o006 != 0o006 {
		t.Skip("/dev/fuse is not for everybody here")
	}
	open := filepath.Dir(t.TempDir())
	must(t, os.Chmod(open, 0o755))
	o := serveAs(t, &syscall.Credential{Uid: nobody, Gid: nobody}, "-forget", "all")
	shell := func(text string) {
		t.Helper()
		command := exec.Command("/bin/sh", "-e", "-c", text)
		command.Dir = "/"
		command.SysProcAttr = &syscall.SysProcAttr{Credential: o.user}
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", text, err, out)
		}
	}
	shell("cd " + o.mount + "; echo one >a; sync a; sync .; echo two >b")
	o.kill()
	want(t, filepath.Join(o.backing, "a"), "one\n")
	want(t, filepath.Join(o.backing, "b"), "-")
	o.start()
	shell("cd " + o.mount + "; grep one a; test ! -e b")
}
