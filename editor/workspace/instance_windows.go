package workspace

import (
	"context"
	"net"
)

// Become is not built for Windows, where a named pipe would be the meeting
// place: each start is a program of its own.
func Become(context.Context, Dirs, Request) (instance *Instance, handed bool, err error) {
	return nil, false, ErrNoInstance
}

func sameUser(net.Conn) bool { return false }
