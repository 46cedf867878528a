//go:build e2e && linux

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// polkitWorld starts a system message bus and polkit in a mount name space of
// their own, in which the user "nobody" has a password and counts as
// administrator, and there becomes the program of its arguments. It keeps its
// process number, so the window is found by it.
const polkitWorld = `set -e
dir=$1 policy=$2 program=$3; shift 2
mkdir -p /run/dbus && mount -t tmpfs -o mode=755 tmpfs /run/dbus
cp -r /usr/share/polkit-1/actions /run/dbus/actions
sed "s|/usr/bin/holdfast|$program|" "$policy" > /run/dbus/actions/app.holdfast.Holdfast.policy
mount --bind /run/dbus/actions /usr/share/polkit-1/actions
mkdir /run/dbus/rules
echo 'polkit.addAdminRule(function(action, subject) { return ["unix-user:nobody"]; });' > /run/dbus/rules/00-test.rules
mount --bind /run/dbus/rules /etc/polkit-1/rules.d
install -m 640 -g shadow /dev/null /run/dbus/shadow
sed "s|^nobody:[^:]*:|nobody:$(openssl passwd -6 secret):|" /etc/shadow > /run/dbus/shadow
mount --bind /run/dbus/shadow /etc/shadow
mkdir /run/dbus/state && mkdir -p /var/lib/holdfast && mount --bind /run/dbus/state /var/lib/holdfast
cat > /run/dbus/system.conf <<'R'
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy></busconfig>
R
dbus-daemon --config-file=/run/dbus/system.conf --nofork >"$dir/bus.log" 2>&1 &
for i in 1 2 3 4 5 6 7 8 9 10; do [ -S /run/dbus/system_bus_socket ] || sleep 0.1; done
/usr/lib/polkit-1/polkitd --no-debug >"$dir/polkit.log" 2>&1 &
for i in 1 2 3 4 5 6 7 8 9 10; do pkaction >/dev/null 2>&1 || sleep 0.2; done
exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`

// sudoWorld is polkitWorld without polkit: "nobody" may use sudo with a password.
const sudoWorld = `set -e
dir=$1 program=$3; shift 2
mkdir -p /run/dbus && mount -t tmpfs -o mode=755 tmpfs /run/dbus
mount --bind /bin/true /usr/bin/pkexec
mkdir -m 755 /run/dbus/sudoers.d
echo '#65534 ALL=(root) ALL' > /run/dbus/sudoers.d/test && chmod 440 /run/dbus/sudoers.d/test
mount --bind /run/dbus/sudoers.d /etc/sudoers.d
install -m 640 -g shadow /dev/null /run/dbus/shadow
sed "s|^nobody:[^:]*:|nobody:$(openssl passwd -6 secret):|" /etc/shadow > /run/dbus/shadow
mount --bind /run/dbus/shadow /etc/shadow
mkdir /run/dbus/state && mkdir -p /var/lib/holdfast && mount --bind /run/dbus/state /var/lib/holdfast
printf '#!/bin/sh\necho "$1" >>"%s/asked"\necho secret\n' "$HOME" > /run/dbus/askpass && chmod 755 /run/dbus/askpass
export SUDO_ASKPASS=/run/dbus/askpass
exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`

// startAmongOthers opens a file as a user without rights, with polkit running.
func startAmongOthers(t *testing.T, d *desktop, title string, args ...string) *app {
	t.Helper()
	return startIn(t, polkitWorld, d, title, args...)
}

func startIn(t *testing.T, world string, d *desktop, title string, args ...string) *app {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can start polkit beside the system's own")
	}
	needMounts(t)
	for _, tool := range []string{"/usr/bin/pkexec", "/usr/lib/polkit-1/polkitd", "/usr/bin/pkttyagent", "/usr/bin/script", "/usr/bin/openssl"} {
		if _, err := os.Stat(tool); err != nil {
			t.Skip("polkit, or what answers its question, is not installed: ", err)
		}
	}
	policy, err := filepath.Abs("../../assets/linux/app.holdfast.Holdfast.policy")
	must(t, err)
	d.giveTo(nobody)
	a := &app{desktop: d, t: t, log: &log{}, ended: make(chan struct{})}
	a.cmd = exec.Command("unshare", append([]string{"-m", "sh", "-c", world, "sh", d.kept, policy, program}, args...)...)
	a.cmd.Dir = d.files()
	a.cmd.Env = d.environment()
	a.cmd.Stdout, a.cmd.Stderr = a.log, a.log
	a.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	must(t, a.cmd.Start())
	go func() {
		_ = a.cmd.Wait()
		close(a.ended)
	}()
	t.Cleanup(func() {
		a.shoot("end")
		_ = syscall.Kill(-a.cmd.Process.Pid, syscall.SIGKILL)
		a.end()
		// The program has made this folder's place, and the test its content.
		_ = os.Remove("/var/lib/holdfast")
	})
	a.waitWindow()
	a.waitTitle(title)
	a.waitPainted()
	a.waitStill()
	a.mouse(-55, 48, "click", "1") // "Edit anyway": the text is locked without the right to write
	a.waitStill()
	return a
}

