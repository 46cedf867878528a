package workspace

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
	"holdfast/editor/internal/process"
)

// Locks says which files are open in which Holdfast of the user, so that a
// second one can tell. A lock is advice: it stops nobody, and the save finds
// foreign changes all the same. Nothing is written into the user's folders.
//
// The methods may block and run on any goroutine.
type Locks struct {
	folder string
	self   process.Identity
	now    func() time.Time
}

// NewLocks keeps locks in Dirs.State.
func NewLocks(dirs Dirs) *Locks {
	return &Locks{folder: filepath.Join(dirs.State, "locks"), self: process.Self(), now: time.Now}
}

// Holder is another Holdfast that has a file open.
type Holder struct {
	PID   int
	Since time.Time
	// Elsewhere is true for one on another machine or in another container;
	// nobody here can tell whether it still runs.
	Elsewhere bool
}

// Locking is the outcome of Lock. Exactly one of Lock and Holder is set.
type Locking struct {
	Lock   *FileLock
	Holder *Holder
	// SetAside is a lock that made no sense and was put aside; nil if none was.
	SetAside *SetAside
}

// FileLock is a lock that is held.
type FileLock struct {
	locks *Locks
	file  string
}

const (
	lockFormat = 1
	lockSuffix = ".lock"
	maxLock    = 1 << 20
	// lockTries is how often programs that start at the same moment may be in
	// each other's way.
	lockTries = 8
)

// lockJSON is the file of a lock.
type lockJSON struct {
	Format int              `json:"format"`
	Path   private.Path     `json:"path"`
	Owner  process.Identity `json:"owner"`
	Since  time.Time        `json:"since"`
}

// Lock takes the lock of the file at path, also one that a dead program has
// left. Links to the file have the same lock.
func (l *Locks) Lock(ctx context.Context, path string) (Locking, error) {
	var done Locking
	if err := private.Folder(l.folder); err != nil {
		return done, err
	}
	real := resolved(path)
	sum := sha256.Sum256([]byte(real))
	file := filepath.Join(l.folder, hex.EncodeToString(sum[:16])+lockSuffix)
	data, err := json.Marshal(lockJSON{lockFormat, private.Path(real), l.self, l.now().UTC()})
	if err != nil {
		return done, err
	}
	for range lockTries {
		held, fp, err := l.read(ctx, file)
		switch {
		case err == nil && held.Owner == l.self:
			done.Lock = &FileLock{l, file}
			return done, nil
		case err == nil && held.Owner.Life() != process.Dead, errors.Is(err, private.ErrFuture):
			done.Holder = &Holder{held.Owner.PID, held.Since, held.Owner.Life() != process.Running}
			return done, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			if done.SetAside = l.setAside(file, err); done.SetAside.Kept == "" {
				return done, done.SetAside
			}
			fp = atomicsave.Fingerprint{}
		}
		_, err = atomicsave.Save(ctx, file, bytes.NewReader(data), atomicsave.Options{
			Durability: atomicsave.Fast, Expect: fp, Perm: 0o600, // means nothing after a power cut
		})
		if err == nil {
			done.Lock = &FileLock{l, file}
			return done, nil
		}
		// Unknown: several programs were in each other's way. Look again.
		class, state := atomicsave.ClassOf(err), atomicsave.StateOf(err)
		if class != atomicsave.Changed && class != atomicsave.Exists && state != atomicsave.Unknown {
			return done, err
		}
	}
	return done, ErrLockContended
}

// ErrLockContended says that other programs were faster, again and again.
var ErrLockContended = errors.New("workspace: the lock is contended")

func (l *Locks) setAside(file string, cause error) *SetAside {
	aside := &SetAside{Path: file, Err: cause}
	if private.Unusable(cause) {
		aside.Kept = private.SetAside(file, l.now())
	}
	return aside
}

// read reads a lock. One of a newer program comes with ErrFuture.
func (l *Locks) read(ctx context.Context, file string) (lockJSON, atomicsave.Fingerprint, error) {
	var held lockJSON
	data, fp, err := private.Read(ctx, file, maxLock)
	if err != nil {
		return held, fp, err
	}
	err = json.Unmarshal(data, &held)
	switch {
	case held.Format > lockFormat:
		return held, fp, private.ErrFuture
	case err != nil || held.Format < 1 || held.Owner.PID <= 0:
		return held, fp, private.ErrBroken
	}
	return held, fp, nil
}

// Unlock gives the lock back, if it still is ours.
func (f *FileLock) Unlock(ctx context.Context) error {
	held, _, err := f.locks.read(ctx, f.file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && held.Owner != f.locks.self {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Remove(f.file)
}

// Sweep removes the locks that dead programs have left. It is for the start; a
// lock that is left over does no harm.
func (l *Locks) Sweep(ctx context.Context) ([]*SetAside, error) {
	entries, err := os.ReadDir(l.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	private.Sweep(l.folder, l.now())
	var aside []*SetAside
	for _, entry := range entries {
		file := filepath.Join(l.folder, entry.Name())
		if !strings.HasSuffix(entry.Name(), lockSuffix) {
			continue
		}
		held, _, err := l.read(ctx, file)
		switch {
		case ctx.Err() != nil:
			return aside, ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			aside = append(aside, l.setAside(file, err))
		case held.Owner.Life() == process.Dead:
			err = os.Remove(file)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return aside, err
			}
		}
	}
	return aside, nil
}
