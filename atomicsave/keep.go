package atomicsave

import (
	"context"
	"fmt"

	"holdfast/atomicsave/internal/vfs"
)

// Replaced is the version that a save replaces, shown to Options.Keep.
type Replaced struct {
	// Target is the resolved path of the file that is saved.
	Target string
	// Path is where the content of the version is.
	Path string
	// Sum is the SHA-256 of the content; zero if it is not known.
	Sum [32]byte
	// Aside says that the save has put the file at Path out of its place and
	// removes it next: it may be moved away, and need not be copied. Without
	// Aside, Path is the target itself, shortly before it is replaced: it must
	// be copied and left as it is.
	Aside bool
}

// keepsFirst reports whether the old version will not be put aside, so that it
// has to be copied before it is replaced.
func (s *save) keepsFirst() bool {
	_, native := s.target.dir.(vfs.Replacer)
	return s.opts.Keep != nil && s.old.found && (s.inPlace() || !native && !s.exchanges())
}

// keepFirst shows the target before it is replaced.
func (s *save) keepFirst(ctx context.Context) {
	s.step(StepKeep, s.target.path, func() (int64, error) { return 0, s.keep(ctx, s.target, false) })
}

// keepLate is keepFirst for a file system that turned out to lack the exchange.
// It may take long, so the target must be looked at once more.
func (s *save) keepLate(ctx context.Context) error {
	if s.opts.Keep == nil {
		return nil
	}
	s.keep(ctx, s.target, false)
	return nil
}

// keepSpare shows the displaced file before it is removed. After CommitLink the
// spare is the other name of the new file.
func (s *save) keepSpare(ctx context.Context) {
	if s.opts.Keep == nil || s.report.Commit != CommitExchange && s.report.Commit != CommitReplace {
		return
	}
	s.step(StepKeep, s.spare.path, func() (int64, error) { return 0, s.keep(ctx, s.spare, true) })
}

// keep calls the hook. That the old version cannot be kept is no reason not to
// save the new one, but the caller is told.
func (s *save) keep(ctx context.Context, at place, aside bool) error {
	r := Replaced{Target: s.report.Target, Path: at.path(), Aside: aside}
	if !s.opts.Expect.IsAny() {
		r.Sum = s.opts.Expect.sum
	}
	err := s.opts.Keep(ctx, r)
	if err != nil {
		s.caveat(CaveatNotKept, fmt.Sprintf("the replaced version could not be kept: %v", err))
	}
	return err
}
