package workspace

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/versions"
)

// File is one open document and what is known of its file on disk.
type File struct {
	// Path is the absolute path as the user named it, links and all; empty for
	// a document that was never saved.
	Path string
	// Document is the text with its undo history.
	Document *editor.Document
	// Format is what is needed to turn the text back into bytes.
	Format charset.Format
	// Fingerprint identifies the version of the file that was read or written
	// last. The zero value means that no file was there.
	Fingerprint atomicsave.Fingerprint
	// NotText tells why the file cannot be edited; nil for one that can.
	NotText *charset.Error
	// ReadOnly locks the text: by the user's wish, or because it cannot be
	// saved. A save to another place is still possible, and ends it.
	ReadOnly bool
	// Guess is how sure it is that Format.Encoding is the right one.
	Guess charset.Guess
	// Report describes the last save that reached the disk; nil before.
	Report *atomicsave.Report

	saving  bool
	loading bool
	grew    bool
	// savedFormat is the format of the file on disk.
	savedFormat charset.Format
	base        editor.Text // what the file held when it was read or written last
	noBase      bool        // that is not known
	consent     atomicsave.Consent
	steps       []formatStep
}

// NewFile is an empty document without a path, ended by the system's own line
// break when lines are added.
func NewFile() *File {
	format := charset.NewFormat(systemBreak)
	return &File{
		Document: editor.NewDocument(editor.Text{}),
		Format:   format, savedFormat: format,
		Guess: charset.Guess{Encoding: charset.UTF8, Certainty: charset.Certain},
	}
}

// NewFileOf is a document without a path that begins with a text, and counts as
// modified. Saved, it becomes bytes of that format.
func NewFileOf(text editor.Text, format charset.Format) *File {
	f := NewFile()
	f.Document = editor.NewDocument(text)
	f.Document.MarkUnsaved()
	f.Format, f.savedFormat = format, format
	f.Guess.Encoding = format.Encoding
	return f
}

// Name is the last element of the path, empty for a new document.
func (f *File) Name() string {
	if f.Path == "" {
		return ""
	}
	return filepath.Base(f.Path)
}

// Modified reports whether there is text here that the file does not have, or
// that it has in another encoding.
func (f *File) Modified() bool {
	return f.Document.Modified() || f.Format.Encoding != f.savedFormat.Encoding || f.Format.BOM != f.savedFormat.BOM
}

// Saving reports whether a save is under way.
func (f *File) Saving() bool { return f.saving }

// Editable reports whether the text may be changed.
func (f *File) Editable() bool { return f.NotText == nil && !f.ReadOnly }

// Base is the text that the file held when it was opened or saved last: the
// ancestor of both versions when somebody else changes it. It is empty for a
// new file, and not known for a draft of a file that has changed since.
func (f *File) Base() (text editor.Text, known bool) { return f.base, !f.noBase }

// ErrSaveUnderWay is returned by BeginSave while another save of the same file
// has not finished.
var ErrSaveUnderWay = errors.New("workspace: a save of this file is under way")

// ErrLoading is returned by BeginSave while the file is still being read.
var ErrLoading = errors.New("workspace: the file is still being read")

// ErrNotText is returned by BeginSave for a file that was opened read-only
// because it is not text.
var ErrNotText = errors.New("workspace: the file is not text and cannot be saved from here")

// Destination says where a save goes and what it may replace there.
type Destination struct {
	// Path is absolute.
	Path string
	// Expect is the version that may be replaced; zero creates only.
	Expect atomicsave.Fingerprint
}

// Saving is one save under way, begun by File.BeginSave.
type Saving struct {
	file        *File
	snapshot    editor.Snapshot
	format      charset.Format
	destination Destination
	consent     atomicsave.Consent
	keep        func(context.Context, atomicsave.Replaced) error
	examined
}

// BeginSave seals the undo group and takes the snapshot that will be written
// to its own path. The caller runs the save on another goroutine and hands the
// result to Finish.
func (f *File) BeginSave() (*Saving, error) {
	return f.BeginSaveTo(Destination{Path: f.Path, Expect: f.Fingerprint})
}

// BeginSaveTo is BeginSave for another place; when it succeeds the document
// belongs to that place from then on.
func (f *File) BeginSaveTo(d Destination) (*Saving, error) {
	switch {
	case f.NotText != nil:
		return nil, ErrNotText
	case f.loading:
		return nil, ErrLoading
	case f.saving:
		return nil, ErrSaveUnderWay
	}
	f.saving = true
	f.Document.Seal()
	s := &Saving{file: f, snapshot: f.Document.Snapshot(), format: f.Format, destination: d}
	if d.Path == f.Path {
		s.consent = f.consent
	}
	return s, nil
}

// Path is where the save goes.
func (s *Saving) Path() string { return s.destination.Path }

// Net is what catches a save that a crash interrupts.
type Net struct {
	// StateDir is the folder for recovery files while there is no journal.
	StateDir string
	// Journal records the saves of this process; nil for none.
	Journal *atomicsave.Journal
}

