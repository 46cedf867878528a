package cli

import (
	"context"
	"io"
	"os"
)

// chunkSize is how much of standard input is read ahead. Large enough that the
// hand-over between two goroutines does not show beside the disk.
const chunkSize = 256 << 10

// input reads standard input for a save. Unlike a plain read it ends when the
// context does: a read of a terminal or pipe cannot be interrupted, so it
// happens on a goroutine of its own, which is left behind when nobody waits for
// it any more.
type input struct {
	ctx    context.Context
	in     io.Reader
	chunks chan chunk
	free   chan []byte
	rest   chunk  // what was taken from chunks and not yet returned
	whole  []byte // the buffer that rest is a part of
}

// chunk is the result of one read.
type chunk struct {
	data []byte
	err  error
}

// newInput wraps in. Nothing is read before the first Read, so a save that is
// refused at once leaves standard input untouched.
func newInput(ctx context.Context, in io.Reader) io.Reader {
	r := &input{ctx: ctx, in: in}
	if size, ok := sizeAhead(in); ok {
		return &sizedInput{input: r, size: size}
	}
	return r
}

// Read implements io.Reader. An error that is not io.EOF is a *streamError, or
// the context's.
func (r *input) Read(p []byte) (int, error) {
	if r.chunks == nil {
		r.start()
	}
	for len(r.rest.data) == 0 {
		if r.rest.err != nil {
			return 0, r.rest.err
		}
		if r.whole != nil {
			r.free <- r.whole
			r.whole = nil
		}
		select {
		case r.rest = <-r.chunks:
			r.whole = r.rest.data
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		}
	}
	n := copy(p, r.rest.data)
	r.rest.data = r.rest.data[n:]
	return n, nil
}

// start begins to read ahead, two chunks at most.
func (r *input) start() {
	r.chunks = make(chan chunk)
	r.free = make(chan []byte, 2)
	r.free <- make([]byte, chunkSize)
	r.free <- make([]byte, chunkSize)
	go func() {
		for {
			var buf []byte
			select {
			case buf = <-r.free:
			case <-r.ctx.Done():
				return
			}
			n, err := r.in.Read(buf[:cap(buf)])
			if err != nil && err != io.EOF {
				err = &streamError{key: "cli.stream.in", err: err}
			}
			select {
			case r.chunks <- chunk{buf[:n], err}:
			case <-r.ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
}

// sizedInput is an input that knows how much is still to come, so that the
// space can be reserved.
type sizedInput struct {
	*input
	size int64
}

// Size returns the number of bytes to come.
func (r *sizedInput) Size() int64 { return r.size }

// sizeAhead returns how many bytes in still has, if it is a regular file.
func sizeAhead(in io.Reader) (int64, bool) {
	file, ok := in.(*os.File)
	if !ok {
		return 0, false
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	at, err := file.Seek(0, io.SeekCurrent)
	if err != nil || at > info.Size() {
		return 0, false
	}
	return info.Size() - at, true
}
