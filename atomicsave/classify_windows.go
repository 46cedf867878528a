package atomicsave

import (
	"errors"
	"syscall"
)

// systemClass maps the error codes of winerror.h that a save can meet.
func systemClass(err error) Class {
	errno, ok := errors.AsType[syscall.Errno](err)
	if !ok {
		return Other
	}
	switch errno {
	case 5, 1314: // ERROR_ACCESS_DENIED, PRIVILEGE_NOT_HELD
		return Permission
	case 19, 6009, syscall.EROFS: // WRITE_PROTECT, FILE_READ_ONLY, and what a plan says
		return ReadOnly
	case 39, 112, 1295: // HANDLE_DISK_FULL, DISK_FULL, DISK_QUOTA_EXCEEDED
		return NoSpace
	case 17: // NOT_SAME_DEVICE
		return CrossVolume
	case 32, 33, 170, 303, 1175, 1176, 1177, 1224: // SHARING_VIOLATION, LOCK_VIOLATION, BUSY, DELETE_PENDING, UNABLE_TO_REMOVE/MOVE_REPLACED, USER_MAPPED_FILE
		return InUse
	case 80, 183: // FILE_EXISTS, ALREADY_EXISTS
		return Exists
	case 2, 3, 267: // FILE_NOT_FOUND, PATH_NOT_FOUND, DIRECTORY (it is none)
		return Vanished
	case 1921, 336, 681, syscall.ELOOP: // CANT_RESOLVE_FILENAME (a link loop), DIRECTORY_NOT_SUPPORTED, STOPPED_ON_SYMLINK
		return NotRegular
	case 111, 123, 161, 206: // BUFFER_OVERFLOW, INVALID_NAME, BAD_PATHNAME, FILENAME_EXCED_RANGE
		return BadName
	case 51, 53, 54, 55, 59, 64, 65, 67, 71, 121, 1222, 1231, 1232, 1236: // REM_NOT_LIST … CONNECTION_ABORTED
		return Network
	case 21, 23, 25, 27, 29, 30, 483, 1117, 1167: // NOT_READY, CRC, SEEK … IO_DEVICE, DEVICE_NOT_CONNECTED
		return IO
	case 1223, 995: // CANCELLED, OPERATION_ABORTED
		return Cancelled
	case 1, 50, 120: // INVALID_FUNCTION, NOT_SUPPORTED, CALL_NOT_IMPLEMENTED
		return Unsupported
	}
	return Other
}

// isInvalid reports ERROR_INVALID_PARAMETER, with which some file systems say
// that they do not know an operation.
func isInvalid(err error) bool { return errors.Is(err, syscall.Errno(87)) }

// mayChown: there are no owners to give away by number.
func mayChown() bool { return true }
