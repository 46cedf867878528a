package workspace

import "golang.org/x/sys/unix"

// remoteTypes are file systems whose files others can change without the kernel
// here noticing: inotify(7) tells nothing of that. The numbers are those of
// statfs(2); the ones that package unix lacks are from the kernel's
// fs/smb/client, fs/vboxsf and fs/ocfs2.
var remoteTypes = map[int64]bool{
	unix.NFS_SUPER_MAGIC: true, unix.SMB_SUPER_MAGIC: true, unix.CIFS_SUPER_MAGIC: true,
	unix.SMB2_SUPER_MAGIC: true, unix.FUSE_SUPER_MAGIC: true, unix.V9FS_MAGIC: true,
	unix.AFS_SUPER_MAGIC: true, unix.AFS_FS_MAGIC: true, unix.CEPH_SUPER_MAGIC: true,
	unix.CODA_SUPER_MAGIC: true, unix.OCFS2_SUPER_MAGIC: true, 0x786f4256: true, // vboxsf
}

// silentVolume reports whether changes in a folder may happen without events.
func silentVolume(folder string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(folder, &stat) != nil || remoteTypes[int64(stat.Type)&0xffffffff]
}
