package atomicsave

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// limits are what a user may have on a file system (struct if_dqblk, quotactl(2)).
type limits struct {
	BlocksHard, BlocksSoft uint64 // KiB
	Space                  uint64
	FilesHard, FilesSoft   uint64
	Files                  uint64
	BlocksTime, FilesTime  uint64
	Valid                  uint32
}

const nobody = 65534

// quotas are the kinds of quota that can be tried: of a user, as on most servers,
// and of a subvolume.
var quotas = map[string]func(t *testing.T, l limits) (dir string){
	"ext4": quotaOfUser, "btrfs": quotaOfSubvolume,
}

// mountImage makes a file system in a file and mounts it.
func mountImage(t *testing.T, size int64, options string, mkfs ...string) string {
	t.Helper()
	needRoot(t)
	dir := t.TempDir()
	image, target := filepath.Join(dir, "image"), folder(t, dir, "mnt")
	write(t, image, "")
	if err := os.Truncate(image, size); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(mkfs[0], append(mkfs[1:], image)...).CombinedOutput(); err != nil {
		t.Skipf("%v: %v %s", mkfs, err, out)
	}
	if out, err := exec.Command("mount", "-o", options, image, target).CombinedOutput(); err != nil {
		t.Skipf("the kernel does not mount a file system with %s: %v %s", options, err, out)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(target, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return target
}

// quotaOfSubvolume limits a subvolume of btrfs, which knows no limit for files.
func quotaOfSubvolume(t *testing.T, l limits) string {
	t.Helper()
	if l.FilesHard > 0 {
		t.Skip("btrfs cannot limit the number of files")
	}
	target := mountImage(t, 128<<20, "loop", "mkfs.btrfs", "-q")
	own := filepath.Join(target, "own")
	for _, arguments := range [][]string{
		{"quota", "enable", target}, {"subvolume", "create", own}, {"qgroup", "limit", fmt.Sprintf("%dK", l.BlocksHard), own},
	} {
		if out, err := exec.Command("btrfs", arguments...).CombinedOutput(); err != nil {
			t.Skipf("btrfs %v: %v %s", arguments, err, out)
		}
	}
	if err := os.Chown(own, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	return own
}

// quotaOfUser limits nobody on ext4 and returns a folder of that user.
func quotaOfUser(t *testing.T, l limits) string {
	t.Helper()
	target := mountImage(t, 32<<20, "loop,usrquota", "mkfs.ext4", "-q", "-O", "quota", "-E", "quotatype=usrquota")
	own := folder(t, target, "own")
	if err := os.Chown(own, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	const (
		setQuota  = 0x800008 << 8 // Q_SETQUOTA for users
		theLimits = 1 | 4         // QIF_LIMITS
	)
	l.Valid = theLimits
	var here unix.Stat_t
	if err := unix.Stat(target, &here); err != nil {
		t.Fatal(err)
	}
	device, err := os.Readlink(fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(here.Dev), unix.Minor(here.Dev)))
	if err != nil {
		t.Fatal(err)
	}
	name, err := unix.BytePtrFromString("/dev/" + filepath.Base(device))
	if err != nil {
		t.Fatal(err)
	}
	_, _, errno := unix.Syscall6(unix.SYS_QUOTACTL, setQuota, uintptr(unsafe.Pointer(name)), nobody, uintptr(unsafe.Pointer(&l)), 0, 0)
	if errno != 0 {
		t.Skipf("no limit can be set: %v", errno)
	}
	return own
}

// A user whose quota is used up: the old file is intact and nothing is left. The
// quota must hold the old and the new file for a moment.
func TestQuota(t *testing.T) {
	for name, c := range map[string]struct {
		limits limits
		old    int
		size   int
		want   string
	}{
		"the new file fits":              {limits{BlocksHard: 2048}, 512 << 10, 800 << 10, "other new"},
		"more than the quota":            {limits{BlocksHard: 2048}, 512 << 10, 2400 << 10, "no-space old"},
		"both files together do not fit": {limits{BlocksHard: 2048}, 1600 << 10, 800 << 10, "no-space old"},
		"no file more":                   {limits{FilesHard: 2}, 512 << 10, 1, "no-space old"},
	} {
		for kind, quota := range quotas {
			t.Run(kind+"/"+name, func(t *testing.T) {
				dir := quota(t, c.limits)
				old := strings.Repeat("o", c.old)
				write(t, conf(dir), old)
				if err := os.Chown(conf(dir), nobody, nobody); err != nil {
					t.Fatal(err)
				}
				unix.Sync() // btrfs counts what it has written
				out := asNobody(t, "size", conf(dir), identify(t, conf(dir)), c.size)
				if !strings.HasPrefix(out, c.want) {
					t.Errorf("%s, want %s", out, c.want)
				}
				want := old
				if strings.Contains(c.want, "new") {
					want = strings.Repeat("x", c.size)
				}
				wantContent(t, conf(dir), want)
				wantNames(t, dir, "app.conf")
			})
		}
	}
}
