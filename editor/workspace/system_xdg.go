//go:build !windows && !darwin

package workspace

import (
	"os"
	"path/filepath"
)

const (
	appFolder   = "holdfast"
	stateFolder = ""
	systemBreak = "\n"
)

func stateHome() (string, error) {
	// The specification tells to ignore a relative path:
	// https://specifications.freedesktop.org/basedir-spec/latest/
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "state"), err
}
