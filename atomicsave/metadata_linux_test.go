package atomicsave

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

func needRoot(t testing.TB) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
}

// aclEntry is an entry of a POSIX ACL as the kernel stores it.
type aclEntry struct {
	tag, perm uint16
	id        uint32
}

// Tags of linux/posix_acl.h, and the id of entries that have none.
const (
	aclUserObj  = 0x01
	aclUser     = 0x02
	aclGroupObj = 0x04
	aclMask     = 0x10
	aclOther    = 0x20
	aclNoID     = 0xffffffff
)

func encodeACL(entries ...aclEntry) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 2)
	for _, e := range entries {
		b = binary.LittleEndian.AppendUint16(b, e.tag)
		b = binary.LittleEndian.AppendUint16(b, e.perm)
		b = binary.LittleEndian.AppendUint32(b, e.id)
	}
	return b
}

// The ACL that editors get wrong: the mask allows what the group does not.
var trickyACL = encodeACL(
	aclEntry{aclUserObj, 6, aclNoID}, aclEntry{aclUser, 6, 4242}, aclEntry{aclGroupObj, 4, aclNoID},
	aclEntry{aclMask, 6, aclNoID}, aclEntry{aclOther, 0, aclNoID})

func setXattr(t *testing.T, path, name string, value []byte) {
	t.Helper()
	if err := unix.Setxattr(path, name, value, 0); err != nil {
		t.Skipf("%s cannot be set here: %v", name, err)
	}
}

func xattr(path, name string) string {
	buf := make([]byte, 4096)
	n, err := unix.Getxattr(path, name, buf)
	if err != nil {
		return err.Error()
	}
	return string(buf[:n])
}

func mode(t *testing.T, path string) uint32 {
	t.Helper()
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		t.Fatal(err)
	}
	return st.Mode & 0o7777
}

func TestMetadataIsKept(t *testing.T) {
	needRoot(t)
	for _, level := range []Durability{Full, Fast} {
		dir := t.TempDir()
		path := conf(dir)
		write(t, path, oldContent)
		if err := os.Chown(path, 1234, 5678); err != nil {
			t.Fatal(err)
		}
		if err := unix.Chmod(path, 0o6751); err != nil {
			t.Fatal(err)
		}
		big := strings.Repeat("v", 2000)
		setXattr(t, path, "user.note", []byte(big))
		setXattr(t, path, "user.empty", nil)
		setXattr(t, path, "trusted.note", []byte("kept"))
		capability := []byte{1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
		setXattr(t, path, "security.capability", capability)
		setXattr(t, path, "security.note", []byte("kept")) // as a label is
		r := mustSave(t, path, newContent, Options{Expect: identify(t, path), Durability: level})
		wantContent(t, path, newContent)
		var st unix.Stat_t
		if err := unix.Stat(path, &st); err != nil || st.Uid != 1234 || st.Gid != 5678 || st.Mode&0o7777 != 0o6751 {
			t.Errorf("owner %d, group %d, mode %o, %v", st.Uid, st.Gid, st.Mode, err)
		}
		if xattr(path, "user.note") != big || xattr(path, "user.empty") != "" || xattr(path, "trusted.note") != "kept" ||
			xattr(path, "security.capability") != string(capability) || xattr(path, "security.note") != "kept" {
			t.Error("an attribute was lost")
		}
		if len(remarks(r)) != 0 {
			t.Errorf("caveats %v", r.Caveats)
		}
	}
}

func TestACLIsKept(t *testing.T) {
	dir := t.TempDir()
	path := conf(dir)
	write(t, path, oldContent)
	setXattr(t, path, aclAttr, trickyACL)
	before := mode(t, path)
	mustSave(t, path, newContent, Options{Expect: identify(t, path)})
	if got := xattr(path, aclAttr); got != string(trickyACL) {
		t.Errorf("ACL %x, want %x", got, trickyACL)
	}
	if mode(t, path) != before {
		t.Errorf("mode %o, want %o", mode(t, path), before)
	}
}

// The default ACL of the folder is for new files: a replaced file keeps what it
// had, a new one gets it.
func TestDefaultACL(t *testing.T) {
	dir := t.TempDir()
	path := conf(dir)
	write(t, path, oldContent)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	setXattr(t, dir, "system.posix_acl_default", trickyACL)
	mustSave(t, path, newContent, Options{Expect: identify(t, path)})
	if got := xattr(path, aclAttr); got != syscall.ENODATA.Error() {
		t.Errorf("the default ACL leaked in: %x", got)
	}
	if mode(t, path) != 0o640 {
		t.Errorf("mode %o", mode(t, path))
	}
	fresh, ordinary := filepath.Join(dir, "fresh"), filepath.Join(dir, "ordinary")
	mustSave(t, fresh, newContent, Options{})
	if err := os.WriteFile(ordinary, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if xattr(fresh, aclAttr) != xattr(ordinary, aclAttr) || mode(t, fresh) != mode(t, ordinary) {
		t.Errorf("a new file has ACL %x, mode %o; open(2) gives %x, %o", xattr(fresh, aclAttr), mode(t, fresh), xattr(ordinary, aclAttr), mode(t, ordinary))
	}
}

func TestNewFilePermission(t *testing.T) {
	dir := t.TempDir()
	old := unix.Umask(0o027)
	defer unix.Umask(old)
	mustSave(t, filepath.Join(dir, "umask"), "", Options{})
	mustSave(t, filepath.Join(dir, "exact"), "", Options{Perm: 0o666})
	if mode(t, filepath.Join(dir, "umask")) != 0o640 || mode(t, filepath.Join(dir, "exact")) != 0o666 {
		t.Errorf("modes %o, %o", mode(t, filepath.Join(dir, "umask")), mode(t, filepath.Join(dir, "exact")))
	}
}

// What the umask forbids to new files, a replaced file keeps.
func TestUmaskDoesNotMatter(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	if err := os.Chmod(conf(dir), 0o666); err != nil {
		t.Fatal(err)
	}
	old := unix.Umask(0o077)
	defer unix.Umask(old)
	mustSave(t, conf(dir), newContent, Options{Expect: AnyVersion()})
	if mode(t, conf(dir)) != 0o666 {
		t.Errorf("mode %o", mode(t, conf(dir)))
	}
}

func TestFileFlags(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), oldContent)
	if out, err := exec.Command("chattr", "+dA", conf(dir)).CombinedOutput(); err != nil {
		t.Skipf("chattr: %v %s", err, out)
	}
	mustSave(t, conf(dir), newContent, Options{Expect: AnyVersion()})
	out, err := exec.Command("lsattr", conf(dir)).Output()
	if err != nil || !strings.Contains(strings.Fields(string(out))[0], "d") || !strings.Contains(strings.Fields(string(out))[0], "A") {
		t.Errorf("flags %s, %v", out, err)
	}
}

