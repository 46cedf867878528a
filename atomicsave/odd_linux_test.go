package atomicsave

import (
	"bufio"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// oddFS is a real file system that is not what a save expects, served by another
// process: see package odd.
type oddFS struct {
	t              *testing.T
	backing, mount string
	switches       []any
	server         *exec.Cmd
}

func serveOdd(t *testing.T, switches ...any) *oddFS {
	t.Helper()
	dir := t.TempDir()
	o := &oddFS{t: t, backing: folder(t, dir, "backing"), mount: folder(t, dir, "mount"), switches: switches}
	o.start()
	t.Cleanup(o.stop)
	return o
}

func (o *oddFS) start() {
	o.t.Helper()
	o.server = command(o.t, append(append([]any{"oddfs"}, o.switches...), o.backing, o.mount)...)
	o.server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var problem strings.Builder
	o.server.Stderr = &problem
	out, err := o.server.StdoutPipe()
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.server.Start(); err != nil {
		o.t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		o.server.Wait()
		o.server = nil
		o.t.Skipf("no FUSE file system can be mounted here: %s", problem.String())
	}
}

func (o *oddFS) kill() {
	o.t.Helper()
	if err := o.server.Process.Kill(); err != nil {
		o.t.Fatal(err)
	}
	o.server.Wait()
}

func (o *oddFS) stop() {
	if o.server != nil {
		o.server.Process.Signal(unix.SIGTERM)
		o.server.Wait()
		unix.Unmount(o.mount, unix.MNT_DETACH) // if it was killed
	}
}

// What a file system lacks does not keep a file from being saved and created, and
// the report says what that was worth.
func TestOddFileSystems(t *testing.T) {
	for name, c := range map[string]struct {
		switches []any
		achieved Durability
		create   Commit
	}{
		"nothing odd":           {nil, Full, CommitNoReplace},
		"no extended attribute": {[]any{"-no-xattr"}, Full, CommitNoReplace},
		"no hard link":          {[]any{"-no-link"}, Full, CommitNoReplace},
		"no folder is flushed":  {[]any{"-no-dirsync"}, Fast, CommitNoReplace},
		"no exchange":           {[]any{"-no-exchange"}, Full, CommitLink},
		"next to nothing":       {[]any{"-no-xattr", "-no-link", "-no-dirsync", "-no-exchange", "-fault", "fallocate=EOPNOTSUPP"}, Fast, CommitRename},
	} {
		t.Run(name, func(t *testing.T) {
			o := serveOdd(t, c.switches...)
			r := mustSave(t, conf(o.mount), oldContent, Options{})
			if r.Commit != c.create || r.Achieved != c.achieved {
				t.Errorf("created by %v, achieved %v", r.Commit, r.Achieved)
			}
			_, err := Save(ctx, conf(o.mount), strings.NewReader(newContent), Options{})
			wantError(t, err, Exists, Old)
			r = mustSave(t, conf(o.mount), newContent, Options{Expect: r.Fingerprint, Verify: true})
			if r.Commit != CommitRename || r.Achieved != c.achieved || (r.State == New) != (c.achieved == Full) {
				t.Errorf("%+v", r)
			}
			wantContent(t, filepath.Join(o.backing, "app.conf"), newContent)
			wantNames(t, o.backing, "app.conf")
			big := strings.Repeat("0123456789abcdef", 128<<10)
			mustSave(t, conf(o.mount), big, Options{Expect: r.Fingerprint})
			wantContent(t, conf(o.mount), big)
		})
	}
}

// What fails leaves the old file and no temporary one, is never tried again with
// the same file, and the next save works.
func TestOddFailures(t *testing.T) {
	for fault, class := range map[string]Class{
		"fsync=EIO@1":       IO, // "fsyncgate": a second flush would succeed and mean nothing
		"create=EDQUOT@1":   NoSpace,
		"create=EROFS@1":    ReadOnly,
		"write=EDQUOT@1":    NoSpace,
		"write=EIO@1":       IO, // a later one is hidden by the kernel in a short write, and tried again
		"write=ESTALE@1":    Network,
		"setattr=EIO@1":     IO,
		"rename=EIO@1":      IO,
		"rename=EACCES@1":   Permission,
		"fallocate=EIO@1":   IO,
		"create=ENOTCONN@1": Network,
	} {
		t.Run(fault, func(t *testing.T) {
			o := serveOdd(t, "-fault", fault)
			write(t, filepath.Join(o.backing, "app.conf"), oldContent)
			fp := identify(t, conf(o.mount))
			big := strings.Repeat("0123456789abcdef", 128<<10)
			_, err := Save(ctx, conf(o.mount), strings.NewReader(big), Options{Expect: fp})
			wantError(t, err, class, Old)
			wantContent(t, filepath.Join(o.backing, "app.conf"), oldContent)
			wantNames(t, o.backing, "app.conf")
			mustSave(t, conf(o.mount), newContent, Options{Expect: fp})
			wantContent(t, conf(o.mount), newContent)
		})
	}
}

// A network file system may report a failed write only when the file is closed.
func TestFailureAtClose(t *testing.T) {
	o := serveOdd(t, "-fault", "flush=EIO@2+") // the first is of the reading of the old file
	write(t, filepath.Join(o.backing, "app.conf"), oldContent)
	_, err := Save(ctx, conf(o.mount), strings.NewReader(newContent), Options{Expect: identify(t, conf(o.mount))})
	wantError(t, err, IO, Old)
	wantContent(t, filepath.Join(o.backing, "app.conf"), oldContent)
	wantNames(t, o.backing, "app.conf")
}

// The file system goes away at each call of a save. The file is old or new, the
// error says when that is not known, and after the volume has come back Recover
// removes what is left.
func TestServerDiesAtEveryCall(t *testing.T) {
	if testing.Short() {
		t.Skip("mounts a file system for every call")
	}
	o := serveOdd(t)
	state := t.TempDir()
	for n, more := 1, true; more; n++ {
		write(t, filepath.Join(o.backing, "app.conf"), oldContent)
		fp := identify(t, conf(o.mount))
		j, err := OpenJournal(ctx, state)
		if err != nil {
			t.Fatal(err)
		}
		died := false
		disk := faultfs.New(vfs.OS(), func(c faultfs.Call) faultfs.Fault {
			if c.N == n {
				died = true
				o.kill()
			}
			return faultfs.Fault{}
		})
		_, err = Save(ctx, conf(o.mount), strings.NewReader(newContent), Options{Expect: fp, Journal: j}.OnDisk(disk))
		if more = died; !more {
			break
		}
		if e := StateOf(err); err != nil && e != Old && e != Unknown {
			t.Errorf("call %d: %v, %v", n, e, err)
		}
		wantEither(t, filepath.Join(o.backing, "app.conf"), oldContent, newContent)
		if err != nil && StateOf(err) == Old {
			wantContent(t, filepath.Join(o.backing, "app.conf"), oldContent)
		}
		j.file.Close() // as the end of the process does
		o.start()
		r, next := recoverOn(t, state, volumeFS{dir: "/nowhere"})
		for _, k := range r.Kept {
			wantContent(t, k.Path, newContent)
			if err := next.Discard(k.Path); err != nil {
				t.Error(err)
			}
		}
		wantNames(t, o.backing, "app.conf")
		if err := next.Close(); err != nil {
			t.Error(err)
		}
		wantNames(t, state, "key")
		if t.Failed() {
			t.Fatalf("died at call %d: %+v", n, r)
		}
	}
}

// On a file system that forgets whatever was not flushed, data and names, whose
// power is cut at any moment: at Full no save that was acknowledged is lost, and the
// file is always whole.
func TestForgetfulFileSystem(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 5
	}
	o := serveOdd(t, "-forget", "all", "-memory", t.TempDir())
	state := t.TempDir()
	mustSave(t, conf(o.mount), numbered(0), Options{})
	random := rand.New(rand.NewPCG(1, 2))
	saves, restored := 0, 0
	for range rounds {
		saver := command(t, "numbers", conf(o.mount), state)
		out, err := saver.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := saver.Start(); err != nil {
			t.Fatal(err)
		}
		lines, last, acknowledged := bufio.NewScanner(out), 1+random.IntN(5), 0
		for acknowledged < last && lines.Scan() {
			acknowledged++
		}
		time.Sleep(time.Duration(random.IntN(3000)) * time.Microsecond) // the moment of the cut
		o.kill()
		for lines.Scan() {
			if !strings.Contains(lines.Text(), " ") { // not the error at the end
				acknowledged++
			}
		}
		io.Copy(io.Discard, out)
		saver.Wait()
		o.start()
		j := openTestJournal(t, state)
		r, err := j.Recover(ctx)
		if err != nil || len(r.Unreachable) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
		for _, k := range r.Kept {
			wantContent(t, k.Path, numbered(acknowledged+1)) // begun, and the file is the one before
			if err := j.Discard(k.Path); err != nil {
				t.Error(err)
			}
		}
		restored += len(r.Restored)
		saves += acknowledged
		wantEither(t, conf(o.mount), numbered(acknowledged), numbered(acknowledged+1))
		wantNames(t, o.mount, "app.conf")
		if t.Failed() {
			t.Fatalf("after %d saves: %+v", acknowledged, r)
		}
	}
	t.Logf("%d cuts among %d saves, %d files restored", rounds, saves, restored)
}
