package workspace

import "golang.org/x/sys/unix"

// silentVolume reports whether changes in a folder may happen without events:
// kqueue tells nothing of what other machines do, see statfs(2), MNT_LOCAL.
func silentVolume(folder string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(folder, &stat) != nil || stat.Flags&unix.MNT_LOCAL == 0
}
