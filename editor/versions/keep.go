package versions

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

// Keep keeps content as a version of the file at path. The content is read
// twice: for its hash and to copy it.
func (s *Store) Keep(ctx context.Context, path string, content io.ReadSeeker) (Version, error) {
	return s.keepCopy(ctx, path, content, s.now())
}

func (s *Store) keepCopy(ctx context.Context, path string, content io.ReadSeeker, written time.Time) (Version, error) {
	sum, size, err := hashOf(ctx, content)
	if err != nil {
		return Version{}, err
	}
	return s.keep(ctx, path, size, sum, func(to string) error {
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		return copyTo(ctx, to, content, written, sum)
	})
}

func hashOf(ctx context.Context, content io.Reader) (sum [32]byte, size int64, err error) {
	hash := sha256.New()
	size, err = io.Copy(hash, &cancellable{ctx, content})
	return [32]byte(hash.Sum(nil)), size, err
}

// Take keeps the file at replaced, which a save has put out of the place path
// and which is no longer of use there. If it can, it moves the file; otherwise
// it copies and leaves it to the caller to remove it. sum is the hash of its
// content; zero means that it has to be found out.
//
// Only a file that the user owns, under this name alone and on the volume of
// the state folder is moved: other names would lose their access rights.
func (s *Store) Take(ctx context.Context, path, replaced string, sum [32]byte) (Version, error) {
	file, info, err := open(replaced)
	if err == nil && sum == [32]byte{} {
		sum, _, err = hashOf(ctx, file)
	}
	if err != nil {
		return Version{}, err
	}
	file.Close() // Windows does not move a file that is open
	return s.keep(ctx, path, info.Size(), sum, func(to string) error {
		if moved, err := move(info, replaced, to); moved || err != nil {
			return err
		}
		file, _, err := open(replaced)
		if err != nil {
			return err
		}
		defer file.Close()
		return copyTo(ctx, to, file, info.ModTime(), sum)
	})
}

// KeepFile keeps a copy of the file at path as it is now, for a save that
// cannot put the old file aside.
func (s *Store) KeepFile(ctx context.Context, path string) (Version, error) {
	file, info, err := open(path)
	if err != nil {
		return Version{}, err
	}
	defer file.Close()
	return s.keepCopy(ctx, path, file, info.ModTime())
}

// open opens a regular file without ever waiting for a pipe.
func open(path string) (*os.File, fs.FileInfo, error) {
	before, err := os.Lstat(path)
	if err == nil && before.Mode()&fs.ModeSymlink != 0 {
		before, err = os.Stat(path)
	}
	if err == nil && !before.Mode().IsRegular() {
		err = &fs.PathError{Op: "keep", Path: path, Err: private.ErrNotFile}
	}
	if err != nil {
		return nil, nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !os.SameFile(before, info) {
		err = &fs.PathError{Op: "keep", Path: path, Err: private.ErrNotFile}
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

// keep does what all ways of keeping have in common; bring makes the file of
// the version.
func (s *Store) keep(ctx context.Context, path string, size int64, sum [32]byte, bring func(to string) error) (Version, error) {
	path, err := resolve(path)
	if err != nil {
		return Version{}, err
	}
	if limits := s.limits(); limits.Count <= 0 || size > limits.Bytes {
		return Version{}, ErrOff
	}
	if err := s.mayKeep(ctx, path); err != nil {
		return Version{}, err
	}
	folder, err := s.prepare(ctx, path)
	if err != nil {
		return Version{}, err
	}
	l, err := list(ctx, folder)
	if err != nil {
		return Version{}, err
	}
	to := filepath.Join(folder, nameOf(s.now(), size, sum))
	known, err := renew(ctx, folder, l, sum, to)
	if err == nil && !known {
		err = bring(to)
	}
	if err != nil {
		return Version{}, err
	}
	v, err := look(to)
	if err != nil {
		return v, err
	}
	added := size
	if known {
		added = 0
	}
	return v, s.bound(ctx, folder, v, added)
}

// prepare makes the folder of a file and sees to its origin.
func (s *Store) prepare(ctx context.Context, path string) (string, error) {
	folder := s.folderOf(path)
	for _, f := range []string{s.folder, folder} {
		if err := private.Folder(f); err != nil {
			return "", err
		}
	}
	return folder, ensureOrigin(ctx, folder, path)
}

// renew gives content that is kept already the present time. A version that
// turns out to have another content by now gets the name of that.
func renew(ctx context.Context, folder string, l Listing, sum [32]byte, to string) (bool, error) {
	for _, v := range l.Versions {
		if v.Sum != sum {
			continue
		}
		from := filepath.Join(folder, v.name)
		now, err := atomicsave.Identify(ctx, from)
		if err != nil {
			continue
		}
		if now.Sum() != sum {
			err = os.Rename(from, filepath.Join(folder, nameOf(v.Replaced, now.Size(), now.Sum())))
			if err != nil {
				return false, err
			}
			continue
		}
		err = os.Rename(from, to)
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil // another program was faster
		}
		return err == nil, err
	}
	return false, nil
}

// copyTo writes the file of a version. The name has the hash, so content that
// changed meanwhile is refused.
func copyTo(ctx context.Context, to string, content io.Reader, written time.Time, sum [32]byte) error {
	report, err := atomicsave.Save(ctx, to, io.MultiReader(content), atomicsave.Options{Perm: 0o600, Durability: atomicsave.Balanced})
	if err != nil {
		return err
	}
	if report.Fingerprint.Sum() != sum {
		os.Remove(to)
		return fmt.Errorf("%w: it changed while it was copied", ErrDamaged)
	}
	return os.Chtimes(to, written, written)
}

// move renames the file into the store and takes the rights of others from it.
// It reports false, and has done nothing, if the file has to be copied.
//
// Nothing is flushed: the rename changes the file's folder too, which the save
// flushes after this, and a journaling file system keeps or loses a rename in
// both folders together.
func move(info fs.FileInfo, from, to string) (bool, error) {
	if !movable(info) || os.Rename(from, to) != nil {
		return false, nil
	}
	arrived, err := os.Lstat(to)
	if err == nil && !os.SameFile(arrived, info) {
		err = fmt.Errorf("%w: another file came into its place", ErrDamaged)
	}
	if err == nil {
		err = os.Chmod(to, 0o600)
	}
	return err == nil, err
}

// cancellable reads until the context ends.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// Hook keeps the version that a save replaces: it is for atomicsave.Options.Keep.
// That the user or the limits want nothing kept is no error.
func (s *Store) Hook(ctx context.Context, old atomicsave.Replaced) error {
	var err error
	if old.Aside {
		_, err = s.Take(ctx, old.Target, old.Path, old.Sum)
	} else {
		_, err = s.KeepFile(ctx, old.Target)
	}
	if errors.Is(err, ErrOff) || errors.Is(err, ErrExcluded) {
		return nil
	}
	return err
}
