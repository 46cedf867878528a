package versions

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"holdfast/editor/internal/private"
)

// Kept sums up what is kept of one file.
type Kept struct {
	Path  string // empty if it is not known, because origin.json is damaged
	Count int
	Bytes int64

	folder string
	list   Listing
}

// Files lists all files of which something is kept, by path.
func (s *Store) Files(ctx context.Context) ([]Kept, []Problem, error) {
	entries, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var all []Kept
	var problems []Problem
	for _, entry := range entries {
		folder := filepath.Join(s.folder, entry.Name())
		if !entry.IsDir() || !isFolderName(entry.Name()) {
			if entry.Name() != excludedName && entry.Name() != clockName && !private.IsAside(entry.Name()) {
				problems = append(problems, Problem{folder, private.ErrBroken})
			}
			continue
		}
		l, err := list(ctx, folder)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			problems = append(problems, Problem{folder, err})
			continue
		}
		k := Kept{Count: len(l.Versions), folder: folder, list: l}
		if k.Path, err = readOrigin(ctx, folder); err != nil {
			problems = append(problems, Problem{filepath.Join(folder, originName), err})
		}
		for _, v := range l.Versions {
			k.Bytes += v.Bytes
		}
		problems = append(problems, l.Problems...)
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b Kept) int { return cmp.Compare(a.Path, b.Path) })
	return all, problems, nil
}

// Prune removes what exceeds the policy, of all files, and returns how many
// versions that were. Versions are removed the oldest first.
func (s *Store) Prune(ctx context.Context) (int, error) {
	all, _, err := s.Files(ctx)
	if err != nil {
		return 0, err
	}
	if len(all) > 0 {
		s.tellTime(ctx)
	}
	var left []dated
	removed := 0
	for _, k := range all {
		private.Sweep(k.folder, s.now())
		stay, n, err := s.pruneFolder(k.folder, k.list.Versions)
		removed += n
		if err != nil {
			return removed, err
		}
		for _, v := range stay {
			left = append(left, dated{filepath.Join(k.folder, v.name), v})
		}
		if len(stay) == 0 && n > 0 && len(k.list.Problems) == 0 {
			os.RemoveAll(k.folder)
		}
	}
	n, err := s.pruneBytes(left)
	return removed + n, err
}

// dated is a version and its file.
type dated struct {
	path string
	v    Version
}

// age is how long ago a version was replaced. One that was replaced in the
// future was kept while the clock was wrong; it counts as the oldest, or it
// would crowd out the others for ever.
func (s *Store) age(v Version) time.Duration {
	age := s.now().Sub(v.Replaced)
	if age < -24*time.Hour {
		return 1 << 62
	}
	return age
}

func (s *Store) byAge(a, b Version) int {
	return cmp.Or(cmp.Compare(s.age(a), s.age(b)), b.Replaced.Compare(a.Replaced))
}

// pruneFolder applies the bounds of one file.
func (s *Store) pruneFolder(folder string, versions []Version) (stay []Version, removed int, err error) {
	slices.SortFunc(versions, s.byAge)
	limits := s.limits()
	for i, v := range versions {
		tooOld := limits.Age > 0 && s.agesCount() && s.age(v) > limits.Age
		if i < limits.Count && !tooOld {
			stay = append(stay, v)
			continue
		}
		if err := remove(filepath.Join(folder, v.name)); err != nil {
			return stay, removed, err
		}
		removed++
	}
	return stay, removed, nil
}

// pruneBytes applies the bound of all files together.
func (s *Store) pruneBytes(all []dated) (removed int, err error) {
	slices.SortFunc(all, func(a, b dated) int { return s.byAge(a.v, b.v) })
	var total int64
	most := s.limits().Bytes
	for _, d := range all {
		if total+d.v.Bytes <= most {
			total += d.v.Bytes
			continue
		}
		if err := remove(d.path); err != nil {
			return removed, err
		}
		removed++
	}
	s.mu.Lock()
	s.total = total
	s.mu.Unlock()
	return removed, nil
}

func remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// bound applies the policy after a version was kept. All files are looked at
// only when their sum is not known or too large.
func (s *Store) bound(ctx context.Context, folder string, v Version, added int64) error {
	l, err := list(ctx, folder)
	if err != nil {
		return err
	}
	if _, _, err := s.pruneFolder(folder, l.Versions); err != nil {
		return err
	}
	s.mu.Lock()
	if s.total >= 0 {
		s.total += added
	}
	known := s.total >= 0 && s.total <= s.policy.Bytes
	s.mu.Unlock()
	if known {
		return nil
	}
	_, err = s.Prune(ctx)
	return err
}
