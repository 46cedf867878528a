package atomicsave

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"time"

	"holdfast/atomicsave/internal/vfs"
)

// readTries is how often Read begins again when the file changes under it.
const readTries = 3

// Read returns the content of the file at path and its fingerprint. Both come
// from one handle that is looked at again at the end, so they belong together;
// a file that keeps changing is an error of class Changed. A file that does not
// exist is one of class NotExist.
func Read(ctx context.Context, path string) ([]byte, Fingerprint, error) {
	for tries := 1; ; tries++ {
		content, fp, err := readOnce(ctx, vfs.OS(), path)
		if ClassOf(err) != Changed || tries == readTries {
			return content, fp, err
		}
	}
}

func readOnce(ctx context.Context, disk vfs.FS, path string) ([]byte, Fingerprint, error) {
	r, err := openOn(ctx, disk, path)
	if err != nil {
		return nil, Fingerprint{}, err
	}
	defer r.Close()
	r.whole = true
	// One more than its size, to meet the end in the same read; and at least a page,
	// because a file of the kernel may give all that it has at once or never (sysfs,
	// sysctl).
	content := make([]byte, 0, max(r.Size()+1, 4096))
	for {
		if len(content) == cap(content) {
			content = append(content, 0)[:len(content)]
		}
		room := content[len(content):min(cap(content), len(content)+chunkSize)]
		n, err := r.read(room, true)
		content = content[:len(content)+n]
		if err == io.EOF {
			return content, r.Fingerprint(), nil
		}
		if err != nil {
			return nil, Fingerprint{}, err
		}
	}
}

// Reader reads one version of a file. Only Open makes one; it is for one goroutine.
type Reader struct {
	ctx   context.Context
	disk  vfs.FS
	path  string
	file  vfs.File
	began vfs.Info
	hash  behind // of what was read
	n     int64  // bytes of it
	whole bool   // a file that grows is an error
	grown bool
	fp    Fingerprint
	done  error // io.EOF or the error that ended reading
}

// Open opens the file at path to be read in pieces. Symbolic links are followed;
// what is not a regular file is refused without being opened. A file to which
// others append meanwhile is read as far as it went when it was opened, or, if it
// was empty, when its first bytes came; Grown tells of that at the end.
func Open(ctx context.Context, path string) (*Reader, error) {
	return openOn(ctx, vfs.OS(), path)
}

func openOn(ctx context.Context, disk vfs.FS, path string) (*Reader, error) {
	at, info, found, err := resolve(disk, path)
	if err != nil {
		return nil, readError(path, err)
	}
	defer at.dir.Close()
	if !found {
		return nil, readError(at.path(), fs.ErrNotExist)
	}
	if err := requireRegular(info); err != nil {
		return nil, readError(at.path(), err)
	}
	file, err := at.dir.OpenFile(at.name, vfs.ReadOnly, 0)
	if err != nil {
		return nil, readError(at.path(), err)
	}
	info, err = file.Stat()
	if err == nil {
		err = requireRegular(info)
	}
	if err != nil {
		file.Close()
		return nil, readError(at.path(), err)
	}
	return &Reader{ctx: ctx, disk: disk, path: at.path(), file: file, began: info, hash: behind{hash: sha256.New()}}, nil
}

// Read reads the next bytes, as io.Reader says. Before it returns io.EOF it looks at the
// file again: if that changed since Open, the answer is an error of class Changed, unless
// all that was read is still there, or is the beginning of what has grown. The file may
// have another name by then, or none.
func (r *Reader) Read(p []byte) (int, error) { return r.read(p, false) }

// Fill reads until p is full. At the end of the file it returns io.EOF with the bytes
// before it, as Read does. It is faster than Read because what was read is still looked
// at on another goroutine when it returns: p must not change until Fill has returned an
// error or the reader is closed.
func (r *Reader) Fill(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var got int
		got, err = r.read(p[n:], true)
		n += got
	}
	if err != nil {
		r.hash.wait()
	}
	return n, err
}

