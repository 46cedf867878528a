package atomicsave

import (
	"context"
	"errors"
	"io/fs"

	"holdfast/atomicsave/internal/vfs"
)

// classify finds the class of an error. What the system's numbers mean is in
// systemClass, one per operating system.
func classify(err error) Class {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Class
	}
	if _, ok := errors.AsType[*kindError](err); ok {
		return NotRegular
	}
	if _, ok := errors.AsType[*nameError](err); ok {
		return BadName
	}
	if errors.Is(err, vfs.ErrForeign) {
		return Changed
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Cancelled
	}
	if class := systemClass(err); class != Other {
		return class
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Vanished
	case errors.Is(err, fs.ErrExist):
		return Exists
	case errors.Is(err, fs.ErrPermission):
		return Permission
	case errors.Is(err, errors.ErrUnsupported):
		return Unsupported
	}
	return Other
}
