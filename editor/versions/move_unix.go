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