// read is Read. stable says that p does not change until the reading has ended.
func (r *Reader) read(p []byte, stable bool) (int, error) {
	if r.done != nil || len(p) == 0 {
		return 0, r.done
	}
	if err := r.ctx.Err(); err != nil {
		return 0, readError(r.path, err)
	}
	if left := r.began.Size - r.n; left > 0 && !r.whole {
		p = p[:min(int64(len(p)), left)]
	}
	n, err := r.file.Read(p)
	if n > 0 && r.began.Size == 0 && r.n == 0 {
		if err := r.beganLater(p[:n]); err != nil {
			r.done = readError(r.path, err)
			return 0, r.done
		}
	}
	if n > 0 && r.n+int64(n) > r.began.Size && r.began.Size > 0 && !r.madeUp() {
		n, err = 0, io.EOF // what has come since; it may come faster than it is read
	}
	if n > 0 {
		r.hash.add(p[:n], stable)
		r.n += int64(n)
	}
	if err == io.EOF {
		err = r.finish()
		r.done = err
	}
	if err != nil && err != io.EOF {
		if classify(err) == IO && r.madeUp() {
			err = &kindError{err} // no disk has failed
		}
		err = readError(r.path, err)
		r.done = err
	}
	return n, err
}

// beganLater takes the version that is there when the first bytes have come of a file
// that was empty when it was opened: others have begun to write it. The bytes are read
// again, because they may be older. Files that a kernel or a program makes up are
// always empty, if one believes them.
func (r *Reader) beganLater(first []byte) error {
	now, err := r.file.Stat()
	if err != nil || now.Size == 0 {
		return err
	}
	if n, err := r.file.ReadAt(first, 0); n < len(first) {
		return errors.Join(r.changed(), err)
	}
	r.began = now
	return nil
}

// behind hashes what is read, a piece behind the reading if that piece stays as it is.
// A gigabyte takes as long to hash as to read.
type behind struct {
	hash hash.Hash
	busy <-chan struct{} // closed when the last piece is hashed; nil if it is
}

// add hashes p after everything before it: later, if p is stable and large.
func (b *behind) add(p []byte, stable bool) {
	b.wait()
	if !stable || len(p) < gatherSize {
		b.hash.Write(p)
		return
	}
	done := make(chan struct{})
	b.busy = done
	go func() {
		b.hash.Write(p)
		close(done)
	}()
}

// wait ends when no piece is read any more.
func (b *behind) wait() {
	if b.busy != nil {
		<-b.busy
		b.busy = nil
	}
}

func (b *behind) sum() (sum [32]byte) {
	b.wait()
	b.hash.Sum(sum[:0])
	return sum
}

// finish takes the fingerprint at the end of the file. Size and times mean nothing
// on file systems that a kernel makes up, such as /proc and /sys.
func (r *Reader) finish() error {
	now, err := r.file.Stat()
	if err != nil {
		return err
	}
	sum := r.hash.sum()
	switch {
	case sameVersion(now, r.began, false) && (now.Size == r.n || now.Size == 0) || r.madeUp():
		r.fp = fingerprintOf(now, sum)
		return io.EOF
	case !sameFile(now, r.began) || r.n != r.began.Size || now.Size < r.n || now.Size > r.n && r.whole:
		return r.changed()
	}
	if err := r.readTwice(sum); err != nil {
		return err
	}
	if r.grown = now.Size > r.n; r.grown {
		now = r.began
	}
	r.fp = fingerprintOf(now, sum)
	return io.EOF
}

// readTwice reads a file again that was touched, moved or deleted, or has become
// longer. What was read of it may have been changed too: what is the same both times
// stood in the file at one moment, that between the two, unless somebody has changed it
// and changed it back.
func (r *Reader) readTwice(sum [32]byte) error {
	again, _, err := hashAll(r.ctx, io.LimitReader(&fromStart{file: r.file}, r.n))
	if err == nil && again != sum {
		err = r.changed()
	}
	return err
}

