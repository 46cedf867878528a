package lab

import (
	"bytes"
	"io"
	"os"
	"syscall"

	"holdfast/atomicsave/internal/fuse/odd"
)

// serve shows Folder at Mounted, and forgets what was not flushed when it is
// killed. It ends when the parent has gone.
func (c *child) serve() ending {
	go func() {
		io.Copy(io.Discard, c.lines.in)
		syscall.Kill(os.Getpid(), syscall.SIGTERM) // odd.Run unmounts and ends
	}()
	arguments := []string{"-forget", c.Forget, "-memory", c.Memory, c.Folder, c.Mounted}
	if err := odd.Run(arguments, readyLine{c.lines}); err != nil {
		return ending{Code: NoFUSE, Cause: err.Error()}
	}
	return ending{}
}

// readyLine turns the line "ready" into a message.
type readyLine struct{ *lines }

func (r readyLine) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("ready")) {
		if err := r.send(message{Stop: true}); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}
