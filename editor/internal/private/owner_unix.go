//go:build unix

package private

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

func owned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

func closeToOthers(path string, info fs.FileInfo) error {
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return os.Chmod(path, 0o700)
}

// foreignGround reports whether the administrator is about to make a folder in
// one of another user.
func foreignGround(path string) bool {
	if os.Geteuid() != 0 {
		return false
	}
	for {
		info, err := os.Stat(path)
		if err == nil {
			return !owned(info)
		}
		up := filepath.Dir(path)
		if up == path {
			return false
		}
		path = up
	}
}
