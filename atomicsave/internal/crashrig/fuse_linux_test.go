package crashrig

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"holdfast/atomicsave/internal/fuse"
)

// medium is what a served file is made of.
type medium interface {
	ReadAt(p []byte, off int64)
	WriteAt(p []byte, off int64)
	Flush()
}

// scratch is a medium whose flushes nobody counts.
type scratch struct{ *Image }

func (scratch) Flush() {}

// server is the FUSE file system: a folder with disks and the file "mark".
type server struct {
	conn *fuse.Conn
	done chan error // of Serve

	mu    sync.Mutex
	names map[string]uint64
	files map[uint64]served
	last  uint64
}

// served is one of the files.
type served struct {
	medium   // nil: what is written are marks
	size     int64
	recorder *Recorder // for marks
}

// serve mounts an empty FUSE file system at dir.
func serve(dir string) (*server, error) {
	conn, err := fuse.Mount(dir, "crashrig")
	if err != nil {
		return nil, err
	}
	s := &server{conn: conn, done: make(chan error, 1), names: map[string]uint64{}, files: map[uint64]served{}, last: fuse.Root}
	go func() { s.done <- conn.Serve(s) }()
	return s, nil
}

// close unmounts and waits for the end, which comes when nobody uses it any more.
func (s *server) close() error {
	if err := s.conn.Unmount(); err != nil {
		return err
	}
	return <-s.done
}

func (s *server) add(name string, f served) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	s.names[name], s.files[s.last] = s.last, f
	return filepath.Join(s.conn.Dir(), name)
}

// disk serves a medium under a new name and returns its path. A name is never
// used twice, so the kernel cannot remember pages of another disk.
func (s *server) disk(m medium, size int64) (path, name string) {
	s.mu.Lock()
	name = fmt.Sprintf("disk-%d", s.last)
	s.mu.Unlock()
	return s.add(name, served{medium: m, size: size}), name
}

// remove lets go of a disk that nobody uses any more.
func (s *server) remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, s.names[name])
	delete(s.names, name)
}

// marks serves the file into which marks are written.
func (s *server) marks(r *Recorder) string { return s.add("mark", served{recorder: r}) }

// Forget implements fuse.Handler: files are there until they are removed.
func (s *server) Forget(uint64, uint64) {}

// Handle implements fuse.Handler.
func (s *server) Handle(r *fuse.Request) (fuse.Answer, error) {
	switch r.Op {
	case fuse.Lookup:
		return s.lookup(r)
	case fuse.Getattr, fuse.Setattr:
		return fuse.Answer{fuse.AttrOut{Valid: anHour, Attr: s.attr(r.Node)}}, nil
	case fuse.Statfs:
		return fuse.Answer{fuse.StatfsOut{}}, nil
	}
	s.mu.Lock()
	f, there := s.files[r.Node]
	s.mu.Unlock()
	if !there {
		return nil, syscall.ENOSYS
	}
	switch r.Op {
	case fuse.Open:
		const direct = 1 // FOPEN_DIRECT_IO: each mark is a request of its own
		if f.medium == nil {
			return fuse.Answer{fuse.OpenOut{Flags: direct}}, nil
		}
		return fuse.Answer{fuse.OpenOut{}}, nil
	case fuse.Read:
		return f.read(r)
	case fuse.Write:
		return f.write(r)
	case fuse.Fsync:
		if f.medium != nil {
			f.Flush()
		}
		return nil, nil
	case fuse.Release, fuse.Flush:
		return nil, nil
	}
	return nil, syscall.ENOSYS
}

func (s *server) lookup(r *fuse.Request) (fuse.Answer, error) {
	name, err := r.Name()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	number, there := s.names[name]
	s.mu.Unlock()
	if !there {
		return nil, syscall.ENOENT
	}
	return fuse.Answer{fuse.EntryOut{Node: number, EntryValid: anHour, AttrValid: anHour, Attr: s.attr(number)}}, nil
}

// anHour is how long the kernel may believe what it is told: sizes never change and
// names are never used again.
const anHour = 3600

func (s *server) attr(number uint64) fuse.Attr {
	if number == fuse.Root {
		return fuse.Attr{Ino: number, Mode: syscall.S_IFDIR | 0o700, Nlink: 2}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return fuse.Attr{Ino: number, Size: uint64(s.files[number].size), Mode: syscall.S_IFREG | 0o600, Nlink: 1, BlockSize: pageSize}
}

func (f served) read(r *fuse.Request) (fuse.Answer, error) {
	var in fuse.IOIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	p := make([]byte, max(0, min(int64(in.Size), f.size-int64(in.Off))))
	if len(p) > 0 {
		f.ReadAt(p, int64(in.Off))
	}
	return fuse.Answer{p}, nil
}

func (f served) write(r *fuse.Request) (fuse.Answer, error) {
	var in fuse.IOIn
	if err := r.Take(&in); err != nil {
		return nil, err
	}
	data, err := r.Data(in.Size)
	if err != nil {
		return nil, err
	}
	if f.medium == nil {
		if f.recorder.Note(string(data)) != nil {
			return nil, syscall.EINVAL
		}
	} else {
		f.WriteAt(data, int64(in.Off))
	}
	return fuse.Answer{fuse.WriteOut{Size: in.Size}}, nil
}

// loadImage reads a file with holes into an image.
func loadImage(path string) (*Image, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	image := NewImage(int64(len(content)))
	empty := [pageSize]byte{}
	for off := 0; off < len(content); off += pageSize {
		if page := content[off : off+pageSize]; [pageSize]byte(page) != empty {
			image.WriteAt(page, int64(off))
		}
	}
	return image, nil
}
