package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

// CopyConflict says that the second copy of a file was not written, because
// what is there under its name is not what was written there last.
type CopyConflict struct {
	Path string
	// Gone is true if nothing has the name any more. The disk of the copies may
	// not be connected, and the folder be that which it is connected to.
	Gone bool
}

// Error says what happened; the window says it in the user's language.
func (e *CopyConflict) Error() string {
	return fmt.Sprintf("workspace: %s is not the copy that was written last", e.Path)
}

// copySign is in the name of each second copy. No program takes a file with it
// for its own: "*.conf" does not fit, and no desktop opens it.
const copySign = ".holdfast-copy-"

// copyDigits is how many digits of a hash tell apart the copies of files that
// have the same name in different folders.
const copyDigits = 8

// CopyPath is where the second copy of the file at an absolute path is in a
// folder: its name, a sign that it is a copy, and what tells its own folder.
func CopyPath(path, folder string) string {
	sum := sha256.Sum256([]byte(filepath.Dir(path)))
	return filepath.Join(folder, filepath.Base(path)+copySign+hex.EncodeToString(sum[:])[:copyDigits])
}

// CopyOptions say how a second copy is written.
type CopyOptions struct {
	Durability atomicsave.Durability
	// Replace overwrites whatever has the name of the copy, because the user
	// says so.
	Replace bool
	// Anew writes a copy although the last one is gone, because the user says so.
	Anew bool
}

// copiesJSON is the file that remembers which copies were written.
type copiesJSON struct {
	Format int          `json:"format"`
	Copies []copyRecord `json:"copies"`
}

type copyRecord struct {
	Path private.Path `json:"path"`
	Sum  string       `json:"sha256"`
}

const (
	copiesFormat = 1
	// maxCopies bounds what is remembered; the oldest go first.
	maxCopies = 1000
)

func (s *Store) copiesPath() string { return filepath.Join(s.dirs.State, "copies.json") }

// WriteCopy writes the second copy of the file at an absolute path into a
// folder, by the same safe save as the file itself. A copy that somebody else
// has changed is a *CopyConflict and stays as it is, and so is one that has gone;
// other errors are those of
// atomicsave, or a *SetAside after which the copy was written. It may block for
// long, as a stick or a server that is slow does.
func (s *Store) WriteCopy(ctx context.Context, path, folder string, content io.Reader, o CopyOptions) error {
	to := CopyPath(path, folder)
	record, aside := s.copyRecord(ctx, to)
	expect, err := Current(ctx, to)
	if err != nil {
		return err
	}
	if !expect.IsZero() && !o.Replace && sumOf(expect) != record {
		return &CopyConflict{Path: to}
	}
	if expect.IsZero() && record != "" && !o.Anew {
		return &CopyConflict{Path: to, Gone: true}
	}
	report, err := atomicsave.Save(ctx, to, content, atomicsave.Options{
		Durability: o.Durability, Expect: expect, Perm: 0o600, StateDir: s.dirs.State,
	})
	if err != nil {
		return err
	}
	if err := s.rememberCopy(ctx, to, sumOf(report.Fingerprint)); err != nil {
		return err
	}
	if aside != nil {
		return aside
	}
	return nil
}

func sumOf(fp atomicsave.Fingerprint) string {
	sum := fp.Sum()
	return hex.EncodeToString(sum[:])
}

// copyRecord is the hash of a copy as it was written last; empty if none is
// known. A list that makes no sense is set aside and begun anew.
func (s *Store) copyRecord(ctx context.Context, path string) (sum string, aside error) {
	if err := s.lock(ctx); err != nil {
		return "", err
	}
	defer s.unlock()
	stored, err := s.readCopies(ctx)
	for _, c := range stored.Copies {
		if string(c.Path) == path {
			sum = c.Sum
		}
	}
	if _, ok := errors.AsType[*SetAside](err); ok {
		return sum, err
	}
	return sum, nil
}

func (s *Store) readCopies(ctx context.Context) (copiesJSON, error) {
	stored := copiesJSON{Format: copiesFormat}
	err := s.load(ctx, s.copiesPath(), &stored)
	if err == nil && stored.Format > copiesFormat {
		err = setAside(s.copiesPath(), private.ErrFuture)
	}
	if err != nil {
		return copiesJSON{Format: copiesFormat}, err
	}
	return stored, nil
}

func (s *Store) rememberCopy(ctx context.Context, path, sum string) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.unlock()
	stored, err := s.readCopies(ctx)
	if _, aside := errors.AsType[*SetAside](err); err != nil && !aside {
		return err
	}
	stored.Copies = slices.DeleteFunc(stored.Copies, func(c copyRecord) bool { return string(c.Path) == path })
	stored.Copies = append(stored.Copies, copyRecord{private.Path(path), sum})
	stored.Copies = stored.Copies[max(len(stored.Copies)-maxCopies, 0):]
	return s.write(ctx, s.copiesPath(), stored)
}

// CanCopyTo reports whether second copies of the file at path may go to folder:
// it must be an absolute path, and not the folder of the file.
func CanCopyTo(path, folder string) bool {
	if !filepath.IsAbs(folder) {
		return false
	}
	own, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return filepath.Clean(folder) != filepath.Dir(path)
	}
	other, err := os.Stat(folder)
	return err != nil || !os.SameFile(own, other)
}
