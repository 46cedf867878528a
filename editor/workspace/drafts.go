package workspace

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/internal/private"
	"holdfast/editor/internal/process"
	"holdfast/editor/merge"
)

// ErrDraftTaken says that a draft belongs to another Holdfast that runs, or
// was taken over by one meanwhile.
var ErrDraftTaken = errors.New("workspace: the draft belongs to a running program")

// Drafts keeps the unsaved text of documents in a folder of the program's own,
// so that a crash, a kill or a power cut costs at most the last seconds. Each
// document has one file there, which is replaced durably and in one step: after
// a cut it is the draft before or the new one. The user's own folders are never
// written to.
//
// The methods may block and run on any goroutine.
type Drafts struct {
	folder string
	self   process.Identity
	now    func() time.Time
}

// NewDrafts keeps drafts in Dirs.State. Nothing is made until the first draft
// is written.
func NewDrafts(dirs Dirs) *Drafts {
	return &Drafts{folder: filepath.Join(dirs.State, "drafts"), self: process.Self(), now: time.Now}
}

// Draft describes unsaved text that is on the disk.
type Draft struct {
	// ID names the draft.
	ID string
	// Path is where the document was going to be saved; empty for one that
	// never was.
	Path string
	// Fingerprint is the version of the file that the text was made from. Its
	// hash is that of the file's bytes; zero means that there was no file.
	Fingerprint atomicsave.Fingerprint
	Format      charset.Format
	Selection   editor.Selection
	// Time is when the draft was written.
	Time time.Time
	// Bytes is the length of the text.
	Bytes int64
	// Elsewhere is true for a draft that was written on another machine or in
	// another container: nobody here can tell whether that program still runs.
	Elsewhere bool

	owner process.Identity
}

// DraftList is what List found.
type DraftList struct {
	// Drafts are those whose program no longer runs, the newest first.
	Drafts []Draft
	// SetAside are files that are not used, with the reason. A file of a newer
	// version of the program stays under its name, for that version to find.
	SetAside []*SetAside
}

// draftSuffix ends the name of every draft.
const draftSuffix = ".draft"

// List lists the drafts that dead programs have left. It fails only if the
// folder cannot be read.
func (d *Drafts) List(ctx context.Context) (DraftList, error) {
	var list DraftList
	entries, err := os.ReadDir(d.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil
	}
	if err != nil {
		return list, err
	}
	if err := private.Folder(d.folder); err != nil {
		return list, err
	}
	private.Sweep(d.folder, d.now())
	for _, entry := range entries {
		id, ok := strings.CutSuffix(entry.Name(), draftSuffix)
		if !ok {
			continue
		}
		draft, _, _, err := d.read(ctx, id)
		switch {
		case ctx.Err() != nil:
			return list, ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			list.SetAside = append(list.SetAside, d.setAside(id, err))
		case !d.runs(draft):
			list.Drafts = append(list.Drafts, draft)
		}
	}
	slices.SortFunc(list.Drafts, func(a, b Draft) int { return b.Time.Compare(a.Time) })
	return list, nil
}

// runs reports whether the program that wrote the draft still runs. This one
// has its own drafts in memory.
func (d *Drafts) runs(draft Draft) bool { return draft.owner.Life() == process.Running }

// setAside renames a draft that can never be used. One that merely could not be
// read now, or belongs to a newer program, stays.
func (d *Drafts) setAside(id string, cause error) *SetAside {
	aside := &SetAside{Path: d.path(id), Err: cause}
	if private.Unusable(cause) {
		aside.Kept = private.SetAside(aside.Path, d.now())
	}
	return aside
}

func (d *Drafts) path(id string) string { return filepath.Join(d.folder, id+draftSuffix) }

// maxDraft bounds what is read: larger than any text that can be edited.
const maxDraft = 1 << 40

