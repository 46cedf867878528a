//go:build !windows

package atomicsave

import (
	"errors"
	"syscall"
)

// systemClass maps the error numbers of errno(3) that a save can meet.
func systemClass(err error) Class {
	errno, ok := errors.AsType[syscall.Errno](err)
	if !ok {
		return Other
	}
	switch errno {
	case syscall.EACCES, syscall.EPERM:
		return Permission
	case syscall.EROFS:
		return ReadOnly
	case syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG:
		return NoSpace
	case syscall.EXDEV:
		return CrossVolume
	case syscall.EBUSY, syscall.ETXTBSY, syscall.EAGAIN, syscall.EDEADLK:
		return InUse
	case syscall.EEXIST, syscall.ENOTEMPTY:
		return Exists
	case syscall.ENOENT, syscall.ENOTDIR:
		return Vanished
	case syscall.EISDIR, syscall.ELOOP:
		return NotRegular
	case syscall.ENAMETOOLONG, syscall.EILSEQ:
		return BadName
	case syscall.ESTALE, syscall.ETIMEDOUT, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.EHOSTDOWN,
		syscall.EHOSTUNREACH, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.ECONNREFUSED, syscall.ENOTCONN:
		return Network
	case syscall.EIO, syscall.ENXIO, syscall.ENODEV, syscall.EBADMSG, damaged: // EBADMSG: a checksum is wrong
		return IO
	case syscall.ENOSYS, syscall.ENOTSUP:
		return Unsupported
	}
	return Other
}

// isInvalid reports the answer EINVAL, with which some file systems say that
// they do not know an operation.
func isInvalid(err error) bool { return errors.Is(err, syscall.EINVAL) }
