package atomicsave

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"holdfast/atomicsave/internal/vfs"
)

// save is one save in progress. Its stages run in this order:
//
//	begin   probe, create-temp, reserve   nothing of the target is touched
//	(write) the content, through sink
//	seal    write, metadata, flush-file, verify, check
//	commit  replace                       the only moment that changes the target
//	settle  cleanup, flush-directory
//
// An error before commit leads to abort, never to commit: editors that rename
// on an error path leave empty files.
type save struct {
	disk   vfs.FS
	opts   Options
	began  time.Time
	looked time.Time // when the target was looked at first
	report Report

	target place     // the real file, links resolved
	old    oldFile   // what is there now
	plan   SavePlan  // how it is going to be saved
	temp   place     // the temporary file; its dir may be target.dir
	made   bool      // temp exists and is ours to remove
	file   vfs.File  // temp, while open
	out    *sink     // writes to file
	sealed vfs.Info  // temp as it was when it was complete
	spare  place     // the displaced old file, to be removed; name "" if none
	flush  vfs.Flush // how far the data of temp was flushed

	content   io.Reader // of Save
	compared  bool      // it was compared with what the target holds, byte by byte
	unchanged bool      // it is what the target holds
	volume    vfs.Volume
	recovery  *recovery // files in the journal's folder, or nil
	backup    string    // name for a backup, where the commit makes one
	noted     int       // number of the note in the journal, 0 if none
	left      bool      // a file under a temporary name must stay, for people to look at
}

func newSave(opts Options) *save {
	disk := opts.disk
	if disk == nil {
		disk = vfs.OS()
	}
	s := &save{disk: disk, opts: opts, began: time.Now()}
	s.report = Report{Asked: opts.Durability, Achieved: Fast, Events: make([]Event, 0, 11), Caveats: []Caveat{}}
	return s
}

// now is the time by which the freshness of a file is judged.
func (s *save) now() time.Time {
	if s.opts.now != nil {
		return s.opts.now()
	}
	return time.Now()
}

// step runs one stage, records it, and gives an error its place and class.
func (s *save) step(name Step, at func() string, do func() (int64, error)) error {
	start := time.Since(s.began)
	n, err := do()
	return s.record(Event{Step: name, Start: start, Took: time.Since(s.began) - start, Bytes: n, Err: err}, at)
}

func (s *save) record(e Event, at func() string) error {
	var err error
	if e.Err != nil {
		err = s.fault(e.Step, at(), e.Err)
		e.Err = err
	}
	s.report.Events = append(s.report.Events, e)
	if s.opts.Observe != nil {
		s.opts.Observe(e)
	}
	return err
}

// fault wraps a cause, once.
func (s *save) fault(name Step, at string, cause error) error {
	if e, ok := errors.AsType[*Error](cause); ok {
		return e
	}
	return &Error{Step: name, Path: at, Class: classify(cause), State: s.report.State, Err: cause}
}

// begin looks, plans and makes the temporary file. exact and hint are the
// expected number of bytes, -1 if unknown.
func (s *save) begin(ctx context.Context, path string, exact, hint int64) error {
	at := func() string { return path }
	if err := s.step(StepProbe, at, func() (int64, error) { return 0, s.probe(ctx, path, exact) }); err != nil || s.unchanged {
		return err
	}
	if err := s.step(StepCreateTemp, s.temp.path, func() (int64, error) { return 0, s.createTemp(ctx) }); err != nil {
		return err
	}
	if hint >= reserveFrom {
		err := s.step(StepReserve, s.temp.path, func() (int64, error) { return hint, s.reserve(hint) })
		if err != nil {
			return err
		}
	}
	s.out = newSink(ctx, s.file, exact)
	return nil
}

