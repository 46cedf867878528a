package atomicsave

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

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
// small is hashed while the disk is being flushed; what is big, while the system
// copies it and the disk is already writing.
type sink struct {
	ctx    context.Context
	file   vfs.File
	size   int64  // expected in all, -1 if unknown
	n      int64  // accepted so far
	at     int64  // written so far
	gather []byte // small pieces that are not written yet
	err    error  // of the first write that failed

	hash   hash.Hash
	kept   []byte        // the beginning of the content, as long as it is all of it: not hashed yet
	hashed chan struct{} // closed when kept has been hashed; nil before hashKept
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
	switch {
	case len(k.gather) == 0 && whole:
		k.put(p)
	case len(k.gather)+len(p) > gatherSize:
		k.flush()
		if k.err == nil && whole {
			k.put(p)
			break
		}
		fallthrough
	default:
		if k.gather == nil {
			k.gather = make([]byte, 0, gatherSize)
		}
		k.gather = append(k.gather, p...)
	}
	if k.err != nil {
		return 0, k.err
	}
	return len(p), nil
}

// flush writes what was gathered.
func (k *sink) flush() error {
	if len(k.gather) > 0 && k.err == nil {
		k.put(k.gather)
		k.gather = k.gather[:0]
	}
	return k.err
}

// put writes p chunk by chunk, and sees to it that it gets hashed.
func (k *sink) put(p []byte) {
	for len(p) > 0 && k.err == nil {
		chunk := p[:min(len(p), chunkSize)]
		p = p[len(chunk):]
		if k.err = k.ctx.Err(); k.err != nil {
			return
		}
		if k.at+int64(len(chunk)) <= gatherSize {
			k.kept = append(k.kept, chunk...)
			k.err = writeAll(k.file, chunk)
		} else {
			k.putBig(chunk)
		}
		k.at += int64(len(chunk))
	}
}

// putBig hashes on another goroutine while the system copies the chunk and
// begins to write it out.
func (k *sink) putBig(chunk []byte) {
	hashed := make(chan struct{})
	go func() {
		k.hash.Write(k.kept)
		k.hash.Write(chunk)
		close(hashed)
	}()
	k.err = writeAll(k.file, chunk)
	if device, ok := k.file.(vfs.Pusher); ok && k.err == nil {
		device.Push(k.at, int64(len(chunk)))
	}
	<-hashed
	k.kept = nil
}

// hashKept begins to hash what was kept, for sum to find it done. Nothing may be
// written after it.
func (k *sink) hashKept() {
	if k.hashed == nil {
		k.hashed = make(chan struct{})
		go func() { k.hash.Write(k.kept); close(k.hashed) }()
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
	buf := make([]byte, size)
	for idle := 0; ; {
		if k.err = k.ctx.Err(); k.err != nil {
			return k.err
		}
		n, err := content.Read(buf)
		if n < 0 || n > len(buf) {
			return errors.New("the content's Read returned an impossible count")
		}
		k.Write(buf[:n])
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
	k.hashKept()
	<-k.hashed
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

// hashAll returns the SHA-256 and the length of what r delivers.
func hashAll(ctx context.Context, r io.Reader) (sum [32]byte, n int64, err error) {
	k := newSink(ctx, discard{}, -1)
	if err, _ := k.drain(r); err != nil {
		return sum, k.n, err
	}
	return k.sum(), k.n, nil
}

// discard is a file that forgets what is written to it.
type discard struct{ vfs.File }

func (discard) Write(p []byte) (int, error) { return len(p), nil }