func TestImmutableIsRefused(t *testing.T) {
	needRoot(t)
	for _, flag := range []string{"i", "a"} {
		dir := t.TempDir()
		write(t, conf(dir), oldContent)
		if out, err := exec.Command("chattr", "+"+flag, conf(dir)).CombinedOutput(); err != nil {
			t.Skipf("chattr: %v %s", err, out)
		}
		_, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: AnyVersion()})
		exec.Command("chattr", "-"+flag, conf(dir)).Run()
		if e := wantError(t, err, Permission, Old); e.Step != StepProbe {
			t.Errorf("found at %v only", e.Step)
		}
		wantContent(t, conf(dir), oldContent)
		wantNames(t, dir, "app.conf")
	}
}

// What cannot be kept needs consent, and then is in the report; what was meant
// for another group is not given to ours.
func TestLossNeedsConsent(t *testing.T) {
	needRoot(t)
	for name, c := range map[string]struct {
		op       string
		kinds    []LossKind
		wantMode uint32
	}{
		"owner and group": {"file.chown", []LossKind{LossOwner, LossGroup}, 0o644},
		"attribute":       {"file.setattr", []LossKind{LossXattr}, 0o6664},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := conf(dir)
			write(t, path, oldContent)
			setXattr(t, path, "user.note", []byte("x"))
			if err := os.Chown(path, 1234, 5678); err != nil {
				t.Fatal(err)
			}
			if err := unix.Chmod(path, 0o6664); err != nil {
				t.Fatal(err)
			}
			disk := faultfs.New(vfs.OS(), faultfs.OnOp(c.op, faultfs.Fault{Err: syscall.EPERM}))
			opts := Options{Expect: identify(t, path)}.OnDisk(disk)
			_, err := Save(ctx, path, strings.NewReader(newContent), opts)
			wantError(t, err, NeedsConsent, Old)
			wantContent(t, path, oldContent)
			wantNames(t, dir, "app.conf")

			opts.Consent = Agree(c.kinds...)
			r := mustSave(t, path, newContent, opts)
			wantContent(t, path, newContent)
			var got []LossKind
			for _, caveat := range remarks(r) {
				got = append(got, caveat.Loss)
			}
			if len(got) != len(c.kinds) || got[0] != c.kinds[0] {
				t.Errorf("caveats %v", r.Caveats)
			}
			if mode(t, path) != c.wantMode {
				t.Errorf("mode %o, want %o", mode(t, path), c.wantMode)
			}
		})
	}
}

