//go:build unix

package elevate

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Program is the absolute path of this program, if nobody but the administrator
// could have changed it; otherwise the error is ErrProgram.
func Program() (string, error) {
	path, err := os.Executable()
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return "", err
	}
	return path, untouchable(path, 0)
}

// untouchable is nil for a file of the administrator that has at least those
// mode bits and that nobody else could have changed or replaced.
func untouchable(path string, bits uint32) error {
	folder, name := filepath.Split(path)
	fd, err := walk(folder, 0)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProgram, err)
	}
	defer unix.Close(fd)
	var stat unix.Stat_t
	if err := unix.Fstatat(fd, name, &stat, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return &os.PathError{Op: "stat", Path: path, Err: err}
	}
	mode := uint32(stat.Mode)
	if mode&unix.S_IFMT != unix.S_IFREG || stat.Uid != 0 || mode&0o022 != 0 || mode&bits != bits {
		return fmt.Errorf("%w: %s has owner %d and mode %o", ErrProgram, path, stat.Uid, mode)
	}
	return nil
}