// probe finds the target, makes the plan and opens the folder for the
// temporary file. It writes nothing.
func (s *save) probe(ctx context.Context, path string, exact int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.opts.Durability > Fast {
		return &Error{Step: StepProbe, Path: path, Class: Usage, Err: errors.New("no such durability")}
	}
	var err error
	s.looked = s.now()
	links := maxLinks
	if s.opts.NoLinks {
		links = 0
	}
	s.target, s.old.info, s.old.found, err = resolveWithin(s.disk, path, links)
	if err != nil {
		return err
	}
	s.report.Target = s.target.path()
	if s.old.found {
		if err := requireRegular(s.old.info); err != nil {
			return err
		}
	}
	if s.volume, err = s.target.dir.Volume(); err != nil {
		s.volume = vfs.Volume{} // unknown, which is remarked on nowhere
	}
	if s.volume.Kernel {
		return fmt.Errorf("%s: %w", s.volume.Type, ErrNoDisk)
	}
	if err := s.compare(ctx); err != nil {
		return s.gone(err)
	}
	if err := s.makePlan(); err != nil {
		return s.gone(err)
	}
	s.report.Strategy = s.plan.Strategy
	s.content, s.unchanged = s.isUnchanged(s.content, exact)
	if !s.unchanged {
		err = s.agreed()
	}
	if s.remarkVolume(); err != nil || s.unchanged {
		return err
	}
	return s.openTempDir()
}

// gone turns "no such file", about a file that was there a moment ago, into a
// conflict: somebody removed it, or on Windows is replacing it this moment.
func (s *save) gone(err error) error {
	if _, ok := errors.AsType[*Error](err); ok || !s.old.found || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &Error{Step: StepProbe, Path: s.report.Target, Class: Changed, Err: fmt.Errorf("the file was removed just now: %w", err)}
}

// compare refuses a target that is not the version the caller expects.
func (s *save) compare(ctx context.Context) error {
	changed := func(class Class, cause error) error {
		return &Error{Step: StepProbe, Path: s.report.Target, Class: class, Err: cause}
	}
	switch {
	case s.opts.Expect.IsAny():
		return nil
	case s.opts.Expect.IsZero() && s.old.found:
		return changed(Exists, fs.ErrExist)
	case s.opts.Expect.IsZero():
		return nil
	case !s.old.found:
		return changed(Changed, fmt.Errorf("the file is gone: %w", fs.ErrNotExist))
	}
	same, err := s.opts.Expect.isVersion(s.old.info, s.now(), func() ([32]byte, error) {
		if err := s.openOld(); err != nil {
			return [32]byte{}, err
		}
		return sumOf(ctx, s.old.file)
	})
	if err == nil && !same {
		err = changed(Changed, errors.New("the file is not the expected version"))
	}
	return err
}

// reserve takes the space before the work; a file system that cannot is fine.
func (s *save) reserve(size int64) error {
	err := s.file.Reserve(size)
	if lacks(err) {
		return nil
	}
	return err
}

// lacks reports that the file system does not know an operation. Some say
// EINVAL.
func lacks(err error) bool { return err != nil && classify(err) == Unsupported || isInvalid(err) }

// fill writes all of content.
func (s *save) fill(content io.Reader) error {
	at := s.temp.path
	_, s.out.stable = content.(*bytes.Reader) // it writes what its owner gave it, which stays until Save returns
	return s.step(StepWrite, at, func() (int64, error) {
		err, ours := s.out.drain(content)
		if err != nil && !ours && classify(err) != Cancelled {
			// The content's own failure must not look like the disk's.
			err = &Error{Step: StepWrite, Path: at(), Class: Other, Err: err}
		}
		return s.out.n, err
	})
}

// caveat adds a remark to the report.
func (s *save) caveat(kind CaveatKind, detail string) {
	s.report.Caveats = append(s.report.Caveats, Caveat{Kind: kind, Detail: detail})
}

// abort removes what the save made and releases everything.
func (s *save) abort(cause error) (Report, error) {
	s.release()
	return s.report, cause
}

// release ends the save, also when the content or a hook panics: the temporary
// file goes, unless it is the new file or may be the only one, and every handle
// is closed. Errors do not matter any more: nothing that counts was written
// through the handles that are left.
func (s *save) release() {
	if s.out != nil {
		s.out.wait()
	}
	s.closeTemp()
	if s.made && s.report.State == Old {
		s.step(StepCleanup, s.temp.path, func() (int64, error) { return 0, s.removeTemp() })
	}
	s.made = false
	s.dropRecovery()
	if s.noted != 0 {
		s.opts.Journal.end(s.noted, s.left)
		s.noted = 0
	}
	s.retireOld()
	if s.temp.dir != nil && s.temp.dir != s.target.dir {
		s.temp.dir.Close()
	}
	if s.target.dir != nil {
		s.target.dir.Close()
	}
	s.temp.dir, s.target.dir = nil, nil
}
