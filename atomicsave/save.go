package atomicsave

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"holdfast/atomicsave/internal/vfs"
)

// Durability says what survives a power cut once a save has returned.
type Durability uint8

// The levels, strongest first.
const (
	// Full: the file is flushed, put in place, and the directory is flushed:
	// once Save has returned, the new content survives a power cut.
	Full Durability = iota
	// Balanced: the file is flushed before it is put in place. A power cut
	// leaves the old or the new version, each complete.
	Balanced
	// Fast: nothing is flushed. The save is atomic for other programs and for
	// a crash of this one. A power cut may leave the old, the new, or on some
	// file systems an empty or damaged file: see CaveatUnprotected.
	Fast
)

var durabilityNames = [...]string{"full", "balanced", "fast"}

// String returns "full", "balanced" or "fast".
func (d Durability) String() string {
	if int(d) < len(durabilityNames) {
		return durabilityNames[d]
	}
	return "invalid"
}

// ParseDurability reads what String wrote.
func ParseDurability(text string) (Durability, error) {
	for i, name := range durabilityNames {
		if text == name {
			return Durability(i), nil
		}
	}
	return Full, &Error{Step: StepProbe, Path: text, Class: Usage, Err: errors.New("durability is full, balanced or fast")}
}

// MarshalText returns the word of String.
func (d Durability) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Durability) UnmarshalText(text []byte) error {
	parsed, err := ParseDurability(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// Options say how to save. The zero value is the safest: full durability,
// create only, nothing may be lost.
type Options struct {
	Durability Durability
	// Expect is the version that may be replaced: what Read, Open, Identify or
	// an earlier Report returned. The zero Fingerprint means that there must
	// be no file; AnyVersion that anything may be replaced.
	Expect Fingerprint
	// TempDir is the folder for the temporary file; "" means the folder of the
	// target. It must be on the target's volume: a save never copies.
	TempDir string
	// Journal, if set, is told of the save, so that Recover can put things
	// right after a crash.
	Journal *Journal
	// StateDir is the folder for the recovery file of a save in place when
	// Journal is nil: a folder of the program's own, on a disk that can be
	// trusted. Without either, saving in place is refused.
	StateDir string
	// Perm is the permission of a new file, exactly; 0 means what the system
	// gives to a new file (0o666 less the umask, or the folder's default ACL).
	// A file that exists keeps its own.
	Perm fs.FileMode
	// NoLinks refuses a path whose last element is a symbolic link, also one that
	// appears during the save: the caller has decided about this name and no
	// other. Links inside the directory part are the caller's to rule out.
	NoLinks bool
	// Verify reads the temporary file back through a new handle before it is
	// put in place. It checks what the file system returns, not the medium.
	Verify bool
	// Check, if set, sees the finished temporary file before it is put in
	// place. An error vetoes the save. It must not change the file.
	Check func(ctx context.Context, temp string) error
	// Keep, if set, is shown the version that the save replaces, once it is
	// clear which one that is, so that it can be kept somewhere. An error is a
	// caveat and does not stop the save.
	Keep func(ctx context.Context, old Replaced) error
	// Consent is the set of losses that the caller agreed to.
	Consent Consent
	// Observe, if set, is called after each step, on the goroutine that saves.
	Observe func(Event)

	disk vfs.FS           // nil: the real one
	now  func() time.Time // nil: time.Now

	unguarded bool // this is a save of a recovery file
}

// OnDisk returns the options for a save on another disk than the system's. The
// interface is internal to this package: it is for its simulator and its tests.
func (o Options) OnDisk(disk vfs.FS) Options {
	o.disk = disk
	return o
}

// Save puts content in the place of the file at path, all of it or nothing, and
// reports what was done. See the package doc for what that promises on each
// system. If content has a method Len() int, exactly that many bytes must come,
// or the save fails; with it, or with Size() int64, space is reserved before the
// work. io.WriterTo is used where implemented. The bytes of a bytes.Reader must stay
// as they are until Save has returned. Content that the file holds
// already is not put there again: see the package doc and StrategyUnchanged.
//
// The error is an *Error; its State says what path holds now. The Report is
// valid in either case.
func Save(ctx context.Context, path string, content io.Reader, opts Options) (Report, error) {
	s := newSave(opts)
	defer s.release()
	if content == nil {
		return s.abort(noContent(path))
	}
	exact, hint := sizes(content)
	s.content = content
	if err := s.begin(ctx, path, exact, hint); err != nil {
		return s.abort(err)
	}
	if s.unchanged {
		return s.leaveUnchanged(ctx)
	}
	if err := s.fill(s.content); err != nil {
		return s.abort(err)
	}
	if s.writtenUnchanged() {
		return s.leaveUnchanged(ctx)
	}
	return s.finish(ctx)
}

func noContent(path string) error {
	return &Error{Step: StepProbe, Path: path, Class: Usage, Err: errors.New("no content: for an empty file, give an empty reader")}
}

// finish seals, commits and settles what was written.
func (s *save) finish(ctx context.Context) (Report, error) {
	if err := s.seal(ctx); err != nil {
		return s.abort(err)
	}
	if err := s.commit(ctx); err != nil {
		return s.abort(err)
	}
	s.settle(ctx)
	s.release()
	return s.report, nil
}

// Writer is a save in progress, to be written in pieces. Only Create makes one. Readers
// of the path see the old content until Commit. A Writer is for one goroutine.
type Writer struct {
	save  *save
	start time.Duration
	took  time.Duration
	err   error
}

// errEnded is what a Writer answers after Commit or Abort.
var errEnded = errors.New("the save has ended")

// Create begins a save of path. The caller must end it with Commit or Abort;
// ctx holds for what is written, too.
func Create(ctx context.Context, path string, opts Options) (*Writer, error) {
	s := newSave(opts)
	if err := s.begin(ctx, path, -1, -1); err != nil {
		_, err = s.abort(err)
		return nil, err
	}
	return &Writer{save: s, start: time.Since(s.began)}, nil
}

// Write adds to the new content. After an error the save cannot be committed.
func (w *Writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	begin := time.Now()
	n, err := w.save.out.Write(p)
	w.took += time.Since(begin)
	if err != nil {
		w.err = w.save.fault(StepWrite, w.save.temp.path(), err)
	}
	return n, w.err
}

// Commit flushes what was written, puts it in place and reports. It ends the
// save also when it fails.
func (w *Writer) Commit(ctx context.Context) (Report, error) {
	s := w.save
	if s == nil {
		return Report{}, &Error{Step: StepReplace, Class: Usage, Err: errEnded}
	}
	begin := time.Now()
	err := s.out.flush()
	s.out.pushKept()
	if w.err != nil {
		err = w.err
	}
	event := Event{Step: StepWrite, Start: w.start, Took: w.took + time.Since(begin), Bytes: s.out.n, Err: err}
	if err := s.record(event, s.temp.path); err != nil {
		w.end()
		return s.abort(err)
	}
	w.end()
	defer s.release()
	if s.writtenUnchanged() {
		return s.leaveUnchanged(ctx)
	}
	return s.finish(ctx)
}

// Abort drops what was written. After Commit it does nothing, so that it can be
// deferred. The error says that the temporary file could not be removed.
func (w *Writer) Abort() error {
	s := w.save
	if s == nil {
		return nil
	}
	w.end()
	report, _ := s.abort(nil)
	for _, c := range report.Caveats {
		if c.Kind == CaveatLeftover {
			return &Error{Step: StepCleanup, Path: c.Path, Class: Other, Err: errors.New(c.Detail)}
		}
	}
	return nil
}

func (w *Writer) end() {
	w.save = nil
	if w.err == nil {
		w.err = &Error{Step: StepWrite, Class: Usage, Err: errEnded}
	}
}
