// Package native is what the window needs from the system and does not get from
// the window library: file dialogs, and on X11 the selections, a look whether there
// is a display at all, and a quicker start (Prepare, BeforeWindow). It needs cgo.
//
// The dialogs are those of sqweek/dialog: GTK on Linux, the common dialogs on
// Windows, Cocoa on macOS. Where GTK cannot be used, Linux asks the desktop's
// portal. Only one is open at a time, and all of them run on one locked thread: GTK
// aborts the process when two threads use it at once.
package native

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/sqweek/dialog"

	"holdfast/ui"
)

// Picker shows native file dialogs. Create it with New.
type Picker struct {
	jobs chan job
}

var _ ui.FilePicker = (*Picker)(nil)

type job struct {
	run    func() (string, error)
	answer chan<- answer
}

type answer struct {
	path string
	err  error
}

// errNotLocal is the cause when the user chose something that has no path on
// this machine: GTK then answers with an empty name and no error.
var errNotLocal = errors.New("native: what was chosen is not on a local or mounted disk")

// New starts the dialog thread, which lives as long as the program.
func New() *Picker {
	p := &Picker{jobs: make(chan job)}
	go func() {
		runtime.LockOSThread()
		var t toolkit
		for j := range p.jobs {
			path, err := guarded(&t, j.run)
			j.answer <- answer{path, err}
		}
	}()
	return p
}

// guarded runs one dialog. A library that panics has no dialog to show: that
// becomes ErrNoPicker.
func guarded(t *toolkit, run func() (string, error)) (path string, err error) {
	defer func() {
		if r := recover(); r != nil {
			path, err = "", fmt.Errorf("%w: %v", ui.ErrNoPicker, r)
		}
	}()
	if err := t.prepare(); err != nil {
		return "", err
	}
	path, err = run()
	switch {
	case errors.Is(err, dialog.ErrCancelled):
		return "", ui.ErrNotChosen
	case err != nil:
		return "", fmt.Errorf("%w: %w", ui.ErrNoPicker, err)
	case path == "":
		return "", errNotLocal
	}
	return path, nil
}

// ask runs a dialog on the dialog thread and waits for the answer. Where the
// library has no dialog to show, the desktop portal is tried.
func (p *Picker) ask(native, fallback func() (string, error)) (string, error) {
	c := make(chan answer, 1)
	p.jobs <- job{native, c}
	a := <-c
	if errors.Is(a.err, ui.ErrNoPicker) {
		return fallback()
	}
	return a.path, a.err
}

// Open asks for an existing file.
func (p *Picker) Open(dir string) (string, error) {
	return p.ask(dialog.File().SetStartDir(dir).Load, func() (string, error) { return portalOpen(dir, false) })
}

// Save asks for a place to save to. The dialog itself asks before it accepts
// the name of an existing file. No filter is set, because some dialogs add the
// filter's extension to the name, and "hosts" must not become "hosts.txt".
func (p *Picker) Save(dir, name string) (string, error) {
	return p.ask(dialog.File().SetStartDir(dir).SetStartFile(name).Save, func() (string, error) { return portalSave(dir, name) })
}

// Folder asks for an existing folder.
func (p *Picker) Folder(dir string) (string, error) {
	return p.ask(dialog.Directory().SetStartDir(dir).Browse, func() (string, error) { return portalOpen(dir, true) })
}