// KeepIn makes the save keep the version that it replaces. Without it nothing is
// kept.
func (s *Saving) KeepIn(store *versions.Store) { s.keep = store.Hook }

// Run encodes and saves. Its errors are *atomicsave.Error and *charset.Error;
// the latter is found before the disk is touched. Where the program's own folder
// takes no note of the save, it goes on without: that is a caveat of the report. It
// may block, touches nothing but the snapshot, and runs on any goroutine.
func (s *Saving) Run(ctx context.Context, p Preferences, net Net) (atomicsave.Report, error) {
	content, err := charset.Encode(s.snapshot.Text, s.format)
	if err != nil {
		return atomicsave.Report{}, err
	}
	path := s.destination.Path
	if !p.AgreementOf(path).Synchronised {
		if client := SyncClient(path); client != "" {
			return atomicsave.Report{}, &Synchronised{path, client}
		}
	}
	report, err := atomicsave.Save(ctx, s.destination.Path, content, s.options(p, net))
	if errors.Is(err, atomicsave.ErrJournal) && ctx.Err() == nil {
		report, err = s.runWithoutJournal(ctx, p, net, err)
	}
	report.Caveats = append(report.Caveats, s.remarks...)
	return report, err
}

// runWithoutJournal saves a text whose save could not be noted because of cause.
func (s *Saving) runWithoutJournal(ctx context.Context, p Preferences, net Net, cause error) (atomicsave.Report, error) {
	content, err := s.Content()
	if err != nil {
		return atomicsave.Report{}, err
	}
	net.Journal = nil
	report, err := atomicsave.Save(ctx, s.destination.Path, content, s.options(p, net))
	report.Caveats = append(report.Caveats, atomicsave.Caveat{Kind: CaveatNoJournal, Path: net.StateDir, Detail: cause.Error()})
	return report, err
}

// Content is what the save writes, once more.
func (s *Saving) Content() (io.Reader, error) { return charset.Encode(s.snapshot.Text, s.format) }

// Plan tells what the save would do and what it would cost. It writes nothing,
// but it may block.
func (s *Saving) Plan(ctx context.Context, p Preferences, net Net) (atomicsave.SavePlan, error) {
	return atomicsave.Plan(ctx, s.destination.Path, s.options(p, net))
}

func (s *Saving) options(p Preferences, net Net) atomicsave.Options {
	return atomicsave.Options{
		StateDir:   net.StateDir,
		Journal:    net.Journal,
		Durability: p.Durability,
		Expect:     s.destination.Expect,
		TempDir:    p.TempDir,
		Verify:     p.Verify,
		Consent:    s.consent.With(p.AgreementOf(s.destination.Path).Agreed),
		Keep:       s.keep,
		Check:      s.check,
	}
}

// Finish records the outcome of Run in the file. It must run on the goroutine
// that owns the document. A new version that is in place is recorded as saved
// even when its durability could not be confirmed.
func (s *Saving) Finish(report atomicsave.Report, err error) {
	f := s.file
	f.saving = false
	if err != nil && report.State != atomicsave.New && report.State != atomicsave.NewUnconfirmed {
		return
	}
	if err != nil && report.Fingerprint.IsZero() {
		return
	}
	if f.Path != s.destination.Path {
		f.ReadOnly = false
	}
	f.Path = s.destination.Path
	f.consent = s.consent
	f.Fingerprint, f.grew = report.Fingerprint, false
	f.Report = &report
	f.base, f.noBase = s.snapshot.Text, false
	f.savedFormat = s.format
	f.Document.MarkSaved(s.snapshot.Version)
}

// BeginSaveAgain repeats a save that was refused because it would lose
// something, now with the user's consent. The consent is remembered for later
// saves to the same path, until the file is closed.
func (f *File) BeginSaveAgain(refused *Saving, agreed atomicsave.Consent) (*Saving, error) {
	s, err := f.BeginSaveTo(refused.destination)
	if err != nil {
		return nil, err
	}
	s.consent = s.consent.With(agreed)
	return s, nil
}

// ForgetConsent takes back what the user has agreed to lose: the next save asks
// again.
func (f *File) ForgetConsent() { f.consent = 0 }

// Current identifies the version of the file that is on disk now; the zero
// fingerprint where there is none. It may block.
func Current(ctx context.Context, path string) (atomicsave.Fingerprint, error) {
	fp, err := identify(ctx, path)
	if errors.Is(err, os.ErrNotExist) {
		return atomicsave.Fingerprint{}, nil
	}
	return fp, err
}

// identify is atomicsave.Identify, but a file that grows all the time has a version
// too: what it was when it was opened.
func identify(ctx context.Context, path string) (atomicsave.Fingerprint, error) {
	r, err := atomicsave.Open(ctx, path)
	if err != nil {
		return atomicsave.Fingerprint{}, err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	if atomicsave.ClassOf(err) == atomicsave.Changed {
		return atomicsave.Identify(ctx, path)
	}
	return r.Fingerprint(), err
}
