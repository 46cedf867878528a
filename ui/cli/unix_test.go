//go:build unix

package cli

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"holdfast/ui/words"
)

func TestBadTargets(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Mkdir(in("folder"), 0o755))
	must(syscall.Mkfifo(in("pipe"), 0o644))
	must(os.Symlink("nowhere", in("dangling")))
	must(os.Symlink("loop", in("loop")))
	must(os.Symlink("loop-b", in("loop-a")))
	must(os.Symlink("loop-a", in("loop-b")))
	must(os.Symlink("folder", in("to-folder")))
	put(t, in("file"), "old")

	tests := []struct {
		name  string
		write int
	}{
		{in("folder"), ExitNotRegular},
		{in("folder") + "/", ExitNotRegular},
		{in("folder") + "/.", ExitNotRegular},
		{in("to-folder"), ExitNotRegular},
		{in("pipe"), ExitNotRegular},
		{"/dev/null", ExitNotRegular},
		{in("dangling"), ExitNotRegular},
		{in("loop"), ExitNotRegular},
		{in("loop-a"), ExitNotRegular},
		{in("file") + "/below", ExitOther},
		{in("none") + "/a", ExitOther},
		{in(strings.Repeat("x", 256)), ExitOther},
		{in(strings.Repeat("x/", 4096)), ExitOther},
	}
	for _, test := range tests {
		label := strings.TrimPrefix(test.name, dir)
		label = label[:min(len(label), 20)]
		for _, verb := range []string{"write", "fingerprint", "plan"} {
			t.Run(verb+label, func(t *testing.T) {
				r := run(t, "new", verb, test.name)
				if r.code != test.write {
					t.Errorf("exit code %d, want %d: %s%s", r.code, test.write, r.out, r.err)
				}
				if r.out+r.err == "" {
					t.Error("no word about it")
				}
			})
		}
	}
	holds(t, in("file"), "old")
	onlyNames(t, in("folder"))
	onlyNames(t, dir, "dangling", "file", "folder", "loop", "loop-a", "loop-b", "pipe", "to-folder")
}

func TestLongestName(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{strings.Repeat("x", 255), strings.Repeat("é", 127), "-\n\xff\t'\"", "--json"} {
		path := put(t, filepath.Join(dir, name), "old")
		run(t, "new", "write", "--", path).exits(t, ExitDone)
		holds(t, path, "new")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		run(t, "new", "write", "--create", path).exits(t, ExitDone)
		holds(t, path, "new")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	onlyNames(t, dir)
}

// asSomeone lets cmd run as a user without rights, in a folder that is open to
// everyone, from a program file that everyone may run.
func asSomeone(t *testing.T, args ...string) (cmd *exec.Cmd, dir string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can run a program as somebody else")
	}
	dir, err := os.MkdirTemp("", "holdfast-cli-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "program")
	if err := os.WriteFile(copied, binary, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd = program(t, args...)
	cmd.Path = copied
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	cmd.Stdin = strings.NewReader("new")
	return cmd, dir
}

func TestNoPermission(t *testing.T) {
	for _, verb := range []string{"write", "fingerprint"} {
		cmd, dir := asSomeone(t, verb, "secret")
		name := put(t, filepath.Join(dir, "secret"), "old")
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
		finish(t, cmd).exits(t, ExitPermission)
		holds(t, name, "old")
		onlyNames(t, dir, "program", "secret")
	}
	// Readable, but nothing may be created beside it.
	cmd, dir := asSomeone(t, "write", "--force", "public")
	name := put(t, filepath.Join(dir, "public"), "old")
	if code := finish(t, cmd).code; code != ExitPermission && code != ExitNeedsConsent {
		t.Errorf("exit code %d", code)
	}
	holds(t, name, "old")
	onlyNames(t, dir, "program", "public")
}

func TestVanishedWorkingDirectory(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	script := `mkdir "$1/gone" && cd "$1/gone" && rmdir "$1/gone" && shift && exec "$@"`
	for _, verb := range []string{"write", "fingerprint"} {
		dir := t.TempDir()
		cmd := exec.Command("/bin/sh", "-c", script, "sh", dir, exe, verb, "a.conf")
		cmd.Env = append(os.Environ(), runAsProgram+"=1")
		cmd.Stdin = strings.NewReader("new")
		r := finish(t, cmd)
		if r.code != ExitOther || r.out+r.err == "" {
			t.Errorf("%s: exit code %d: %s%s", verb, r.code, r.out, r.err)
		}
		onlyNames(t, dir)
	}
	// An absolute name needs no working directory.
	dir := t.TempDir()
	cmd := exec.Command("/bin/sh", "-c", script, "sh", dir, exe, "write", filepath.Join(dir, "a"))
	cmd.Env = append(os.Environ(), runAsProgram+"=1")
	cmd.Stdin = strings.NewReader("new")
	finish(t, cmd).exits(t, ExitDone)
	holds(t, filepath.Join(dir, "a"), "new")
}

func TestSignalsCancel(t *testing.T) {
	heard := make(chan os.Signal, 1)
	// Or under nohup and in the background of a script what is started ignores them, too.
	signal.Notify(heard, os.Interrupt, syscall.SIGHUP)
	defer signal.Stop(heard)
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) { signalCancels(t, sig) })
	}
}

