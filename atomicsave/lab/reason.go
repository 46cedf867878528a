package lab

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"holdfast/atomicsave"
)

// Code says why something cannot be shown. It is stable: translations use it.
type Code string

// The codes.
const (
	NoScratch    Code = "no-scratch"    // no folder in which a scratch folder can be made
	NoRoom       Code = "no-room"       // the scratch folder has not enough space
	NoFUSE       Code = "no-fuse"       // no /dev/fuse, no fusermount3, or no right to use them
	NoChild      Code = "no-child"      // the program could not be started a second time
	NotHere      Code = "not-here"      // this system has nothing by which it could be shown
	TooBig       Code = "too-big"       // more than MaxReal bytes
	Vanished     Code = "vanished"      // the file is not there any more
	Unreadable   Code = "unreadable"    // the file may not, or cannot, be read
	NotAFile     Code = "not-a-file"    // a folder, a device, …
	Changing     Code = "changing"      // the file changes while it is read
	Cancelled    Code = "cancelled"     // the context ended
	NotSimulated Code = "not-simulated" // the simulation refused the save
	Failed       Code = "failed"        // anything else: see Reason.Err
)

// Codes returns all of them, for tests of translations.
func Codes() []Code {
	return []Code{NoScratch, NoRoom, NoFUSE, NoChild, NotHere, TooBig, Vanished, Unreadable, NotAFile, Changing, Cancelled, NotSimulated, Failed}
}

// Reason is why something cannot be shown: the only type of error of this package.
type Reason struct {
	Code Code   `json:"code"`
	Path string `json:"path,omitempty"` // what it is about
	Err  error  `json:"-"`              // the cause, or nil
}

// Error returns one line of English.
func (r *Reason) Error() string {
	text := "lab: " + string(r.Code)
	if r.Path != "" {
		text += ": " + r.Path
	}
	if r.Err != nil {
		text += ": " + r.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (r *Reason) Unwrap() error { return r.Err }

// because makes a reason of an error; the code is taken from it where it is
// telling.
func because(code Code, path string, err error) *Reason {
	if r, ok := errors.AsType[*Reason](err); ok {
		return r
	}
	switch class := atomicsave.ClassOf(err); {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), class == atomicsave.Cancelled:
		code = Cancelled
	case class == atomicsave.NoSpace, errors.Is(err, syscall.ENOSPC):
		code = NoRoom
	}
	return &Reason{Code: code, Path: path, Err: err}
}

// unreadable makes a reason of a failure to read the user's file.
func unreadable(path string, err error) *Reason {
	code := Unreadable
	switch class := atomicsave.ClassOf(err); {
	case class == atomicsave.NotExist, class == atomicsave.Vanished, errors.Is(err, fs.ErrNotExist):
		code = Vanished
	case class == atomicsave.NotRegular:
		code = NotAFile
	case class == atomicsave.Changed:
		code = Changing
	}
	return because(code, path, err)
}
