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

// closeOld closes the old file. One that is open when it loses its last name goes
// through the list of orphans of the file system, so it is left open only where
// that is worth something: see fragile.
func (s *save) closeOld() {
	if s.old.file != nil {
		s.old.file.Close()
		s.old.file = nil
	}
}
