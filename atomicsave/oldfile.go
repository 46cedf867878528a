package atomicsave

import (
	"errors"
	"io/fs"
	"os"

	"holdfast/atomicsave/internal/vfs"
)

// oldFile is the version that a save replaces.
type oldFile struct {
	found bool
	info  vfs.Info
	file  vfs.File // open for reading, or nil
	attrs []attr

	native []attr // the same where the system carries them over; for comparison
}

// openOld opens the old file for reading, once. On a fragile file system the
// handle stays open until the end: the blocks of the replaced file are freed
// last, so the old content outlives the flush of the directory.
func (s *save) openOld() error {
	if s.old.file != nil || !s.old.found {
		return nil
	}
	file, err := s.readOld()
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil && !sameFile(info, s.old.info) {
		err = &Error{Step: StepProbe, Path: s.report.Target, Class: Changed, Err: errors.New("the file was replaced just now")}
	}
	if err != nil {
		file.Close()
		return err
	}
	s.old.file, s.old.info = file, info
	return nil
}

// readOld opens the old file, and if the system allows it without a new time of its
// last reading: that is for its owner and for root, and is not tried for others.
func (s *save) readOld() (vfs.File, error) {
	if q, able := s.target.dir.(vfs.QuietReader); able {
		if user := os.Geteuid(); user == 0 || s.old.info.UID == uint32(user) {
			if file, err := q.OpenQuiet(s.target.name); !errors.Is(err, fs.ErrPermission) {
				return file, err
			}
		}
	}
	return s.target.dir.OpenFile(s.target.name, vfs.ReadOnly, 0)
}

// Sizes of an old file between which its blocks are given back after the save. It takes
// some 8 µs to have another goroutine do it, more than it takes to free a small file where
// there is a journal. Without one, on a volume mounted with "discard", the disk is told of
// the blocks at once: 65 µs for 16 KiB, 200 for 1 MiB (measured). For big files other saves
// of the process would have to wait: see vfs.Retirer.
const (
	retireFrom     = 128 << 10
	retireFromBare = 1
	retireTo       = 16 << 20
)

// retires reports whether the old file stays open across its replacement and is closed
// when the save has ended: on ext4, which gives the blocks of a removed file back at once
// while its caller waits. xfs and btrfs do that later by themselves. No promise rests on
// when that happens: of 8,000 power cuts of ext4 without a journal 116 left the file
// unreadable until e2fsck had run, and of 8,000 with the old file closed before its
// replacement 112; one file was damaged in each, with AnyVersion (crashrig).
func (s *save) retires() bool {
	from := int64(retireFrom)
	if s.volume.Bare {
		from = retireFromBare
	}
	size := s.old.info.Size
	if s.old.file == nil || s.volume.Type != "ext4" || size < from || size > retireTo {
		return false
	}
	_, able := s.old.file.(vfs.Retirer)
	return able
}

// retireOld closes the old file, in the background if it was replaced.
func (s *save) retireOld() {
	if s.retires() && s.report.Commit != CommitNone && s.report.State != Old && !s.inPlace() {
		s.old.file.(vfs.Retirer).Retire()
		s.old.file = nil
	}
	s.closeOld()
}

// closeOld closes the old file. One that is open when it loses its last name goes
// through the list of orphans of the file system, so it is left open only where
// that is worth something: see fragile and retires.
func (s *save) closeOld() {
	if s.old.file != nil {
		s.old.file.Close()
		s.old.file = nil
	}
}
