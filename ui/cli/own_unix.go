//go:build unix

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// notOurs is an error if a folder is in the home of another user. With "sudo -E"
// root would leave files there that the user can neither read nor remove.
func notOurs(dir string) error {
	for {
		info, err := os.Stat(dir)
		if err == nil {
			if owner := info.Sys().(*syscall.Stat_t).Uid; os.Geteuid() == 0 && owner != 0 {
				return fmt.Errorf("%s belongs to user %d", dir, owner)
			}
			return nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return err
		}
		dir = parent
	}
}
