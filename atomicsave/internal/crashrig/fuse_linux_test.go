package crashrig

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
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
	dir  string
	root *fs.Inode
	fuse *fuse.Server
	made atomic.Uint64
}

type rootNode struct{ fs.Inode }

// serve mounts an empty FUSE file system at dir.
func serve(dir string) (*server, error) {
	root := &rootNode{}
	served, err := fs.Mount(dir, root, &fs.Options{MountOptions: fuse.MountOptions{
		DirectMountStrict: true, FsName: "crashrig", Name: "crashrig", MaxWrite: 1 << 20, DisableXAttrs: true,
	}})
	if err != nil {
		return nil, err
	}
	return &server{dir: dir, root: root.EmbeddedInode(), fuse: served}, keepConnection()
}

// keepConnection makes sure that the connection ends with this process: the
// library leaves its descriptor open for child processes.
func keepConnection() error {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && to == "/dev/fuse" {
			fd, err := strconv.Atoi(e.Name())
			if err != nil {
				return err
			}
			syscall.CloseOnExec(fd)
		}
	}
	return nil
}

func (s *server) close() error { return s.fuse.Unmount() }

func (s *server) add(name string, node fs.InodeEmbedder) string {
	number := s.made.Add(1) + 1
	child := s.root.NewPersistentInode(context.Background(), node, fs.StableAttr{Mode: syscall.S_IFREG, Ino: number})
	s.root.AddChild(name, child, true)
	return filepath.Join(s.dir, name)
}

// disk serves a medium under a new name and returns its path. A name is never
// used twice, so the kernel cannot remember pages of another disk.
func (s *server) disk(m medium, size int64) (path, name string) {
	name = fmt.Sprintf("disk-%d", s.made.Load())
	return s.add(name, &diskNode{medium: m, size: size}), name
}

func (s *server) remove(name string) { s.root.RmChild(name) }

// marks serves the file into which marks are written.
func (s *server) marks(r *Recorder) string { return s.add("mark", &markNode{recorder: r}) }

type diskNode struct {
	fs.Inode
	medium
	size int64
}

func (d *diskNode) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode, out.Size = syscall.S_IFREG|0o600, uint64(d.size)
	return 0
}

func (d *diskNode) Setattr(ctx context.Context, f fs.FileHandle, _ *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	return d.Getattr(ctx, f, out)
}

func (d *diskNode) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, 0, 0
}

func (d *diskNode) Read(_ context.Context, _ fs.FileHandle, p []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	p = p[:max(0, min(int64(len(p)), d.size-off))]
	d.ReadAt(p, off)
	return fuse.ReadResultData(p), 0
}

func (d *diskNode) Write(_ context.Context, _ fs.FileHandle, p []byte, off int64) (uint32, syscall.Errno) {
	d.WriteAt(p, off)
	return uint32(len(p)), 0
}

func (d *diskNode) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	d.Flush()
	return 0
}

type markNode struct {
	fs.Inode
	recorder *Recorder
}

func (m *markNode) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode = syscall.S_IFREG | 0o600
	return 0
}

func (m *markNode) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_DIRECT_IO, 0
}

func (m *markNode) Write(_ context.Context, _ fs.FileHandle, p []byte, _ int64) (uint32, syscall.Errno) {
	if m.recorder.Note(string(p)) != nil {
		return 0, syscall.EINVAL
	}
	return uint32(len(p)), 0
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
