package atomicsave

import (
	"bytes"
	"context"
	"errors"

	"holdfast/atomicsave/internal/vfs"
)

// What is done to the temporary file between the last byte of its content and its new name.

// seal makes the temporary file complete: nothing is missing from it but its
// name.
func (s *save) seal(ctx context.Context) error {
	if err := s.dress(ctx); err != nil {
		return err
	}
	if err := s.flushTemp(); err != nil {
		return err
	}
	return s.prove(ctx)
}

// dress gives the temporary file its metadata. After that the old file has given all
// it has, but where it must outlive its name or is to be overwritten.
func (s *save) dress(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return s.fault(StepWrite, s.temp.path(), err)
	}
	err := s.carryOver()
	if !s.fragile() && !s.inPlace() && !s.retires() {
		s.closeOld()
	}
	return err
}

// flushTemp flushes the temporary file.
func (s *save) flushTemp() error {
	flush := StepFlushFile
	if s.opts.Durability == Fast {
		flush = StepWrite // the data is pushed out, which is no flush
	}
	return s.step(flush, s.temp.path, func() (int64, error) { return 0, s.flushFile() })
}

// prove verifies and checks the temporary file if that was asked for.
func (s *save) prove(ctx context.Context) error {
	if s.opts.Verify {
		if err := s.step(StepVerify, s.temp.path, func() (int64, error) { return s.verify(ctx) }); err != nil {
			return err
		}
	}
	if s.opts.Check != nil {
		return s.step(StepCheck, s.temp.path, func() (int64, error) { return 0, s.check(ctx) })
	}
	return nil
}

// flushFile pushes the data as far as the level asks. A flush that failed is
// never tried again on the same descriptor: the kernel may have dropped the
// pages and marked them clean (fsync(2), "fsyncgate").
func (s *save) flushFile() error {
	s.out.hashKept()
	how := [...]vfs.Flush{Full: vfs.Durable, Balanced: vfs.Barrier, Fast: vfs.Push}[s.opts.Durability]
	if s.inPlace() {
		how = vfs.Durable
	}
	flush, err := s.file.Sync(how)
	if lacks(err) {
		if how != vfs.Push {
			s.caveat(CaveatDurability, "the file system cannot flush a file: "+err.Error())
		}
		return s.look()
	}
	s.flush = flush
	if err != nil {
		return err
	}
	return s.look()
}

// look remembers the finished temporary file, to know it again.
func (s *save) look() (err error) {
	s.sealed, err = s.file.Stat()
	return err
}

// closeTemp closes the temporary file; a network file system may report a
// failed write only now.
func (s *save) closeTemp() error {
	if s.file == nil {
		return nil
	}
	file := s.file
	s.file = nil
	return file.Close()
}

// verify reads the temporary file back through a new handle.
func (s *save) verify(ctx context.Context) (int64, error) {
	if err := s.closeTemp(); err != nil {
		return 0, err
	}
	file, err := s.temp.dir.OpenFile(s.temp.name, vfs.ReadOnly, 0)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	sum, n, err := hashAll(ctx, &fromStart{file: file})
	if err != nil {
		return n, err
	}
	if want := s.out.sum(); n != s.out.n || !bytes.Equal(sum[:], want[:]) {
		return n, &Error{Step: StepVerify, Path: s.temp.path(), Class: Corrupt, Err: errors.New("what was read back is not what was written")}
	}
	return n, nil
}

// check asks the caller's hook, and makes sure that it changed nothing.
func (s *save) check(ctx context.Context) error {
	if err := s.closeTemp(); err != nil {
		return err
	}
	if err := s.opts.Check(ctx, s.temp.path()); err != nil {
		class := Vetoed
		if ctx.Err() != nil {
			class = Cancelled
		}
		return &Error{Step: StepCheck, Path: s.temp.path(), Class: class, Err: err}
	}
	info, err := s.temp.dir.Stat(s.temp.name)
	if err == nil && !sameVersion(info, s.sealed, false) {
		err = &Error{Step: StepCheck, Path: s.temp.path(), Class: Corrupt, Err: errors.New("the check changed the file that it was shown")}
	}
	return err
}
