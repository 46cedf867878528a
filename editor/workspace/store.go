package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

// maxRecents is how many recent files are remembered, and maxOwnFile the size
// in bytes up to which a file of the program's own is read.
const (
	maxRecents = 20
	maxOwnFile = 4 << 20
)

// Store reads and writes the program's own files. Its methods may block and may
// be called from any goroutine; writes happen one after the other.
type Store struct {
	dirs Dirs
	turn chan struct{} // full while somebody uses the store: see lock
	// known are the settings as they were read or written last, and seen is the
	// version of their file; the zero version if there was none.
	known Preferences
	seen  atomicsave.Fingerprint
}

// NewStore is a store in these folders, which are made when first written to.
func NewStore(dirs Dirs) *Store {
	return &Store{dirs: dirs, turn: make(chan struct{}, 1), known: DefaultPreferences()}
}

// lock waits for its turn, but not longer than ctx: whoever has it may be waiting for
// a disk that does not answer.
func (s *Store) lock(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) unlock() { <-s.turn }

// Dirs are the folders of the store.
func (s *Store) Dirs() Dirs { return s.dirs }

// SetAside tells that a file of the program's own could not be understood and
// was renamed, so that nothing in it is lost.
type SetAside struct {
	// Path is the file as it was; Kept is where its content is now, empty if
	// it could not be renamed and was left where it is.
	Path, Kept string
	Err        error
}

// Error says what happened; the window says it in the user's language.
func (e *SetAside) Error() string {
	return fmt.Sprintf("%s is not usable and was set aside as %q: %v", e.Path, e.Kept, e.Err)
}

// Unwrap returns why the file could not be understood.
func (e *SetAside) Unwrap() error { return e.Err }

func (s *Store) recentsPath() string { return filepath.Join(s.dirs.State, "recent.json") }

// Recents lists the files that were opened or saved last, the newest first, as
// absolute paths. The error is as for Preferences.
func (s *Store) Recents(ctx context.Context) ([]string, error) {
	var list []string
	err := s.load(ctx, s.recentsPath(), &list)
	return list, err
}

// AddRecent puts path at the head of the recent files and returns the new list.
func (s *Store) AddRecent(ctx context.Context, path string) ([]string, error) {
	return s.changeRecents(ctx, func(list []string) []string {
		list = slices.DeleteFunc(list, func(p string) bool { return p == path })
		list = slices.Insert(list, 0, path)
		return list[:min(len(list), maxRecents)]
	})
}

func (s *Store) changeRecents(ctx context.Context, change func([]string) []string) ([]string, error) {
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.unlock()
	var list []string
	// A broken list has been set aside by load and is begun anew: recents are
	// a convenience, and the caller was told at start-up.
	var aside *SetAside
	if err := s.load(ctx, s.recentsPath(), &list); err != nil && !errors.As(err, &aside) {
		return nil, err
	}
	list = change(list)
	return list, s.write(ctx, s.recentsPath(), list)
}

// load is loadVersion without the version.
func (s *Store) load(ctx context.Context, path string, v any) error {
	_, err := s.loadVersion(ctx, path, v)
	return err
}

// loadVersion decodes the JSON file at path into v and tells which version that
// was. A file that does not exist leaves v alone.
//
// The file may be a link: people keep their settings under version control.
func (s *Store) loadVersion(ctx context.Context, path string, v any) (fp atomicsave.Fingerprint, err error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, os.ErrNotExist) {
		return fp, nil
	}
	var data []byte
	if err == nil {
		data, fp, err = private.Read(ctx, real, maxOwnFile)
	}
	if errors.Is(err, private.ErrForeign) && os.Geteuid() == 0 {
		// The administrator works in a user's home (sudo -E). To set the user's
		// settings aside would take them from the user.
		data, fp, err = atomicsave.Read(ctx, real)
	}
	if err == nil {
		err = json.Unmarshal(data, v)
		if err != nil {
			return fp, setAside(path, err)
		}
	}
	if err != nil && private.Unusable(err) {
		return fp, setAside(path, err)
	}
	return fp, err
}

// setAside renames a file that cannot be understood, never over another one.
func setAside(path string, cause error) error {
	aside := &SetAside{Path: path, Err: cause}
	kept := fmt.Sprintf("%s.broken-%s", path, time.Now().UTC().Format("20060102-150405.000000000"))
	if _, err := os.Lstat(kept); errors.Is(err, os.ErrNotExist) && os.Rename(path, kept) == nil {
		aside.Kept = kept
	}
	return aside
}

func (s *Store) save(ctx context.Context, path string, v any) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.unlock()
	return s.write(ctx, path, v)
}

func (s *Store) write(ctx context.Context, path string, v any) error {
	_, err := s.writeOver(ctx, path, v, atomicsave.AnyVersion())
	return err
}

// writeOver writes a file in the place of one version of it, and tells the new one.
func (s *Store) writeOver(ctx context.Context, path string, v any, expect atomicsave.Fingerprint) (atomicsave.Fingerprint, error) {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return atomicsave.Fingerprint{}, err
	}
	// The folders are private: recent files and settings tell where a
	// person's secrets are.
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return atomicsave.Fingerprint{}, err
	}
	report, err := atomicsave.Save(ctx, path, bytes.NewReader(append(data, '\n')), atomicsave.Options{
		Expect: expect,
		Perm:   0o600,
	})
	return report.Fingerprint, err
}
