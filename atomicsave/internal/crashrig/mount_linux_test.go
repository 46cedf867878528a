package crashrig

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/unix"
)

// system is a file system of the kernel.
type system struct {
	name    string
	size    int64 // of the disk: near the least that mkfs takes
	mkfs    []string
	options string   // for mount
	force   string   // the same for a volume that was not unmounted, where the kernel refuses that
	check   []string // a program that repairs the volume, which is run if something cannot be read
	journal bool     // the model of an ordered disk is for it
}

var systems = []system{
	{"ext4", 48 << 20, []string{"mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard"}, "", "", nil, true},
	{"ext4-noauto", 48 << 20, []string{"mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard"}, "noauto_da_alloc", "", nil, true},
	{"ext4-nojournal", 48 << 20, []string{"mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-E", "lazy_itable_init=0,nodiscard"}, "", "", []string{"e2fsck", "-fy"}, false},
	{"xfs", 300 << 20, []string{"mkfs.xfs", "-q", "-f", "-K"}, "nouuid", "", nil, true},
	{"btrfs", 128 << 20, []string{"mkfs.btrfs", "-q", "-f", "-K"}, "nodiscard", "", nil, true},
	// Those below are for the guest: see .ci/crash-guest.
	{"f2fs", 64 << 20, []string{"mkfs.f2fs", "-q"}, "nodiscard", "", nil, false},
	{"vfat", 64 << 20, []string{"mkfs.vfat", "-F", "32"}, "", "", nil, false},
	{"ntfs3", 64 << 20, []string{"mkfs.ntfs", "-q", "-f", "-F"}, "", "force", nil, false},
	{"exfat", 64 << 20, []string{"mkfs.exfat"}, "", "", nil, false},
}

func systemOf(name string) (system, error) {
	for _, s := range systems {
		if s.name == name {
			return s, nil
		}
	}
	return system{}, fmt.Errorf("no file system %q in the rig", name)
}

// driver is the name under which the kernel knows the file system.
func (s system) driver() string {
	if len(s.name) > 4 && s.name[:4] == "ext4" {
		return "ext4"
	}
	return s.name
}

// format makes the file system on an empty disk, or takes one that is there.
func (s system) format(scratch string) (*Image, error) {
	if made := filepath.Join(imageFolder, s.name); unix.Access(made, unix.R_OK) == nil {
		return loadImage(made)
	}
	path := filepath.Join(scratch, "format")
	defer os.Remove(path)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return nil, err
	}
	if err := os.Truncate(path, s.size); err != nil {
		return nil, err
	}
	command := exec.Command(s.mkfs[0], append(s.mkfs[1:], path)...)
	if out, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%v: %w\n%s", command.Args, err, out)
	}
	return loadImage(path)
}

// mount mounts the file as a block device at dir. The loop device goes away by
// itself with the mount.
func (s system) mount(file, dir string, flags uintptr) error {
	device, fd, err := attach(file)
	if err != nil {
		return fmt.Errorf("loop device: %w", err)
	}
	defer unix.Close(fd)
	return unix.Mount(device, dir, s.driver(), flags, s.options)
}

// attach makes a loop device of a file. It is detached after its last use.
func attach(file string) (device string, fd int, err error) {
	back, err := unix.Open(file, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", -1, err
	}
	defer unix.Close(back)
	control, err := unix.Open("/dev/loop-control", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", -1, err
	}
	defer unix.Close(control)
	for range 100 { // another process may be quicker
		number, err := unix.IoctlRetInt(control, unix.LOOP_CTL_GET_FREE)
		if err != nil {
			return "", -1, err
		}
		device = fmt.Sprintf("/dev/loop%d", number)
		fd, err = unix.Open(device, unix.O_RDWR|unix.O_CLOEXEC, 0)
		if err != nil {
			return "", -1, err
		}
		config := unix.LoopConfig{Fd: uint32(back)}
		config.Info.Flags = unix.LO_FLAGS_AUTOCLEAR
		if err = unix.IoctlLoopConfigure(fd, &config); err == nil {
			return device, fd, nil
		}
		unix.Close(fd)
		if !errors.Is(err, unix.EBUSY) {
			return "", -1, err
		}
	}
	return "", -1, unix.EBUSY
}

func (s system) unmount(dir string) error {
	if err := unix.Unmount(dir, 0); err != nil {
		return err
	}
	return s.forget()
}

// forget lets btrfs forget its devices: it would refuse an older state of the
// same file system later.
func (s system) forget() error {
	if s.driver() == "btrfs" {
		return forgetDevices()
	}
	return nil
}

// forgetDevices is "btrfs device scan --forget".
func forgetDevices() error {
	const forget = 0x50009405 // BTRFS_IOC_FORGET_DEV, linux/btrfs.h
	control, err := unix.Open("/dev/btrfs-control", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(control)
	var arguments [4096]byte
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(control), forget, uintptr(unsafe.Pointer(&arguments)))
	if errno != 0 {
		return errno
	}
	return nil
}

// missing says what the rig lacks on this machine, "" if nothing.
func missing(s system) string {
	if os.Geteuid() != 0 {
		return "the power-cut rig must be root, to mount"
	}
	for _, path := range []string{"/dev/fuse", "/dev/loop-control"} {
		if err := unix.Access(path, unix.R_OK|unix.W_OK); err != nil {
			return fmt.Sprintf("the power-cut rig needs %s: %v", path, err)
		}
	}
	alone := exec.Command("/bin/true")
	alone.SysProcAttr = &unix.SysProcAttr{Unshareflags: unix.CLONE_NEWNS}
	if err := alone.Run(); err != nil {
		return fmt.Sprintf("the power-cut rig needs mounts of its own, which a chroot lacks whose folder is no mount: %v", err)
	}
	if _, err := exec.LookPath(s.mkfs[0]); err != nil {
		return fmt.Sprintf("%s is not installed", s.mkfs[0])
	}
	known, err := os.ReadFile("/proc/filesystems")
	if err == nil && !containsWord(string(known), s.driver()) {
		return "this kernel has no " + s.driver()
	}
	return ""
}
