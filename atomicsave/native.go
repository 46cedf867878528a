package atomicsave

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"holdfast/atomicsave/internal/vfs"
)

// This file is for systems with a replace call of their own (vfs.Replacer),
// which moves the old file to a backup name, the new one to its place, and
// carries the metadata over: Windows.

// putNative replaces, and then looks at the backup: if that is not the version
// that was expected, it is put back.
func (s *save) putNative(ctx context.Context, dir vfs.Replacer) error {
	if e, ok := dir.(vfs.Excluder); ok {
		defer e.Exclude(ctx, s.target.name)()
		if err := s.lastLook(ctx); err != nil { // another save may have been first
			return err
		}
	}
	s.report.Commit = CommitReplace
	backup := place{dir: s.target.dir, name: s.backupName()}
	err := dir.Replace(ctx, s.temp.dir, s.temp.name, s.target.name, backup.name)
	if failed, ok := errors.AsType[*vfs.ReplaceError](err); ok {
		switch failed.Outcome {
		case vfs.TargetNew:
			s.unconfirmed(err)
			s.spareIfThere(backup)
			return nil
		case vfs.TargetUnknown:
			e := s.lost(err)
			e.Paths = failed.Paths
			return e
		}
		return err
	}
	if err := s.settleMove(err); err != nil {
		return err
	}
	out, err := backup.dir.Stat(backup.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.report.Commit = CommitRename // nothing to look at
		if s.opts.Keep != nil {
			s.caveat(CaveatNotKept, "the replaced version could not be kept: the file system has no replace call")
		}
	case err != nil:
		s.leaveOut(backup, err)
	case s.opts.Expect.IsAny() || s.isOldBackup(out, backup):
		s.spare = backup
	default:
		s.report.State = Old
		return s.undoNative(context.WithoutCancel(ctx), dir, backup)
	}
	s.compareNative()
	return nil
}

// backupName is the name that the journal knows, if there is one.
func (s *save) backupName() string {
	if s.backup == "" {
		s.backup = s.tempName()
	}
	return s.backup
}

// spareIfThere marks a backup for removal.
func (s *save) spareIfThere(backup place) {
	if _, err := backup.dir.Stat(backup.name); err == nil {
		s.spare = backup
	}
}

// isOldBackup reports whether a backup is the version that the save replaces.
// Where number or times do not say so, the content does: FAT numbers files by
// their place in the directory, and a file that was only touched is no other
// version.
func (s *save) isOldBackup(out vfs.Info, backup place) bool {
	if out.Size != s.old.info.Size {
		return false
	}
	moved := out
	moved.CtimeNs = 0
	if sameVersion(out, s.old.info, true) && !fresh(moved, s.looked) {
		return true
	}
	sum, err := sumAt(backup)
	if err != nil {
		return sameVersion(out, s.old.info, true)
	}
	return sum == s.opts.Expect.sum
}

// sumAt hashes the content of a file.
func sumAt(p place) (sum [32]byte, err error) {
	file, err := p.dir.OpenFile(p.name, vfs.ReadOnly, 0)
	if err != nil {
		return sum, err
	}
	defer file.Close()
	return sumOf(context.Background(), file)
}

// undoNative puts a foreign version back that a replace call displaced. If by
// then yet another program replaced our file, nobody can tell which of the
// foreign versions is wanted: both stay, and both are named.
func (s *save) undoNative(ctx context.Context, dir vfs.Replacer, backup place) error {
	ours := place{dir: s.target.dir, name: s.tempName()}
	if err := dir.Replace(ctx, backup.dir, backup.name, s.target.name, ours.name); err != nil {
		e := s.lost(err)
		e.Paths = []string{s.report.Target, backup.path()}
		if failed, ok := errors.AsType[*vfs.ReplaceError](err); ok && failed.Outcome == vfs.TargetUnknown {
			e.Paths = failed.Paths
		}
		return e
	}
	out, err := ours.dir.Stat(ours.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.conflict(errors.New("another program replaced the file during the save"))
	case err != nil || !sameFile(out, s.sealed) && !s.isOurs(ours):
		e := s.lost(errors.New("other programs replaced the file several times during the save"))
		e.Paths = []string{s.report.Target, ours.path()}
		return e
	}
	if s.temp.dir != s.target.dir {
		s.temp.dir.Close()
	}
	s.temp = ours
	return s.conflict(errors.New("another program replaced the file during the save"))
}

// isOurs reports whether a file has the content of this save.
func (s *save) isOurs(p place) bool {
	sum, err := sumAt(p)
	return err == nil && sum == s.out.sum()
}

// loadNative foretells what the replace call will not keep, and remembers what
// the old file has, to be compared afterwards.
func (s *save) loadNative() {
	s.letGo()
	if a, ok := s.target.dir.(vfs.Appraiser); ok {
		names, err := a.Unkept(s.target.name)
		if err != nil {
			s.plan.lose(LossXattr, "", "%v", err)
		}
		for _, name := range names {
			kind := lossOfAttr(name)
			s.plan.lose(kind, name, "the %v cannot be given to a new file", kind)
		}
	}
	s.old.native = attrsAt(s.target)
}

// letGo closes the old file where an open handle, though it shares everything,
// keeps other programs from replacing the file: on Windows.
func (s *save) letGo() {
	if _, native := s.target.dir.(vfs.Replacer); native {
		s.closeOld()
	}
}

// attrsAt reads what attributes a file shows. Those that cannot be read, such as
// huge streams, are there without a value.
func attrsAt(p place) []attr {
	file, err := p.dir.OpenFile(p.name, vfs.ReadOnly, 0)
	if err != nil {
		return nil
	}
	defer file.Close()
	names, _ := file.Attrs()
	attrs := make([]attr, 0, len(names))
	for _, name := range names {
		value, err := file.Attr(name)
		if err != nil {
			value = nil
		}
		attrs = append(attrs, attr{name, value})
	}
	return attrs
}

// hasAttrs reads what attributes a file shows, and tells of each whether it is among
// them with that value.
func hasAttrs(p place) func(attr) bool {
	values := map[string][]byte{}
	for _, a := range attrsAt(p) {
		values[a.name] = a.value
	}
	return func(a attr) bool {
		value, there := values[a.name]
		return there && bytes.Equal(value, a.value)
	}
}

// compareNative reports what the new file has not got, or got with another
// value. It is too late to ask for consent: the replace call does not say.
func (s *save) compareNative() {
	if len(s.old.native) == 0 {
		return
	}
	has := hasAttrs(s.target)
	for _, a := range s.old.native {
		if has(a) {
			continue
		}
		kind := lossOfAttr(a.name)
		s.loss(Loss{kind, a.name, fmt.Sprintf("after the replacement the %v is not what it was", kind)})
	}
}
