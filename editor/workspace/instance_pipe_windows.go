package workspace

import (
	"errors"
	"net"
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"

	"holdfast/editor/internal/private"
)

// pipeBuffer is how much the system keeps of what was written and not yet read.
const pipeBuffer = 64 << 10

// pipeListener is a named pipe as a net.Listener.
type pipeListener struct {
	name string
	user *windows.SID

	mu     sync.Mutex
	next   windows.Handle // an end that waits for somebody; 0 if there is none
	stop   windows.Handle // an event that Close sets
	closed bool
}

// listenPipe makes the pipe. Where somebody has made one of that name the error
// is ERROR_ACCESS_DENIED (FILE_FLAG_FIRST_PIPE_INSTANCE, which wine 8 ignores).
func listenPipe(name string, user *windows.SID) (net.Listener, error) {
	l := &pipeListener{name: name, user: user}
	var err error
	if l.next, err = l.end(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err != nil {
		return nil, err
	}
	if l.stop, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
		windows.CloseHandle(l.next)
		return nil, err
	}
	return l, nil
}

// end makes one more end of the pipe, for the user alone and for no other
// machine.
func (l *pipeListener) end(flags uint32) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(l.name)
	if err != nil {
		return 0, err
	}
	sid := l.user.String()
	sd, err := windows.SecurityDescriptorFromString("O:" + sid + "D:P(A;;GA;;;" + sid + ")")
	if err != nil {
		return 0, err
	}
	attributes := &windows.SecurityAttributes{Length: uint32(unsafe.Sizeof(windows.SecurityAttributes{})), SecurityDescriptor: sd}
	h, err := windows.CreateNamedPipe(name, windows.PIPE_ACCESS_DUPLEX|windows.FILE_FLAG_OVERLAPPED|flags,
		windows.PIPE_TYPE_BYTE|windows.PIPE_REJECT_REMOTE_CLIENTS, windows.PIPE_UNLIMITED_INSTANCES, pipeBuffer, pipeBuffer, 0, attributes)
	if err != nil {
		return 0, &os.PathError{Op: "listen", Path: l.name, Err: err}
	}
	return h, nil
}

// Accept waits for the next one to connect.
func (l *pipeListener) Accept() (net.Conn, error) {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil, net.ErrClosed
	}
	h := l.next
	l.next = 0
	l.mu.Unlock()
	var err error
	if h == 0 {
		if h, err = l.end(0); err != nil {
			return nil, err
		}
	}
	if err := l.connect(h); err != nil {
		windows.CloseHandle(h)
		return nil, err
	}
	// The name must not vanish while this one is talked to.
	next, err := l.end(0)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed && err == nil:
		windows.CloseHandle(next)
	case err == nil:
		l.next = next
	}
	return pipeConn{os.NewFile(uintptr(h), l.name)}, nil
}

// connect waits until somebody is at the other end of h, or until Close.
func (l *pipeListener) connect(h windows.Handle) error {
	event, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(event)
	overlapped := &windows.Overlapped{HEvent: event}
	err = windows.ConnectNamedPipe(h, overlapped)
	switch {
	case err == nil, errors.Is(err, windows.ERROR_PIPE_CONNECTED):
		return nil
	case !errors.Is(err, windows.ERROR_IO_PENDING):
		return err
	}
	which, err := windows.WaitForMultipleObjects([]windows.Handle{event, l.stop}, false, windows.INFINITE)
	var done uint32
	if err != nil || which != windows.WAIT_OBJECT_0 {
		windows.CancelIoEx(h, overlapped)
		windows.GetOverlappedResult(h, overlapped, &done, true)
		return errors.Join(err, net.ErrClosed)
	}
	return windows.GetOverlappedResult(h, overlapped, &done, false)
}

// Close ends the waiting.
func (l *pipeListener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	l.closed = true
	if l.next != 0 {
		windows.CloseHandle(l.next)
		l.next = 0
	}
	return windows.SetEvent(l.stop) // the handle lives on: Accept may be waiting for it
}

// Addr is the name of the pipe.
func (l *pipeListener) Addr() net.Addr { return pipeAddr(l.name) }

// dialPipe connects to the pipe and makes sure that it is one of the user's own:
// another user may have made it first. The other end learns who we are and
// cannot act in our name (SECURITY_IDENTIFICATION).
func dialPipe(name string, user *windows.SID) (net.Conn, error) {
	text, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(text, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_OVERLAPPED|windows.SECURITY_SQOS_PRESENT|windows.SECURITY_IDENTIFICATION, 0)
	if err != nil {
		return nil, &os.PathError{Op: "connect", Path: name, Err: err}
	}
	sd, err := windows.GetSecurityInfo(h, windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err == nil {
		var owner *windows.SID
		if owner, _, err = sd.Owner(); err == nil && !owner.Equals(user) {
			err = private.ErrForeign
		}
	}
	if err != nil {
		windows.CloseHandle(h)
		return nil, &os.PathError{Op: "connect", Path: name, Err: err}
	}
	return pipeConn{os.NewFile(uintptr(h), name)}, nil
}

// pipeConn is an end of a named pipe as a net.Conn.
type pipeConn struct{ *os.File }

func (c pipeConn) LocalAddr() net.Addr  { return pipeAddr(c.Name()) }
func (c pipeConn) RemoteAddr() net.Addr { return pipeAddr(c.Name()) }

// pipeAddr is the name of a pipe as a net.Addr.
type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }
