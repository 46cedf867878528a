package atomicsave

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"holdfast/atomicsave/internal/vfs"
)

const (
	// chunkSize is how much is written between two looks at the context.
	chunkSize = 1 << 20
	// gatherSize is below which pieces are gathered into one write.
	gatherSize = 128 << 10
	// reserveFrom is the size from which space is reserved before the work.
	// Below it, one write finds out just as early.
	reserveFrom = 1 << 20
)

// sink writes content to the temporary file and hashes it on the way. What is
// small is hashed while the disk is at work: see hashKept. What is big is hashed on
// another goroutine, while this one writes it and what comes after it.
type sink struct {
	ctx    context.Context
	file   vfs.File
	size   int64 // expected in all, -1 if unknown
	stable bool  // what is given to Write does not change until the save ends
	n      int64 // accepted so far
	at     int64 // written so far
	gather block // small pieces that are not written yet
	spare  block // takes turns with gather
	err    error // of the first write that failed

	hash   hash.Hash
	kept   []byte          // the beginning of the content, as long as it is all of it: not hashed yet
	hashed <-chan struct{} // closed when all that was fed is hashed; nil if nothing was
}

// block is a buffer that may be hashed while it is not used.
type block struct {
	buf  []byte
	free <-chan struct{} // closed when the hashing has ended; nil if there was none
}

// reuse returns the buffer, empty, once nobody reads it any more.
func (b *block) reuse(size int) []byte {
	if b.free != nil {
		<-b.free
		b.free = nil
	}
	if b.buf == nil {
		b.buf = make([]byte, 0, size)
	}
	return b.buf[:0]
}

func newSink(ctx context.Context, file vfs.File, size int64) *sink {
	return &sink{ctx: ctx, file: file, hash: sha256.New(), size: size}
}

// Write accepts p; it may hold it back until flush.
func (k *sink) Write(p []byte) (int, error) {
	if k.err != nil {
		return 0, k.err
	}
	k.n += int64(len(p))
	whole := len(p) >= gatherSize || k.n == k.size
	if len(k.gather.buf)+len(p) > gatherSize {
		k.flush()
	}
	if len(k.gather.buf) == 0 && whole {
		if free := k.put(p); free != nil && !k.stable {
			<-free
		}
	} else {
		if len(k.gather.buf) == 0 {
			k.gather.buf = k.gather.reuse(gatherSize)
		}
		k.gather.buf = append(k.gather.buf, p...)
	}
	if k.err != nil {
		return 0, k.err
	}
	return len(p), nil
}

// WriteString is Write for a string, which is copied piece by piece and not as a
// whole: strings.Reader writes all of itself at once.
func (k *sink) WriteString(text string) (n int, err error) {
	for n < len(text) && k.err == nil {
		if len(k.gather.buf) == gatherSize {
			k.flush()
			continue
		}
		if len(k.gather.buf) == 0 {
			k.gather.buf = k.gather.reuse(gatherSize)
		}
		piece := text[n:min(len(text), n+gatherSize-len(k.gather.buf))]
		k.gather.buf = append(k.gather.buf, piece...)
		k.n += int64(len(piece))
		n += len(piece)
	}
	return n, k.err
}

// flush writes what was gathered.
func (k *sink) flush() error {
	if len(k.gather.buf) > 0 && k.err == nil {
		k.gather.free = k.put(k.gather.buf)
		k.gather, k.spare = k.spare, k.gather
		k.gather.buf = k.gather.buf[:0]
	}
	return k.err
}

// put writes p chunk by chunk and sees to it that it gets hashed. p must stay as it
// is until free is closed; nil means that it is not needed any more.
func (k *sink) put(p []byte) (free <-chan struct{}) {
	if k.at+int64(len(p)) <= gatherSize {
		k.keep(p)
	} else {
		free = k.feed(p)
	}
	for len(p) > 0 && k.err == nil {
		chunk := p[:min(len(p), chunkSize)]
		p = p[len(chunk):]
		if k.err = k.ctx.Err(); k.err != nil {
			return free
		}
		if k.err = writeAll(k.file, chunk); free != nil {
			k.push(k.at, len(chunk))
		}
		k.at += int64(len(chunk))
	}
	return free
}

// push has the disk begin with what was written.
func (k *sink) push(at int64, n int) {
	if device, ok := k.file.(vfs.Pusher); ok && k.err == nil && n > 0 {
		device.Push(at, int64(n)) // a hint
	}
}

// keep holds p back to be hashed later.
func (k *sink) keep(p []byte) {
	switch {
	case k.stable && k.kept == nil:
		k.kept = p[:len(p):len(p)]
		return
	case k.kept == nil:
		k.kept = make([]byte, 0, max(len(p), int(min(k.size, gatherSize))))
	}
	k.kept = append(k.kept, p...)
}