// agent answers the questions of polkit for a program with a password, as many
// times as it is asked; question is called each time before the answer. What it
// showed is in the file that it returns.
func (a *app) agent(password string, question func()) (shown string) {
	a.t.Helper()
	pid := strconv.Itoa(a.cmd.Process.Pid)
	shown = a.artifact("agent.log")
	cmd := exec.Command("nsenter", "-t", pid, "-m", "-r", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
		"script", "-qefc", "pkttyagent --process "+pid, "/dev/null")
	cmd.Env = a.environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	keys, err := cmd.StdinPipe()
	must(a.t, err)
	out, err := os.Create(shown)
	must(a.t, err)
	cmd.Stdout, cmd.Stderr = out, out
	must(a.t, cmd.Start())
	ended := make(chan struct{})
	a.t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		close(ended)
		out.Close()
	})
	go func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for answered := 0; ; {
			select {
			case <-ended:
				return
			case <-tick.C:
			}
			text, _ := os.ReadFile(shown)
			if n := bytes.Count(text, []byte("Password:")); n > answered {
				answered = n
				question()
				_, _ = keys.Write([]byte(password + "\n"))
			}
		}
	}()
	return shown
}

// waitAsked waits until the question was shown.
func waitAsked(t *testing.T, asked <-chan struct{}) {
	t.Helper()
	select {
	case <-asked:
	case <-time.After(patience):
		t.Fatal("nobody was asked")
	}
}

// refusedAndAsked types, saves, is refused for lack of rights, and takes the
// choice that has the focus: as administrator.
func (a *app) refusedAndAsked(name string) {
	a.t.Helper()
	a.typed("new ")
	a.waitTitle("● " + name)
	a.waitStill()
	a.beforeModal()
	a.press("ctrl+s")
	a.expectModal("no-rights")
	a.press("Return")
}

// TestSaveAsAdministrator saves a file of root's as a user without rights, who
// types the password of an administrator.
func TestSaveAsAdministrator(t *testing.T) {
	d := newDesktop(t)
	path := d.put("root.conf", []byte("old\n"))
	must(t, os.Chmod(path, 0o644))
	a := startAmongOthers(t, d, "root.conf", path)
	shown := a.agent("secret", func() {})
	a.refusedAndAsked("root.conf")
	a.waitTitle("root.conf")
	holds(t, path, []byte("new old\n"))
	info, err := os.Stat(path)
	must(t, err)
	if stat := info.Sys().(*syscall.Stat_t); stat.Uid != 0 || stat.Gid != 0 || info.Mode().Perm() != 0o644 {
		t.Errorf("owner %d:%d, mode %v", stat.Uid, stat.Gid, info.Mode())
	}
	onlyNames(t, d.files(), "root.conf")
	text, err := os.ReadFile(shown)
	must(t, err)
	for _, want := range []string{"app.holdfast.Holdfast.write", "write --administrator " + path} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the question does not show %q: %s", want, text)
		}
	}

	// Each save is asked for, and the window knows the new version.
	a.refusedAndAsked("root.conf")
	a.waitTitle("root.conf")
	eventually(t, "the second save is there", func() error {
		if data, err := os.ReadFile(path); err != nil || string(data) != "new new old\n" {
			return fmt.Errorf("%q, %v", data, err)
		}
		return nil
	})
	text, err = os.ReadFile(shown)
	must(t, err)
	if n := strings.Count(string(text), "AUTHENTICATION COMPLETE"); n != 2 {
		t.Errorf("%d authentications for 2 saves", n)
	}
}

// TestSaveAsAdministratorBySudo has no pkexec, but a program that asks for sudo.
func TestSaveAsAdministratorBySudo(t *testing.T) {
	if _, err := exec.LookPath("sudo"); err != nil {
		t.Skip("sudo is not installed")
	}
	d := newDesktop(t)
	path := d.put("root.conf", []byte("old\n"))
	a := startIn(t, sudoWorld, d, "root.conf", path)
	a.refusedAndAsked("root.conf")
	a.waitTitle("root.conf")
	holds(t, path, []byte("new old\n"))
	if asked, err := os.ReadFile(filepath.Join(d.home, "asked")); err != nil || len(asked) == 0 {
		t.Errorf("nobody was asked: %v", err)
	}
}

// TestAdministratorSaysNo has a wrong password, and nobody to ask.
func TestAdministratorSaysNo(t *testing.T) {
	d := newDesktop(t)
	path := d.put("root.conf", []byte("old\n"))
	a := startAmongOthers(t, d, "root.conf", path)
	a.refusedAndAsked("root.conf") // nothing on this desktop can ask
	a.waitStill()
	a.expectModal("nobody-asks")
	a.press("Escape")
	a.expectNoModal()
	a.waitTitle("● root.conf")

	asked := make(chan struct{}, 10)
	a.agent("wrong", func() { asked <- struct{}{} })
	a.press("ctrl+s")
	a.expectModal("no-rights")
	a.press("Return")
	waitAsked(t, asked)
	a.waitStill()
	a.expectModal("wrong-password")
	holds(t, path, []byte("old\n"))
	a.press("Escape")
	a.expectNoModal()
	if text := a.text(); text != "new old\n" {
		t.Errorf("the window has %q", text)
	}
	onlyNames(t, d.files(), "root.conf")
}

