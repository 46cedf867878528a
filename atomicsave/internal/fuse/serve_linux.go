package fuse

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Handler is a file system.
type Handler interface {
	// Handle answers a request with what Answer makes, or with an error, of which
	// the syscall.Errno is told to the kernel, and EIO if it has none. It is
	// called on a goroutine for each request.
	Handle(r *Request) (Answer, error)
	// Forget says that the kernel has forgotten so many lookups of a node.
	Forget(node, lookups uint64)
}

// Answer is the body of an answer: fixed parts and bytes, one after the other.
type Answer []any

const (
	maxWrite   = 128 << 10
	bufferSize = maxWrite + 4096 // a write and its headers
)

// Conn is a mounted file system.
type Conn struct {
	fd  int // of /dev/fuse
	dir string
}

// Dir is where the file system is mounted.
func (c *Conn) Dir() string { return c.dir }

// Serve answers requests until the file system is unmounted, which is no error.
func (c *Conn) Serve(h Handler) error {
	buf := make([]byte, bufferSize)
	for {
		n, err := unix.Read(c.fd, buf)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN), errors.Is(err, unix.ENOENT):
			continue // ENOENT: the caller was killed before we could read
		case errors.Is(err, unix.ENODEV), errors.Is(err, unix.ECONNABORTED):
			return nil
		case err != nil:
			return fmt.Errorf("read /dev/fuse: %w", err)
		}
		r, err := parse(bytes.Clone(buf[:n]))
		if err != nil {
			return err
		}
		switch r.Op {
		case initialise:
			if err := c.initialise(r); err != nil {
				return err
			}
		case forget, batchForget:
			r.forget(h)
		case interrupt, destroy: // a hint that needs no answer; the end
		default:
			go c.answer(h, r)
		}
	}
}

func parse(buf []byte) (*Request, error) {
	r := &Request{rest: buf}
	var head inHeader
	if err := r.Take(&head); err != nil {
		return nil, err
	}
	r.Op, r.Node, r.unique = Op(head.Op), head.Node, head.Unique
	r.UID, r.GID, r.PID = head.UID, head.GID, head.PID
	return r, nil
}

// initialise agrees on the version of the protocol.
func (c *Conn) initialise(r *Request) error {
	const asyncRead, bigWrites, maxPages = 1, 1 << 5, 1 << 22
	var in initIn
	if err := r.Take(&in); err != nil {
		return err
	}
	if in.Major != 7 || in.Minor < 31 {
		c.reply(r, nil, unix.EPROTO)
		return fmt.Errorf("the kernel speaks FUSE %d.%d, not 7.31", in.Major, in.Minor)
	}
	out := initOut{
		Major: 7, Minor: 31, Readahead: in.Readahead, Flags: in.Flags & (asyncRead | bigWrites | maxPages),
		Background: 64, Congestion: 48, MaxWrite: maxWrite, TimeGran: 1, MaxPages: maxWrite / 4096,
	}
	return c.reply(r, Answer{out}, nil)
}

// forget passes on what the kernel has forgotten. It wants no answer.
func (r *Request) forget(h Handler) {
	if r.Op == forget {
		var in forgetIn
		if r.Take(&in) == nil {
			h.Forget(r.Node, in.Lookups)
		}
		return
	}
	var in batchForgetIn
	if r.Take(&in) != nil {
		return
	}
	for range in.Count {
		var one forgetOne
		if r.Take(&one) != nil {
			return
		}
		h.Forget(one.Node, one.Lookups)
	}
}

func (c *Conn) answer(h Handler, r *Request) {
	answer, err := h.Handle(r)
	c.reply(r, answer, err)
}

// reply writes an answer. That the kernel does not want it any more is no error:
// its process may be gone.
func (c *Conn) reply(r *Request, answer Answer, cause error) error {
	head := outHeader{Error: errno(cause), Unique: r.unique}
	out := encode(make([]byte, 0, 256), head)
	if cause == nil {
		out = encode(out, answer...)
	}
	head.Len = uint32(len(out))
	encode(out[:0], head)
	for {
		_, err := unix.Write(c.fd, out)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ENODEV) {
			return nil
		}
		return err
	}
}
