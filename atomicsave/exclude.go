package atomicsave

import (
	"context"

	"holdfast/atomicsave/internal/vfs"
)

// exclude keeps other saves of this package away from here to the replacement,
// where the commit is a rename: that replaces what is there by then.
func (s *save) exclude(ctx context.Context) (release func()) {
	_, native := s.target.dir.(vfs.Replacer) // it excludes others itself
	if native || s.inPlace() || s.exchanges() || s.opts.Expect.IsAny() {
		return func() {}
	}
	return s.lock(ctx)
}

func (s *save) lock(ctx context.Context) (release func()) {
	if e, able := s.target.dir.(vfs.Excluder); able {
		return e.Exclude(ctx, s.target.name)
	}
	return func() {}
}
