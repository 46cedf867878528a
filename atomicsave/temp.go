package atomicsave

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"holdfast/atomicsave/internal/vfs"
)

// tempPrefix begins the name of every temporary file. The dot and the missing
// extension keep it out of patterns such as conf.d/*.conf; the fixed length
// works beside a target with a name of 255 bytes.
const tempPrefix = ".holdfast-"

func (s *save) tempName() string {
	if s.opts.Journal != nil {
		return s.opts.Journal.tempName()
	}
	return tempName()
}

func tempName() string {
	var random [16]byte
	rand.Read(random[:]) // never fails (crypto/rand)
	return tempPrefix + hex.EncodeToString(random[:])
}

// openTempDir decides where the temporary file goes, and finds out whether it
// can be moved from there: the answer of rename to a name that does not exist
// is EXDEV between volumes, and also between two mounts of one volume, whose
// device numbers are equal. Some reasons for EXDEV (project quotas, union
// mounts) show only at the real rename; then nothing is lost but the work.
func (s *save) openTempDir() error {
	s.temp = place{dir: s.target.dir, name: s.tempName()}
	if s.inPlace() && s.opts.Journal == nil && s.opts.StateDir == "" {
		return &Error{Step: StepProbe, Path: s.report.Target, Class: Usage, Err: errors.New("overwriting in place needs Options.Journal or Options.StateDir for the recovery file")}
	}
	if s.opts.TempDir == "" || s.inPlace() {
		return nil
	}
	dir, err := s.disk.OpenDir(nil, s.opts.TempDir)
	if err != nil {
		return &Error{Step: StepProbe, Path: s.opts.TempDir, Class: classify(err), Err: err}
	}
	s.temp.dir = dir
	err = dir.Rename(tempName(), s.target.dir, tempName(), vfs.Over)
	if class := classify(err); class == CrossVolume {
		return &Error{Step: StepProbe, Path: s.opts.TempDir, Class: class, Err: err}
	}
	return nil
}

// createTemp makes the temporary file: mode 0600 until it gets the old file's
// metadata. A new file gets its final permission at once, because only the
// system knows the umask and the folder's default ACL.
func (s *save) createTemp(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.inPlace() {
		return s.createRecovery(ctx)
	}
	if err := s.guardOld(ctx); err != nil {
		return err
	}
	if err := s.enterFolder(); err != nil {
		return err
	}
	mode := uint32(0o600)
	if !s.old.found && s.opts.Perm == 0 {
		mode = 0o666
	}
	for tries := 0; ; tries++ {
		file, err := s.openTemp(mode)
		switch {
		case err == nil:
			s.file, s.made = file, true
			return s.setFlags()
		case !errors.Is(err, fs.ErrExist) || tries == 3:
			s.temp.dir.Remove(s.temp.name) // a network file system may have made it and lost the answer
			return err
		}
		s.temp.name = s.tempName()
	}
}

// enterFolder tells the journal where temporary files may be found after a
// crash.
func (s *save) enterFolder() error {
	if s.opts.Journal == nil {
		return nil
	}
	err := s.opts.Journal.enter(s.temp.dir.Path())
	if _, native := s.target.dir.(vfs.Replacer); native && err == nil {
		err = s.opts.Journal.enter(s.target.dir.Path()) // for the backup
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return nil
}

// openTemp makes an empty file, if possible one that has the old file's metadata
// from the start.
func (s *save) openTemp(mode uint32) (vfs.File, error) {
	if seeder, ok := s.target.dir.(vfs.Seeder); ok && s.old.found {
		file, err := seeder.Seed(s.target.name, s.temp.dir, s.temp.name)
		if !lacks(err) {
			return file, err
		}
	}
	return s.temp.dir.OpenFile(s.temp.name, vfs.CreateNew, mode)
}

// removeTemp removes the temporary file, and says so where it cannot. After an
// exchange it makes sure that it is not somebody else's file by now.
func (s *save) removeTemp() error {
	var err error
	if s.report.Commit == CommitExchange && !s.tempIsThere() {
		err = errors.New("it is not ours any more")
	} else {
		err = s.temp.dir.Remove(s.temp.name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		s.report.Caveats = append(s.report.Caveats, Caveat{Kind: CaveatLeftover, Path: s.temp.path(), Detail: "the temporary file could not be removed: " + err.Error()})
	}
	return err
}
