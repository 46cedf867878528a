package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/windows"
)

// Become makes this program the one instance of its user, session and state
// folder, or hands the request to the one that runs. Exactly one of instance
// and handed is set unless there is an error; after any error the program can
// go on by itself, apart from ErrDiscarded and ErrInstanceGone, which come after
// the request was handed over. With Wait in the request it returns when the files
// are closed.
//
// The programs meet at a named pipe whose access list lets nobody but the user
// in. Which program is the one is decided by a mutex of the session. The system
// takes both back when the process ends, however it does.
func Become(ctx context.Context, dirs Dirs, request Request) (instance *Instance, handed bool, err error) {
	name, user, err := meetingPlace(dirs)
	if err != nil {
		return nil, false, err
	}
	return becomeOrHand(ctx, request, func() (*Instance, error) {
		place, err := claim(name)
		if errors.Is(err, windows.ERROR_ALREADY_EXISTS) {
			return nil, errTaken
		}
		if err != nil {
			return nil, err
		}
		return listen(name, user, place)
	}, func() (net.Conn, error) { return dialPipe(name, user) })
}

// HandOver is Become for a start that must not be the one program itself: where
// no other runs it fails with ErrNobody.
func HandOver(ctx context.Context, dirs Dirs, request Request) error {
	name, user, err := meetingPlace(dirs)
	if err != nil {
		return err
	}
	for began := time.Now(); ; {
		conn, err := dialPipe(name, user)
		switch {
		case err == nil:
			return handOver(ctx, conn, request)
		case errors.Is(err, os.ErrNotExist):
			return ErrNobody
		case !errors.Is(err, windows.ERROR_PIPE_BUSY) || time.Since(began) > helloTime:
			return err
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

// meetingPlace is the name of the pipe, and the user who owns it. Each session
// of the user, which is a screen of its own, has its own.
func meetingPlace(dirs Dirs) (name string, user *windows.SID, err error) {
	token, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", nil, err
	}
	var session uint32
	if err := windows.ProcessIdToSessionId(windows.GetCurrentProcessId(), &session); err != nil {
		return "", nil, err
	}
	sum := sha256.Sum256([]byte(dirs.State + "\x00" + hex.EncodeToString([]byte{byte(session), byte(session >> 8)})))
	return `\\.\pipe\holdfast-` + token.User.Sid.String() + "-" + hex.EncodeToString(sum[:6]), token.User.Sid, nil
}

// claim takes the mutex of the meeting place. ERROR_ALREADY_EXISTS means that
// another holds it.
func claim(name string) (place, error) {
	text, err := windows.UTF16PtrFromString(`Local\` + filepath.Base(name))
	if err != nil {
		return 0, err
	}
	h, err := windows.CreateMutex(nil, false, text)
	if err != nil && h != 0 {
		windows.CloseHandle(h)
	}
	return place(h), err
}

// place is the mutex that makes this program the one.
type place windows.Handle

func (p place) Close() error { return windows.CloseHandle(windows.Handle(p)) }

// listen opens the pipe. If someone else has one of that name, it is refused.
func listen(name string, user *windows.SID, p place) (*Instance, error) {
	listener, err := listenPipe(name, user)
	if err != nil {
		p.Close()
		return nil, err
	}
	return serve(listener, p), nil
}

// sameUser trusts the access list of the pipe, which lets in nobody but the user.
func sameUser(net.Conn) bool { return true }