// feed has p hashed after everything before it, on another goroutine, and returns
// what is closed when that is done.
func (k *sink) feed(p []byte) <-chan struct{} {
	kept, before, done := k.kept, k.hashed, make(chan struct{})
	k.kept = nil
	go func() {
		if before != nil {
			<-before
		}
		k.hash.Write(kept)
		k.hash.Write(p)
		close(done)
	}()
	k.hashed = done
	return done
}

// pushKept has the disk begin with content that is small, so that it works while the
// metadata are set and the content is hashed. Big content is pushed chunk by chunk.
func (k *sink) pushKept() {
	if k.kept != nil {
		k.push(0, int(k.at))
	}
}

// hashKept hashes content that is small, on this goroutine: to wake another takes as
// long as to hash 16 KiB. Nothing may be written after it.
func (k *sink) hashKept() {
	if k.kept != nil {
		k.hash.Write(k.kept)
		k.kept = nil
	}
}

// wait ends when nothing that was given to Write is read any more.
func (k *sink) wait() {
	if k.hashed != nil {
		<-k.hashed
	}
}

// writeAll writes p in as many calls as the system wants.
func writeAll(w io.Writer, p []byte) error {
	for len(p) > 0 {
		n, err := w.Write(p)
		if err != nil {
			return err
		}
		if n <= 0 || n > len(p) {
			return io.ErrShortWrite
		}
		p = p[n:]
	}
	return nil
}

// drain copies all of content into the sink. ours tells whether an error is the
// disk's (or the context's) rather than the content's.
func (k *sink) drain(content io.Reader) (err error, ours bool) {
	if w, ok := content.(io.WriterTo); ok {
		_, err = w.WriteTo(k)
	} else {
		err = k.readAll(content)
	}
	if k.err != nil {
		return k.err, true
	}
	if err != nil {
		return err, false
	}
	if err = k.flush(); err != nil {
		return err, true
	}
	k.pushKept()
	if k.size >= 0 && k.n != k.size {
		return fmt.Errorf("the content announced %d bytes and delivered %d: %w", k.size, k.n, io.ErrUnexpectedEOF), false
	}
	return nil, false
}

func (k *sink) readAll(content io.Reader) error {
	size := int64(gatherSize)
	if k.size >= 0 {
		size = min(max(k.size+1, 512), chunkSize) // one byte more, to meet the end in the same read
	}
	var turns [2]block
	for turn, idle := 0, 0; ; turn = 1 - turn {
		if k.err = k.ctx.Err(); k.err != nil {
			return k.err
		}
		buf := turns[turn].reuse(int(size))[:size]
		n, err := content.Read(buf)
		if n < 0 || n > len(buf) {
			return errors.New("the content's Read returned an impossible count")
		}
		k.n += int64(n)
		turns[turn].free = k.put(buf[:n])
		switch {
		case k.err != nil:
			return k.err
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case n > 0:
			idle = 0
		default:
			if idle++; idle > 100 {
				return io.ErrNoProgress
			}
		}
	}
}

// sum returns the SHA-256 of what was written.
func (k *sink) sum() (sum [32]byte) {
	k.wait()
	k.hashKept()
	k.hash.Sum(sum[:0])
	return sum
}

// sizes returns how many bytes content will deliver exactly (Len() int), and
// how many it may deliver at most as a hint for reserving (Size() int64). -1
// stands for unknown. Size is a hint only, because io.SectionReader and
// strings.Reader count from their beginning, not from where they stand.
func sizes(content io.Reader) (exact, hint int64) {
	if c, ok := content.(interface{ Len() int }); ok {
		return int64(c.Len()), int64(c.Len())
	}
	if c, ok := content.(interface{ Size() int64 }); ok {
		return -1, c.Size()
	}
	return -1, -1
}

// buffers are for reading and comparing: new ones for each call would be most of the
// garbage of a save.
var buffers = sync.Pool{New: func() any { return new([gatherSize]byte) }}

// hashAll returns the SHA-256 and the length of what r delivers.
func hashAll(ctx context.Context, r io.Reader) (sum [32]byte, n int64, err error) {
	buf := buffers.Get().(*[gatherSize]byte)
	defer buffers.Put(buf)
	h := sha256.New()
	for idle := 0; err == nil; idle++ {
		if err = ctx.Err(); err != nil {
			break
		}
		var got int
		if got, err = r.Read(buf[:]); got > 0 {
			h.Write(buf[:got])
			n, idle = n+int64(got), 0
		}
		if err == nil && idle > 100 {
			err = io.ErrNoProgress
		}
	}
	if err != io.EOF {
		return sum, n, err
	}
	h.Sum(sum[:0])
	return sum, n, nil
}