func (r *Reader) changed() error {
	return &Error{Step: StepProbe, Path: r.path, Class: Changed, Err: errors.New("the file changed while it was read")}
}

// madeUp reports that no disk holds the file.
func (r *Reader) madeUp() bool {
	at, _, _, err := resolve(r.disk, r.path)
	if err != nil {
		return false
	}
	defer at.dir.Close()
	volume, err := at.dir.Volume()
	return err == nil && volume.Kernel
}

// Size returns the size in bytes that the file had when it was opened, or, if it was
// empty then, when its first bytes came.
func (r *Reader) Size() int64 { return r.began.Size }

// Path returns the resolved path.
func (r *Reader) Path() string { return r.path }

// Grown reports, once Read has returned io.EOF, that others have appended to the file
// since Open. What was read is then the beginning of the file, as far as it went at
// Open, and the Fingerprint is that of a version which is not on the disk any more.
func (r *Reader) Grown() bool { return r.grown }

// Fingerprint returns the identity of the version that was read: the zero
// Fingerprint until Read has returned io.EOF.
func (r *Reader) Fingerprint() Fingerprint { return r.fp }

// Close releases the file. It may be called again. Read then fails with fs.ErrClosed,
// unless it has reached the end before.
func (r *Reader) Close() error {
	if r.file == nil {
		return nil
	}
	r.hash.wait()
	err := r.file.Close()
	r.file = nil
	if r.done == nil {
		r.done = &Error{Step: StepProbe, Path: r.path, Class: Usage, Err: fs.ErrClosed}
	}
	if err != nil {
		return readError(r.path, err)
	}
	return nil
}

// Identify returns the fingerprint of the file at path. It reads all of it. A
// file that does not exist is an error of class NotExist.
func Identify(ctx context.Context, path string) (Fingerprint, error) {
	for tries := 1; ; tries++ {
		fp, err := identifyOnce(ctx, vfs.OS(), path)
		if ClassOf(err) != Changed || tries == readTries {
			return fp, err
		}
	}
}

func identifyOnce(ctx context.Context, disk vfs.FS, path string) (Fingerprint, error) {
	r, err := openOn(ctx, disk, path)
	if err != nil {
		return Fingerprint{}, err
	}
	defer r.Close()
	r.whole = true
	buf := make([]byte, min(r.Size()+1, chunkSize))
	for {
		switch _, err := r.Read(buf); err {
		case nil:
		case io.EOF:
			return r.Fingerprint(), nil
		default:
			return Fingerprint{}, err
		}
	}
}

// Unchanged reports whether the file at path still is the version fp. It looks
// at identity, size and times first, and reads the content only if nothing but
// identity or times differ, or if they are too fresh to prove anything: programs
// that touch a file, restore it or write the same content again are no change.
func Unchanged(ctx context.Context, path string, fp Fingerprint) (bool, error) {
	at, info, found, err := resolve(vfs.OS(), path)
	if err != nil {
		return false, readError(path, err)
	}
	defer at.dir.Close()
	switch {
	case fp.IsAny():
		return true, nil
	case fp.IsZero() || !found:
		return fp.IsZero() != found, nil
	case info.Kind != vfs.Regular:
		return false, nil
	}
	same, err := fp.isVersion(info, time.Now(), func() ([32]byte, error) {
		file, err := at.dir.OpenFile(at.name, vfs.ReadOnly, 0)
		if err != nil {
			return [32]byte{}, err
		}
		defer file.Close()
		return sumOf(ctx, file)
	})
	if err != nil {
		return false, readError(at.path(), err)
	}
	return same, nil
}

// readError wraps the cause of a failed read. "No such file" is a class of its
// own there.
func readError(path string, cause error) error {
	if e, ok := errors.AsType[*Error](cause); ok {
		return e
	}
	class := classify(cause)
	if class == Vanished {
		class = NotExist
	}
	return &Error{Step: StepProbe, Path: path, Class: class, Err: cause}
}
