// Package private reads and writes the files that the program keeps for itself
// in the user's own folders: they belong to the user alone, and nothing that
// stands there can make the program fail, follow a link elsewhere or read what
// another user put there.
//
// On Windows the folders of a user are closed to others by their access list;
// nothing is checked there.
package private

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/atomicsave"
)

// Why a file of the program's own is not used.
var (
	ErrForeign  = errors.New("it belongs to someone else")
	ErrNotFile  = errors.New("it is not a regular file")
	ErrTooLarge = errors.New("it is too large")
	ErrBroken   = errors.New("its content makes no sense")
	ErrFuture   = errors.New("it was written by a newer version of the program")
)

// Folder makes a folder with its parents and sees to it that nobody else can
// look into it. A folder of another user is ErrForeign: a program that runs
// with the rights of the administrator but in the folders of a user would leave
// files there that the user can no longer change.
func Folder(path string) error {
	if foreignGround(path) {
		return &fs.PathError{Op: "make", Path: path, Err: ErrForeign}
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !owned(info) {
		return &fs.PathError{Op: "use", Path: path, Err: ErrForeign}
	}
	return closeToOthers(path, info)
}

// Look tells whether path is a regular file of the user's own.
func Look(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return info, &fs.PathError{Op: "use", Path: path, Err: ErrNotFile}
	case !owned(info):
		return info, &fs.PathError{Op: "use", Path: path, Err: ErrForeign}
	}
	return info, nil
}

// Read reads a regular file of the user's own of at most limit bytes.
func Read(ctx context.Context, path string, limit int64) ([]byte, atomicsave.Fingerprint, error) {
	info, err := Look(path)
	if err != nil {
		return nil, atomicsave.Fingerprint{}, err
	}
	if info.Size() > limit {
		return nil, atomicsave.Fingerprint{}, &fs.PathError{Op: "use", Path: path, Err: ErrTooLarge}
	}
	return atomicsave.Read(ctx, path)
}

// Write replaces or creates a file that only the user can read.
func Write(ctx context.Context, path string, content io.Reader, d atomicsave.Durability) error {
	_, err := atomicsave.Save(ctx, path, content, atomicsave.Options{
		Durability: d, Expect: atomicsave.AnyVersion(), Perm: 0o600,
	})
	return err
}

// Unusable reports whether an error is about what a file is or holds, and not
// about a disk that could not be read: such a file may be set aside.
func Unusable(err error) bool {
	for _, e := range []error{ErrForeign, ErrNotFile, ErrTooLarge, ErrBroken} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// asideMark is in the names of files that were set aside.
const asideMark = ".broken-"

// SetAside renames a file that cannot be used, never over another one, and
// returns its new path, or "" if it stays where it is.
func SetAside(path string, now time.Time) string {
	kept := path + asideMark + now.UTC().Format("20060102-150405.000000000")
	if _, err := os.Lstat(kept); !errors.Is(err, fs.ErrNotExist) || os.Rename(path, kept) != nil {
		return ""
	}
	return kept
}

// IsAside reports whether a file has a name that SetAside gives.
func IsAside(name string) bool { return strings.Contains(filepath.Base(name), asideMark) }

// leftoverAge is how old the temporary file of a save must be before it is
// certain that nobody writes to it any more.
const leftoverAge = 24 * time.Hour

// Sweep removes what saves that were cut short have left in a folder of the
// program's own.
func Sweep(folder string, now time.Time) {
	names, err := filepath.Glob(filepath.Join(folder, ".holdfast-*"))
	if err != nil {
		return
	}
	for _, name := range names {
		if info, err := Look(name); err == nil && now.Sub(info.ModTime()) > leftoverAge {
			os.Remove(name)
		}
	}
}

// Path is a file's path in JSON. The text of JSON must be UTF-8 and the names
// of files need not be: those that are not are written as an object with their
// bytes.
type Path string

type bytesOfPath struct {
	Bytes []byte `json:"bytes"`
}

// MarshalJSON implements json.Marshaler.
func (p Path) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(p)) {
		return json.Marshal(string(p))
	}
	return json.Marshal(bytesOfPath{[]byte(p)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Path) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*p = Path(text)
		return nil
	}
	var raw bytesOfPath
	if err := json.Unmarshal(data, &raw); err != nil {
		return fmt.Errorf("a path: %w", err)
	}
	*p = Path(raw.Bytes)
	return nil
}
