//go:build unix

package versions

import (
	"io/fs"
	"os"
	"syscall"
)

// movable reports whether the file has no other name and belongs to the user.
func movable(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Nlink == 1 && int(stat.Uid) == os.Geteuid()
}

// syncFolder makes a new name durable where the file system can; a version that
// is gone after a power cut is no reason to fail.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		folder.Sync()
		folder.Close()
	}
}