func signalCancels(t *testing.T, sig os.Signal) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "a"), "old")
	cmd := program(t, "write", name)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// More than a pipe holds: when this is written, the save has begun.
	if _, err := io.WriteString(stdin, strings.Repeat("x", 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stderr).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "holdfast: "+words.T("cli.text.cancelled")) {
		t.Errorf("%v: %q, %v", sig, line, err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != ExitCancelled {
		t.Errorf("%v: exit code %d", sig, code)
	}
	holds(t, name, "old")
	onlyNames(t, dir, "a")
}

func TestIgnoredSignalsStayIgnored(t *testing.T) {
	dir := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", `trap "" INT HUP && exec "$@"`, "sh", exe, "write", filepath.Join(dir, "a"))
	cmd.Env = append(os.Environ(), runAsProgram+"=1")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("x", 1<<20)
	if _, err := io.WriteString(stdin, text); err != nil {
		t.Fatal(err)
	}
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
	}
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	holds(t, filepath.Join(dir, "a"), text)
}

func TestOutputFailsAfterTheSave(t *testing.T) {
	fullDevice, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full:", err)
	}
	defer fullDevice.Close()
	read, unheard, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unheard.Close()
	if err := read.Close(); err != nil {
		t.Fatal(err)
	}
	for _, out := range []*os.File{fullDevice, unheard} {
		dir := t.TempDir()
		name := put(t, filepath.Join(dir, "a"), "old")
		cmd := program(t, "write", "--json", name)
		cmd.Stdin = strings.NewReader("new")
		cmd.Stdout = out
		r := finish(t, cmd)
		r.exits(t, ExitIO)
		if !strings.Contains(r.err, words.T("cli.stream.saved")) {
			t.Errorf("%s does not say that the file was saved", r.err)
		}
		holds(t, name, "new")
		onlyNames(t, dir, "a")
	}
}

func TestClosedStreams(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The Go runtime opens the null device for a standard stream that is
	// closed, so that no other file gets its number: nothing that is meant for
	// standard output can end up in the file that is being saved.
	for _, closed := range []string{">&-", "2>&-", ">&- 2>&-"} {
		dir := t.TempDir()
		name := put(t, filepath.Join(dir, "a"), "old")
		cmd := exec.Command("/bin/sh", "-c", `"$0" write --json "$1" `+closed, exe, name)
		cmd.Env = append(os.Environ(), runAsProgram+"=1")
		cmd.Stdin = strings.NewReader("new")
		finish(t, cmd).exits(t, ExitDone)
		holds(t, name, "new")
		onlyNames(t, dir, "a")
	}
}

// TestWriteTakesTheFileItselfAsInput: here the old version stays readable while the
// new one takes its name. On Windows an open file is in use.
func TestWriteTakesTheFileItselfAsInput(t *testing.T) {
	name := put(t, filepath.Join(t.TempDir(), "a"), "0123456789")
	self, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	cmd := program(t, "write", name)
	cmd.Stdin = self
	finish(t, cmd).exits(t, ExitDone)
	holds(t, name, "0123456789")
}
