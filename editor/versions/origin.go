package versions

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

const (
	originName   = "origin.json"
	excludedName = "excluded.json"
	// format is the version of the files of JSON.
	format = 1
	// maxJSON bounds what is read of them.
	maxJSON = 16 << 20
	// folderDigits is the length of a folder's name.
	folderDigits = 32
)

// folderOf is where the versions of a resolved path are.
func (s *Store) folderOf(path string) string { return filepath.Join(s.folder, folderName(path)) }

func folderName(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:])[:folderDigits]
}

func isFolderName(name string) bool {
	_, err := hex.DecodeString(name)
	return err == nil && len(name) == folderDigits
}

// origin is the content of origin.json.
type origin struct {
	Format int          `json:"format"`
	Path   private.Path `json:"path"`
}

// readOrigin reads which path a folder is for. The name of the folder proves
// it.
func readOrigin(ctx context.Context, folder string) (string, error) {
	var o origin
	if err := readJSON(ctx, filepath.Join(folder, originName), &o, &o.Format); err != nil {
		return "", err
	}
	if folderName(string(o.Path)) != filepath.Base(folder) {
		return "", private.ErrBroken
	}
	return string(o.Path), nil
}

// ensureOrigin writes origin.json if it is missing or damaged. Nothing is lost
// by that: its content follows from the path.
func ensureOrigin(ctx context.Context, folder, path string) error {
	if _, err := readOrigin(ctx, folder); err == nil || errors.Is(err, private.ErrFuture) {
		return nil
	}
	return writeJSON(ctx, filepath.Join(folder, originName), origin{format, private.Path(path)})
}

// excluded is the content of excluded.json.
type excluded struct {
	Format int            `json:"format"`
	Paths  []private.Path `json:"paths"`
}

func (s *Store) readExcluded(ctx context.Context) (excluded, error) {
	var e excluded
	err := readJSON(ctx, filepath.Join(s.folder, excludedName), &e, &e.Format)
	if errors.Is(err, fs.ErrNotExist) {
		return excluded{Format: format}, nil
	}
	return e, err
}

// mayKeep is nil if versions of a resolved path may be kept. As long as the
// list of exclusions cannot be understood nothing is kept: it may name secrets.
func (s *Store) mayKeep(ctx context.Context, path string) error {
	e, err := s.readExcluded(ctx)
	if err != nil {
		return err
	}
	for _, p := range e.Paths {
		if within(path, string(p)) {
			return ErrExcluded
		}
	}
	return nil
}

func within(path, root string) bool {
	return path == root || strings.HasPrefix(path, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator))
}

// Excluded lists the files and folders of which nothing is kept. An error means
// that the list cannot be read, and that nothing is kept of any file until
// Exclude or Include has begun a new one.
func (s *Store) Excluded(ctx context.Context) ([]string, error) {
	e, err := s.readExcluded(ctx)
	paths := make([]string, len(e.Paths))
	for i, p := range e.Paths {
		paths[i] = string(p)
	}
	return paths, err
}

// Keeps reports whether versions of the file at path are kept.
func (s *Store) Keeps(ctx context.Context, path string) (bool, error) {
	path, err := resolve(path)
	if err != nil {
		return false, err
	}
	err = s.mayKeep(ctx, path)
	if errors.Is(err, ErrExcluded) {
		return false, nil
	}
	limits := s.limits()
	return err == nil && limits.Count > 0 && limits.Bytes > 0, err
}

// Exclude stops keeping versions of a file, or of everything in a folder. What
// is kept already stays: see Forget.
func (s *Store) Exclude(ctx context.Context, path string) error {
	return s.changeExcluded(ctx, path, func(paths []private.Path, path private.Path) []private.Path {
		if slices.Contains(paths, path) {
			return paths
		}
		return append(paths, path)
	})
}

// Include takes back Exclude for exactly this file or folder.
func (s *Store) Include(ctx context.Context, path string) error {
	return s.changeExcluded(ctx, path, func(paths []private.Path, path private.Path) []private.Path {
		return slices.DeleteFunc(paths, func(p private.Path) bool { return p == path })
	})
}

// changeExcluded rewrites the list. A broken one is set aside first.
func (s *Store) changeExcluded(ctx context.Context, path string, change func([]private.Path, private.Path) []private.Path) error {
	path, err := resolve(path)
	if err != nil {
		return err
	}
	if err := private.Folder(s.folder); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, err := s.readExcluded(ctx)
	if err != nil {
		if !private.Unusable(err) {
			return err
		}
		private.SetAside(filepath.Join(s.folder, excludedName), s.now())
		e = excluded{Format: format}
	}
	e.Paths = change(e.Paths, private.Path(path))
	return writeJSON(ctx, filepath.Join(s.folder, excludedName), e)
}

// readJSON reads a file of the store; version is where its format ends up.
func readJSON(ctx context.Context, path string, into any, version *int) error {
	data, _, err := private.Read(ctx, path, maxJSON)
	if err != nil {
		return err
	}
	switch err := json.Unmarshal(data, into); {
	case *version > format:
		return private.ErrFuture
	case err != nil || *version < 1:
		return private.ErrBroken
	}
	return nil
}

func writeJSON(ctx context.Context, path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return private.Write(ctx, path, bytes.NewReader(append(data, '\n')), atomicsave.Balanced)
}
