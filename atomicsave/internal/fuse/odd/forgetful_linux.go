package odd

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/fuse"
)

// Forget says what a cut takes from a Forgetful.
type Forget string

// What may be forgotten.
const (
	// ForgetAll: a file is as it was at its last flush, a folder has the names of
	// its last flush. This is the strictest disk that POSIX allows.
	ForgetAll Forget = "all"
	// ForgetData: names, lengths that were cut and modes stay at once, and data
	// only with a flush of its file. So a file that was truncated and written, or
	// written and renamed, without a flush is empty afterwards, as often on xfs.
	ForgetData Forget = "data"
)

// Forgetful is a file system that remembers like a disk: what was not flushed is
// lost when the process that serves it is killed, or with Cut. Its backing folder
// always holds what is durable: content, modes and owners, no extended attributes,
// and hard links as files of their own. It is meant for few and small files: each
// flush costs a walk over all of them.
type Forgetful struct {
	mode    Forget
	backing string
	memory  string

	mu     sync.Mutex
	folder *Folder // what programs see: a folder below memory
	round  int     // its name
	disk   *durable
}

// NewForgetful returns a file system with the content of the folder backing.
// memory is an empty folder for what is not durable; it should be on a tmpfs and
// may be removed afterwards.
func NewForgetful(backing, memory string, mode Forget) (*Forgetful, error) {
	if mode != ForgetAll && mode != ForgetData {
		return nil, errors.New("what is forgotten is all or data")
	}
	f := &Forgetful{mode: mode, backing: backing, memory: memory}
	return f, f.begin()
}

// begin makes the durable state the visible one.
func (f *Forgetful) begin() error {
	f.round++
	root := filepath.Join(f.memory, strconv.Itoa(f.round))
	if err := os.Mkdir(root, 0o700); err != nil {
		return err
	}
	disk, err := loadDurable(f.backing, root)
	if err != nil {
		return err
	}
	folder, err := NewFolder(root)
	if err != nil {
		return err
	}
	if f.folder != nil {
		folder.last = f.folder.last // nodes and handles from before the cut are stale
	}
	f.folder, f.disk = folder, disk
	return nil
}

// Cut is a power failure: what was not flushed is gone, and what was open is
// stale.
func (f *Forgetful) Cut() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	before, old := f.folder, f.disk
	if err := f.begin(); err != nil {
		return err
	}
	before.close()
	old.close()
	return os.RemoveAll(filepath.Join(f.memory, strconv.Itoa(f.round-1)))
}

// Forget implements fuse.Handler.
func (f *Forgetful) Forget(node, lookups uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.folder.Forget(node, lookups)
}

// Handle implements fuse.Handler.
func (f *Forgetful) Handle(r *fuse.Request) (fuse.Answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	touched := f.touched(*r)
	answer, err := f.folder.Handle(r)
	if err == nil {
		err = f.persist(r.Op, touched)
	}
	return answer, err
}

// touched returns the nodes that a request is about. It gets a copy of the
// request, because reading one uses it up.
func (f *Forgetful) touched(r fuse.Request) []*node {
	numbers := []uint64{r.Node}
	if r.Op == fuse.Rename || r.Op == fuse.Rename2 {
		var in fuse.RenameIn
		if r.Take(&in) == nil {
			numbers = append(numbers, in.NewParent)
		}
	}
	var nodes []*node
	for _, number := range numbers {
		if n := f.folder.nodes[number]; n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// persist makes durable what a request has flushed, or what stays at once.
func (f *Forgetful) persist(op fuse.Op, touched []*node) (err error) {
	changed := true
	for _, n := range touched {
		switch op {
		case fuse.Fsync:
			err = errors.Join(err, f.disk.keepData(n))
		case fuse.Fsyncdir:
			err = errors.Join(err, f.disk.keepNames(n))
		case fuse.Create, fuse.Mkdir, fuse.Mknod, fuse.Symlink, fuse.Link, fuse.Unlink, fuse.Rmdir, fuse.Rename, fuse.Rename2:
			if changed = f.mode == ForgetData; changed {
				err = errors.Join(err, f.disk.keepNames(n))
			}
		case fuse.Setattr:
			if changed = f.mode == ForgetData; changed {
				err = errors.Join(err, f.disk.keepLength(n))
			}
		default:
			changed = false
		}
	}
	if err != nil || !changed {
		return err
	}
	return f.disk.write(f.backing)
}

// close releases all descriptors.
func (f *Folder) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, n := range f.nodes {
		unix.Close(n.fd)
	}
	for _, h := range f.handles {
		if h.fd >= 0 {
			unix.Close(h.fd)
		}
	}
	f.nodes, f.handles = map[uint64]*node{}, map[uint64]handle{}
}