// An ACL that cannot be kept must not leave its mask behind as group bits.
func TestLostACLDoesNotWiden(t *testing.T) {
	dir := t.TempDir()
	path := conf(dir)
	write(t, path, oldContent)
	setXattr(t, path, aclAttr, trickyACL)
	disk := faultfs.New(vfs.OS(), faultfs.OnOp("file.setattr", faultfs.Fault{Err: syscall.EPERM}))
	opts := Options{Expect: identify(t, path)}.OnDisk(disk)
	_, err := Save(ctx, path, strings.NewReader(newContent), opts)
	wantError(t, err, NeedsConsent, Old)
	opts.Consent = Agree(LossACL)
	mustSave(t, path, newContent, opts)
	if mode(t, path) != 0o600 {
		t.Errorf("mode %o, want 600", mode(t, path))
	}
}

// Hard links are never cut silently.
func TestHardLinkNeedsConsent(t *testing.T) {
	dir := t.TempDir()
	path, other := conf(dir), filepath.Join(dir, "other")
	write(t, path, oldContent)
	if err := os.Link(path, other); err != nil {
		t.Skip("no hard links here:", err)
	}
	opts := Options{Expect: identify(t, path)}
	_, err := Save(ctx, path, strings.NewReader(newContent), opts)
	if e := wantError(t, err, NeedsConsent, Old); e.Step != StepProbe {
		t.Errorf("found at %v only", e.Step)
	}
	wantContent(t, path, oldContent)
	opts.Consent = Agree(LossHardLink)
	r := mustSave(t, path, newContent, opts)
	wantContent(t, path, newContent)
	wantContent(t, other, oldContent)
	if r.Strategy != StrategyReplace {
		t.Errorf("strategy %v", r.Strategy)
	}
}

// A file system that accepts the calls and does nothing is found out afterwards.
func TestMetadataComparedAfterwards(t *testing.T) {
	dir := t.TempDir()
	path := conf(dir)
	write(t, path, oldContent)
	setXattr(t, path, "user.note", []byte("x"))
	r := mustSave(t, path, newContent, Options{Expect: identify(t, path)}.OnDisk(deafFS{}))
	if c := remarks(r); len(c) != 1 || c[0].Loss != LossXattr {
		t.Errorf("caveats %v", r.Caveats)
	}
}

// deafFS is a disk whose files accept attributes and forget them.
type deafFS struct{}

func (deafFS) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	d, err := vfs.OS().OpenDir(base, path)
	return deafDir{d}, err
}

type deafDir struct{ vfs.Dir }

func (d deafDir) OpenFile(name string, how vfs.Access, mode uint32) (vfs.File, error) {
	f, err := d.Dir.OpenFile(name, how, mode)
	return deafFile{f}, err
}

func (d deafDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	return d.Dir.Rename(name, to.(deafDir).Dir, newName, how)
}

type deafFile struct{ vfs.File }

func (deafFile) SetAttr(string, []byte) error { return nil }

// In an append-only folder a temporary file could be made but neither renamed nor
// removed: that is known before.
func TestAppendOnlyFolder(t *testing.T) {
	needRoot(t)
	dir := folder(t, t.TempDir(), "dir")
	write(t, conf(dir), oldContent)
	if out, err := exec.Command("chattr", "+a", dir).CombinedOutput(); err != nil {
		t.Skipf("chattr: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("chattr", "-a", dir).Run() })
	_, err := Save(ctx, conf(dir), strings.NewReader(newContent), Options{Expect: AnyVersion()})
	wantError(t, err, NeedsConsent, Old)
	_, err = Save(ctx, filepath.Join(dir, "new"), strings.NewReader(newContent), Options{})
	wantError(t, err, Permission, Old)
	wantNames(t, dir, "app.conf")
}
