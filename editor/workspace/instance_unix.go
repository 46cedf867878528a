//go:build unix

package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"holdfast/editor/internal/private"
)

// Become makes this program the one instance of its user, display and state
// folder, or hands the request to the one that runs. Exactly one of instance
// and handed is set unless there is an error; after any error the program can
// go on by itself, apart from ErrDiscarded and ErrInstanceGone, which come after
// the request was handed over. With Wait in the request it returns when the files
// are closed.
//
// The programs meet at a socket in XDG_RUNTIME_DIR, or in the state folder
// where there is none. Only the user can reach it, and each side asks the kernel
// who the other is.
func Become(ctx context.Context, dirs Dirs, request Request) (instance *Instance, handed bool, err error) {
	base, err := meetingPlace(dirs)
	if err != nil {
		return nil, false, err
	}
	return becomeOrHand(ctx, request, func() (*Instance, error) {
		place, err := claim(base + ".lock")
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errTaken
		}
		if err != nil {
			return nil, err
		}
		return listen(base+".sock", place)
	}, func() (net.Conn, error) { return dial(ctx, base+".sock") })
}

// HandOver is Become for a start that must not be the one program itself: where
// no other runs it fails with ErrNobody.
func HandOver(ctx context.Context, dirs Dirs, request Request) error {
	base, err := meetingPlace(dirs)
	if err != nil {
		return err
	}
	conn, err := dial(ctx, base+".sock")
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, unix.ECONNREFUSED):
		return ErrNobody
	case err != nil:
		return err
	}
	return handOver(ctx, conn, request)
}

// dial connects to the socket of a program of the same user.
func dial(ctx context.Context, path string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if !sameUser(conn) {
		conn.Close()
		return nil, &os.PathError{Op: "connect", Path: path, Err: private.ErrForeign}
	}
	return conn, nil
}

// meetingPlace is the path, without ending, of the socket and of its lock. Each
// display has its own: a file opened over the network must not appear on a
// screen at home.
func meetingPlace(dirs Dirs) (string, error) {
	folder := filepath.Join(dirs.State, "run")
	if runtime := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) {
		folder = filepath.Join(runtime, "holdfast")
	}
	if err := private.Folder(folder); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(dirs.State + "\x00" + os.Getenv("WAYLAND_DISPLAY") + "\x00" + os.Getenv("DISPLAY")))
	return filepath.Join(folder, hex.EncodeToString(sum[:6])), nil
}

// claim takes the lock of the meeting place, which the kernel gives back when
// the process ends, however it does. EWOULDBLOCK means that another holds it.
func claim(path string) (*os.File, error) {
	place, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(place.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		place.Close()
		return nil, err
	}
	return place, nil
}

// listen opens the socket. One that is there was left by a dead program, for
// its place is ours.
func listen(path string, place *os.File) (*Instance, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		place.Close()
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		place.Close()
		return nil, err
	}
	return serve(listener, place), nil
}

// sameUser asks the kernel whether the other end of a connection belongs to the
// user.
func sameUser(conn net.Conn) bool {
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return false
	}
	same := false
	err = raw.Control(func(fd uintptr) {
		uid, err := peerOf(int(fd))
		same = err == nil && uid == os.Geteuid()
	})
	return err == nil && same
}
