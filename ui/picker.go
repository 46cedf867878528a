package ui

import "errors"

// FilePicker asks the user for a file with the system's own dialogs. Its methods
// block until the user has answered and must not be called on the main
// goroutine. They return ErrNotChosen when the user cancelled, and an error
// that wraps ErrNoPicker when the system offers no such dialog.
type FilePicker interface {
	// Open asks for an existing file; dir is the folder to begin in, or empty.
	Open(dir string) (path string, err error)
	// Save asks for a place to save to, and whether an existing file there may
	// be replaced. Nothing is created or changed by it.
	Save(dir, name string) (path string, err error)
	// Folder asks for an existing folder.
	Folder(dir string) (path string, err error)
}

// ErrNotChosen says that the user closed a file dialog without choosing.
var ErrNotChosen = errors.New("ui: nothing was chosen")

// ErrNoPicker says that the system's file dialog could not be shown.
var ErrNoPicker = errors.New("ui: the system offers no file dialog")
