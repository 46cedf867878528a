package lab

import (
	"errors"
	"syscall"

	"holdfast/atomicsave"
)

// wireError is an error of a save on its way from the child, and in JSON.
type wireError struct {
	Step  atomicsave.Step `json:"step"`
	Path  string          `json:"path"`
	Class string          `json:"class"`
	State string          `json:"state"`
	Paths []string        `json:"paths,omitempty"`
	Cause string          `json:"cause"`
	Errno uintptr         `json:"errno,omitempty"`
}

// toWire returns nil for nil.
func toWire(e *atomicsave.Error) *wireError {
	if e == nil {
		return nil
	}
	w := &wireError{Step: e.Step, Path: e.Path, Class: e.Class.String(), State: e.State.String(), Paths: e.Paths}
	if e.Err != nil {
		w.Cause = e.Err.Error()
	}
	if number, ok := errors.AsType[syscall.Errno](e.Err); ok {
		w.Errno = uintptr(number)
	}
	return w
}

// remote is a cause that happened in the child: its words, and the number that the
// system gave.
type remote struct {
	text  string
	errno syscall.Errno
}

func (r *remote) Error() string { return r.text }

// Unwrap returns the number of the system, so that errors.Is works as it does for
// an error of this process.
func (r *remote) Unwrap() error {
	if r.errno == 0 {
		return nil
	}
	return r.errno
}

// fromWire makes the error of the child an error of this process.
func (w *wireError) fromWire() *atomicsave.Error {
	if w == nil {
		return nil
	}
	e := &atomicsave.Error{Step: w.Step, Path: w.Path, Paths: w.Paths, Err: &remote{w.Cause, syscall.Errno(w.Errno)}}
	for c := atomicsave.Other; c <= atomicsave.Corrupt; c++ {
		if c.String() == w.Class {
			e.Class = c
		}
	}
	for s := atomicsave.Old; s <= atomicsave.Unknown; s++ {
		if s.String() == w.State {
			e.State = s
		}
	}
	return e
}
