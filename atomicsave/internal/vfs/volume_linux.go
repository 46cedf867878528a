package vfs

import (
	"fmt"
	"os"
	"path"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// volumeTypes names the file systems that a save treats differently or that
// people meet (statfs(2), linux/magic.h).
var volumeTypes = map[uint32]string{
	0xEF53:     "ext4", // and ext2, ext3, which the same driver serves
	0x58465342: "xfs",
	0x9123683E: "btrfs",
	0xF2F52010: "f2fs",
	0xCA451A4E: "bcachefs",
	0x2FC12FC1: "zfs",
	0x01021994: "tmpfs",
	0x858458F6: "ramfs",
	0x794C7630: "overlay",
	0x4D44:     "vfat",
	0x2011BAB0: "exfat",
	0x7366746E: "ntfs3",
	0x5346544E: "ntfs",
	0x65735546: "fuse",
	0x6969:     "nfs",
	0x517B:     "smb",
	0xFE534D42: "smb2",
	0xFF534D42: "cifs",
	0x01021997: "9p",
	0x5346414F: "afs",
	0x00C36400: "ceph",
	0x73717368: "squashfs",
	0x9660:     "iso9660",
}

// kernelTypes names the file systems whose files the kernel makes up
// (linux/magic.h). They have no versions that could be told apart, and nothing on
// them can be replaced.
var kernelTypes = map[uint32]string{
	0x9FA0:     "proc",
	0x62656572: "sysfs",
	0x27E0EB:   "cgroup",
	0x63677270: "cgroup2",
	0x64626720: "debugfs",
	0x74726163: "tracefs",
	0x73636673: "securityfs",
	0x62656570: "configfs",
	0xCAFE4A11: "bpf",
	0xF97CFF8C: "selinuxfs",
	0x43415D53: "smackfs",
	0x42494E4D: "binfmt_misc",
	0xDE5E81E4: "efivarfs",
	0x6165676C: "pstore",
}

// volumes remembers what was found out about a mount, by its number, which the kernel
// never gives to another one (STATX_MNT_ID_UNIQUE, Linux 6.8): what is mounted there
// has one type and one journal for as long as it is mounted. Asking again is not free:
// on xfs statfs(2) has the blocks of removed files freed at once, in the middle of the
// save. A read-only mount may become another one and is not remembered; the other way
// round, faccessat(2) answers EROFS.
var volumes sync.Map // of Volume, by uint64

func volume(fd int) (Volume, error) {
	mount, ok := mountOf(fd)
	if known, found := volumes.Load(mount); ok && found {
		return known.(Volume), nil
	}
	v, certain, err := askVolume(fd)
	if ok && err == nil && certain && !v.ReadOnly {
		volumes.Store(mount, v)
	}
	return v, err
}

// mountOf returns the number of the mount; ok is false where the kernel has no unique
// ones.
func mountOf(fd int) (number uint64, ok bool) {
	var st unix.Statx_t
	err := restart(func() error { return unix.Statx(fd, "", unix.AT_EMPTY_PATH, unix.STATX_MNT_ID_UNIQUE, &st) })
	return st.Mnt_id, err == nil && st.Mask&unix.STATX_MNT_ID_UNIQUE != 0
}

// askVolume asks the kernel. certain is false if the answer may be another one later.
func askVolume(fd int) (v Volume, certain bool, err error) {
	var st unix.Statfs_t
	if err := restart(func() error { return unix.Fstatfs(fd, &st) }); err != nil {
		return Volume{}, false, err
	}
	certain = true
	magic := uint32(st.Type)
	v = Volume{Type: volumeTypes[magic], Magic: uint64(magic), ReadOnly: st.Flags&unix.ST_RDONLY != 0}
	if name, ok := kernelTypes[magic]; ok {
		v.Type, v.Kernel = name, true
	}
	switch v.Type {
	case "ext4":
		v.Bare, certain = isBare(fd, st.Fsid)
	case "nfs", "smb", "smb2", "cifs", "9p", "afs", "ceph":
		v.Remote = true
	}
	return v, certain, nil
}

// bare remembers which volumes of ext4 have no journal, by their identity: finding
// out costs as much as all other looks of a save together.
var bare sync.Map // of bool, by unix.Fsid

// isBare reports whether the kernel shows that an ext4 volume has no journal: no
// task of it runs. Where that is not shown, such as in a container without /sys, it
// is taken to have one, as nearly all have, and known is false.
func isBare(fd int, id unix.Fsid) (none, known bool) {
	if before, ok := bare.Load(id); ok {
		return before.(bool), true
	}
	var st unix.Stat_t
	if restart(func() error { return unix.Fstat(fd, &st) }) != nil {
		return false, false
	}
	device, err := os.Readlink(fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(st.Dev), unix.Minor(st.Dev)))
	if err != nil {
		return false, false
	}
	task, err := os.ReadFile("/sys/fs/ext4/" + path.Base(device) + "/journal_task")
	if err != nil {
		return false, false
	}
	none = strings.TrimSpace(string(task)) == "<none>"
	bare.Store(id, none)
	return none, true
}

// identities is where udev names the volumes by what they call themselves: the
// serial number of FAT and exFAT, the UUID of others.
const identities = "/dev/disk/by-uuid"

// VolumeID implements Identifier. It is "" for volumes without a device, and
// without udev.
func (d *dir) VolumeID() (string, error) {
	var here unix.Stat_t
	if err := restart(func() error { return unix.Fstat(d.fd, &here) }); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(identities)
	if err != nil {
		return "", nil
	}
	for _, e := range entries {
		var device unix.Stat_t
		if unix.Stat(identities+"/"+e.Name(), &device) == nil && device.Mode&unix.S_IFMT == unix.S_IFBLK && device.Rdev == here.Dev {
			return e.Name(), nil
		}
	}
	return "", nil
}
