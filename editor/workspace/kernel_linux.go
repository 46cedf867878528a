package workspace

import "golang.org/x/sys/unix"

// OfKernel reports whether a path is one under which the kernel shows its state
// and its settings: nothing there is on a disk, or can be replaced like a file.
func OfKernel(path string) bool {
	var fs unix.Statfs_t
	if unix.Statfs(path, &fs) != nil {
		return false
	}
	switch int64(fs.Type) {
	case unix.PROC_SUPER_MAGIC, unix.SYSFS_MAGIC, unix.CGROUP_SUPER_MAGIC, unix.CGROUP2_SUPER_MAGIC,
		unix.DEBUGFS_MAGIC, unix.TRACEFS_MAGIC, unix.SECURITYFS_MAGIC, unix.SELINUX_MAGIC, unix.EFIVARFS_MAGIC:
		return true
	}
	return false
}