// TestAdministratorInAFolderOfSomebodyElse: whoever owns the folder could lead
// the administrator elsewhere, so nobody is asked.
func TestAdministratorInAFolderOfSomebodyElse(t *testing.T) {
	d := newDesktop(t)
	dir := d.folder("theirs")
	path := d.put("theirs/root.conf", []byte("old\n"))
	must(t, os.Chown(dir, 12345, 12345))
	a := startAmongOthers(t, d, "root.conf", path)
	shown := a.agent("secret", func() {})
	a.refusedAndAsked("root.conf")
	a.waitStill()
	a.expectModal("ground")
	holds(t, path, []byte("old\n"))
	if text, _ := os.ReadFile(shown); bytes.Contains(text, []byte("Password")) {
		t.Errorf("somebody was asked: %s", text)
	}
}

// TestAdministratorDismisses has a stand-in for pkexec that says what pkexec says
// when the question is closed: exit code 126, see pkexec(1).
func TestAdministratorDismisses(t *testing.T) {
	d := newDesktop(t)
	path := d.put("root.conf", []byte("old\n"))
	source, standIn := filepath.Join(d.dir, "dismiss.go"), filepath.Join(d.dir, "dismiss")
	must(t, os.WriteFile(source, []byte("package main\nimport \"os\"\nfunc main() { os.Exit(126) }\n"), 0o644))
	if out, err := exec.Command("go", "build", "-o", standIn, source).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	must(t, os.Chmod(standIn, 0o755|os.ModeSetuid))
	const world = `mount --bind "${1%/*}/dismiss" /usr/bin/pkexec && shift 2 && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`
	a := startIn(t, world, d, "root.conf", path)
	a.refusedAndAsked("root.conf")
	a.waitStill()
	a.expectModal("dismissed")
	holds(t, path, []byte("old\n"))
	a.press("Escape")
	a.waitTitle("● root.conf")
}

// TestTheQuestionVanishes: what asks for the password dies.
func TestTheQuestionVanishes(t *testing.T) {
	d := newDesktop(t)
	path := d.put("root.conf", []byte("old\n"))
	a := startAmongOthers(t, d, "root.conf", path)
	asked := make(chan struct{}, 10)
	a.agent("\x03", func() { asked <- struct{}{} }) // Ctrl+C
	a.refusedAndAsked("root.conf")
	waitAsked(t, asked)
	a.waitStill()
	a.expectModal("vanished")
	holds(t, path, []byte("old\n"))
	a.press("Escape")
	a.waitTitle("● root.conf")
	if text := a.text(); text != "new old\n" {
		t.Errorf("the window has %q", text)
	}
}

// TestChangedWhileTheAdministratorIsAsked: somebody else saves while the
// question is open. Nothing of theirs is lost.
func TestChangedWhileTheAdministratorIsAsked(t *testing.T) {
	d := newDesktop(t)
	path := d.put("root.conf", []byte("old\n"))
	a := startAmongOthers(t, d, "root.conf", path)
	a.agent("secret", func() {
		if err := os.WriteFile(path, []byte("theirs\n"), 0o644); err != nil {
			t.Error(err)
		}
	})
	a.refusedAndAsked("root.conf")
	eventually(t, "the other one has saved", func() error {
		if data, _ := os.ReadFile(path); string(data) != "theirs\n" {
			return errors.New("not yet")
		}
		return nil
	})
	a.waitStill()
	a.expectModal("conflict")
	holds(t, path, []byte("theirs\n"))
	a.press("Escape")
	a.waitTitle("● root.conf")
}

// TestAdministratorsDiskIsFull: the helper has the rights and no space.
func TestAdministratorsDiskIsFull(t *testing.T) {
	d := newDesktop(t)
	dir := d.tmpfs("disk", 64<<10)
	must(t, os.Chmod(dir, 0o755))
	path := d.put("disk/root.conf", bytes.Repeat([]byte("line\n"), 2000))
	_ = os.WriteFile(filepath.Join(dir, "fill"), make([]byte, 1<<20), 0o600)
	old, err := os.ReadFile(path)
	must(t, err)
	a := startAmongOthers(t, d, "root.conf", path)
	answered := make(chan struct{}, 10)
	a.agent("secret", func() { answered <- struct{}{} })
	a.refusedAndAsked("root.conf")
	<-answered
	a.waitStill()
	a.expectModal("disk-full")
	holds(t, path, old)
	onlyNames(t, dir, "fill", "root.conf")
}