// read reads a draft and its text.
func (d *Drafts) read(ctx context.Context, id string) (Draft, []byte, atomicsave.Fingerprint, error) {
	data, fp, err := private.Read(ctx, d.path(id), maxDraft)
	if err != nil {
		return Draft{}, nil, fp, err
	}
	draft, text, err := parseDraft(data)
	if err == nil && draft.ID != id {
		err = private.ErrBroken
	}
	return draft, text, fp, err
}

// Text reads the text of a draft, for showing and comparing.
func (d *Drafts) Text(ctx context.Context, draft Draft) (editor.Text, error) {
	_, text, _, err := d.read(ctx, draft.ID)
	return editor.FromBytes(text), err
}

// Restore takes a draft over and makes an open file of it, modified, with the
// caret where it was. If the file on the disk still is the version that the
// text was made from, the difference is one step that can be undone; if it is
// not, saving will find that out. The draft stays on the disk until the
// document is saved or closed: give it to Follow.
//
// Where the folder of the drafts takes nothing more, as on a full disk, the text is
// there all the same; another Holdfast may then restore it too.
func (d *Drafts) Restore(ctx context.Context, draft Draft) (*File, error) {
	current, raw, fp, err := d.read(ctx, draft.ID)
	if err != nil {
		return nil, err
	}
	if d.runs(current) && current.owner != d.self {
		return nil, ErrDraftTaken
	}
	current.owner, current.Time = d.self, d.now()
	text := editor.FromBytes(raw)
	err = d.write(ctx, current, text, fp)
	if atomicsave.ClassOf(err) == atomicsave.Changed {
		return nil, ErrDraftTaken
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return current.file(ctx, text)
}

// file makes the open file.
func (draft Draft) file(ctx context.Context, text editor.Text) (*File, error) {
	f := &File{
		Path: draft.Path, Document: editor.NewDocument(text),
		Format: draft.Format, Fingerprint: draft.Fingerprint, noBase: !draft.Fingerprint.IsZero(),
	}
	f.Document.MarkUnsaved()
	if base := draft.base(ctx); base != nil {
		change, err := merge.Change(ctx, base.Document.Text(), text)
		if err != nil {
			return nil, err
		}
		f = base
		err = f.Document.Apply(editor.Transaction{Base: f.Document.Version(), Change: change, Time: draft.Time})
		if err != nil {
			return nil, err
		}
		if change.Empty() {
			f.Document.MarkUnsaved()
		}
		f.Format = draft.Format
	}
	f.Document.Select(draft.Selection)
	f.Document.Seal()
	return f, nil
}

// base opens the file that the text was made from; nil if that is gone, cannot
// be read or is another version now.
func (draft Draft) base(ctx context.Context) *File {
	if draft.Path == "" || draft.Fingerprint.IsZero() {
		return nil
	}
	f, err := Open(ctx, draft.Path)
	if err != nil || f.NotText != nil || f.Fingerprint.Sum() != draft.Fingerprint.Sum() {
		return nil
	}
	return f
}

// Discard removes a draft that the user does not want. One that another running
// program has taken over meanwhile stays.
func (d *Drafts) Discard(ctx context.Context, draft Draft) error {
	current, _, _, err := d.read(ctx, draft.ID)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && d.runs(current) && current.owner != d.self {
		return ErrDraftTaken
	}
	return d.remove(draft.ID)
}

func (d *Drafts) remove(id string) error {
	err := os.Remove(d.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// write replaces the draft's file, if it is the version expected.
func (d *Drafts) write(ctx context.Context, draft Draft, text editor.Text, expect atomicsave.Fingerprint) error {
	if err := private.Folder(d.folder); err != nil {
		return err
	}
	head, err := draft.head(text)
	if err != nil {
		return err
	}
	content := editor.Join(editor.FromBytes(head), text)
	_, err = atomicsave.Save(ctx, d.path(draft.ID), io.Reader(content.Reader(0, content.Len())), atomicsave.Options{
		Expect: expect, Perm: 0o600,
	})
	return err
}
