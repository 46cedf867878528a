package workspace

import (
	"os"
	"path/filepath"
)

// Dirs names the folders that the program keeps its own files in. Nothing of
// the program's own is ever written anywhere else.
type Dirs struct {
	// Config holds what a person may want to read, edit or copy to another
	// machine: the settings.
	Config string
	// State holds what belongs to this machine: recent files and records of
	// saves that are under way.
	State string
}

// UserDirs are the folders of the user who runs the program: on Linux those of
// the XDG Base Directory Specification, on macOS Library/Application Support,
// on Windows the roaming and the local AppData. It fails when the environment
// names no home.
func UserDirs() (Dirs, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return Dirs{}, err
	}
	state, err := stateHome()
	if err != nil {
		return Dirs{}, err
	}
	return Dirs{Config: filepath.Join(config, appFolder), State: filepath.Join(state, appFolder, stateFolder)}, nil
}

// JournalDir is the folder of the journal of saves: see atomicsave.OpenJournal.
func (d Dirs) JournalDir() string { return filepath.Join(d.State, "journal") }
