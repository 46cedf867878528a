package versions

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"holdfast/editor/internal/private"
)

// The errors of this package, besides those of the disk.
var (
	ErrOff       = errors.New("versions: the limits allow no version of this file")
	ErrExcluded  = errors.New("versions: nothing is kept of this file")
	ErrNoVersion = errors.New("versions: there is no such version")
	ErrAmbiguous = errors.New("versions: more than one version begins like this")
	ErrDamaged   = errors.New("versions: the content is not what was kept")
)

// Policy bounds what is kept. A Count or Bytes of 0 keeps nothing at all; an
// Age of 0 is no bound. After a jump of the clock the age does not count for a
// day.
type Policy struct {
	Count int           `json:"count"` // versions of one file
	Age   time.Duration `json:"age"`   // since a version was replaced
	Bytes int64         `json:"bytes"` // of all versions of all files together
}

// DefaultPolicy is 50 versions of a file, for 90 days, 500 MB in all.
func DefaultPolicy() Policy { return Policy{Count: 50, Age: 90 * 24 * time.Hour, Bytes: 500 << 20} }

// Version is one kept version of a file.
type Version struct {
	// ID names the version among those of its file: the first digits of the
	// hash.
	ID string
	// Replaced is when a save replaced the version, for the last time; Written
	// is when the version itself was written.
	Replaced, Written time.Time
	Bytes             int64
	Sum               [32]byte

	name string
}

// Problem is something in the folders that is not used.
type Problem struct {
	Path string
	Err  error
}

// Listing is what is kept of one file.
type Listing struct {
	Versions []Version // the newest first
	Problems []Problem
}

// Store keeps versions in a folder. Its methods may block and may be called
// from any goroutine; several programs may use the same folder.
type Store struct {
	folder string
	now    func() time.Time

	mu     sync.Mutex
	policy Policy
	total  int64 // bytes kept by all, -1 if not counted yet
	// settled says that the clock has gone on without a jump, see tellTime.
	settled bool
}

// New is a store in the folder "versions" of the program's state folder, which
// is made when the first version is kept.
func New(stateDir string, policy Policy) *Store {
	return &Store{folder: filepath.Join(stateDir, "versions"), policy: policy, now: time.Now, total: -1}
}

// SetPolicy sets the bounds for what is kept from now on. What exceeds them goes
// with the next Prune, or when the next version is kept.
func (s *Store) SetPolicy(p Policy) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p != s.policy {
		s.policy, s.total = p, -1
	}
}

func (s *Store) limits() Policy {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.policy
}

// List lists the versions of the file at path. That nothing is kept is no
// error.
func (s *Store) List(ctx context.Context, path string) (Listing, error) {
	path, err := resolve(path)
	if err != nil {
		return Listing{}, err
	}
	return list(ctx, s.folderOf(path))
}

func list(ctx context.Context, folder string) (Listing, error) {
	var l Listing
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return l, err
		}
		path := filepath.Join(folder, entry.Name())
		if entry.Name() == originName || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		v, err := look(path)
		switch {
		case errors.Is(err, fs.ErrNotExist): // pruned just now
		case err != nil:
			l.Problems = append(l.Problems, Problem{path, err})
		default:
			l.Versions = append(l.Versions, v)
		}
	}
	slices.SortFunc(l.Versions, func(a, b Version) int { return b.Replaced.Compare(a.Replaced) })
	return l, nil
}

// look reads what a version says about itself.
func look(path string) (Version, error) {
	v, ok := parseName(filepath.Base(path))
	if !ok {
		return v, private.ErrBroken
	}
	info, err := private.Look(path)
	if err != nil {
		return v, err
	}
	if info.Size() != v.Bytes {
		return v, ErrDamaged
	}
	v.Written = info.ModTime()
	return v, nil
}

// stamp is the time in a name; it sorts and is allowed on every file system.
const stamp = "20060102T150405.000000000Z"

// idDigits is how many digits of the hash make an ID.
const idDigits = 12

func nameOf(replaced time.Time, size int64, sum [32]byte) string {
	return fmt.Sprintf("%s-%d-%x", replaced.UTC().Format(stamp), size, sum)
}

func parseName(name string) (Version, bool) {
	fields := strings.Split(name, "-")
	if len(fields) != 3 {
		return Version{}, false
	}
	replaced, err := time.Parse(stamp, fields[0])
	size, sizeErr := strconv.ParseInt(fields[1], 10, 64)
	sum, sumErr := hex.DecodeString(fields[2])
	if err != nil || sizeErr != nil || sumErr != nil || len(sum) != 32 || size < 0 {
		return Version{}, false
	}
	return Version{ID: fields[2][:idDigits], Replaced: replaced, Bytes: size, Sum: [32]byte(sum), name: name}, true
}

// find returns the version whose hash begins with id.
func (s *Store) find(ctx context.Context, path, id string) (string, Version, error) {
	path, err := resolve(path)
	if err != nil {
		return "", Version{}, err
	}
	folder := s.folderOf(path)
	l, err := list(ctx, folder)
	if err != nil {
		return "", Version{}, err
	}
	var found []Version
	for _, v := range l.Versions {
		if len(id) >= 4 && strings.HasPrefix(hex.EncodeToString(v.Sum[:]), strings.ToLower(id)) {
			found = append(found, v)
		}
	}
	switch len(found) {
	case 0:
		return "", Version{}, ErrNoVersion
	case 1:
		return filepath.Join(folder, found[0].name), found[0], nil
	}
	return "", Version{}, ErrAmbiguous
}

// Read returns the content of a version. id is an ID or its beginning, at least
// four digits of it. With ErrDamaged the content is what is there now.
func (s *Store) Read(ctx context.Context, path, id string) ([]byte, Version, error) {
	file, v, err := s.find(ctx, path, id)
	if err != nil {
		return nil, v, err
	}
	content, fp, err := private.Read(ctx, file, v.Bytes)
	if err == nil && fp.Sum() != v.Sum {
		err = ErrDamaged
	}
	return content, v, err
}

// Forget removes everything that is kept of a file, and returns how many
// versions that were. The bytes are not overwritten: a disk may keep them until
// it needs the place.
func (s *Store) Forget(ctx context.Context, path string) (int, error) {
	path, err := resolve(path)
	if err != nil {
		return 0, err
	}
	folder := s.folderOf(path)
	l, err := list(ctx, folder)
	if err != nil {
		return 0, err
	}
	// Also what is not understood may hold the secret that is to go.
	if _, err := os.Lstat(folder); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	s.mu.Lock()
	s.total = -1
	s.mu.Unlock()
	return len(l.Versions), os.RemoveAll(folder)
}

// resolve names a file the same way whatever links lead to it. The file, and
// even its folder, need not exist any more.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real, nil
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(folder, filepath.Base(path)), nil
	}
	return path, nil
}
