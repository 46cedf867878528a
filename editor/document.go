package editor

import (
	"context"
	"errors"
	"time"
)

// ErrStale says that a transaction was made for another version of the text.
var ErrStale = errors.New("editor: the text has changed since the transaction was made")

// Version names one content of a document. Two snapshots of a document with
// equal versions hold the same text: undo returns to the version that was,
// and a new edit always gets a number never used before. So compare versions
// for equality only.
type Version uint64

// Intent says what kind of edit a transaction is; it decides what undo takes
// back together.
type Intent uint8

// The intents. Typing and Deleting join with what went before.
const (
	Other Intent = iota
	Typing
	Deleting
	Pasting
	Moving // changes the selection only
)

// Transaction is a change with everything around it.
type Transaction struct {
	Base      Version
	Change    Change
	Selection Selection // after the change
	Intent    Intent
	Time      time.Time // the clock of the caller

	ready *prepared // what Prepare worked out, or nil
}

// prepared is what applying a transaction needs beside the change.
type prepared struct {
	after   Text
	inverse Change
}

// prepare returns nil if ctx ends before it is done. If the change has many parts it
// tells at, which may be nil, how much of the work is done.
func prepare(ctx context.Context, t Text, c Change, at func(done, whole int)) *prepared {
	done := 0
	wanted := func() bool {
		if at != nil {
			at(done, 2*c.Parts()+stopStep)
		}
		done += stopStep
		return ctx.Err() == nil
	}
	after, ok := c.apply(wanted, t)
	if !ok {
		return nil
	}
	inverse, ok := c.invert(wanted, t)
	if !ok {
		return nil
	}
	return &prepared{after: after, inverse: inverse}
}

// Snapshot is a document at one moment. It is safe on any goroutine.
type Snapshot struct {
	Text      Text
	Version   Version
	Selection Selection
}

// Document is a text with a selection and a history. It belongs to one
// goroutine.
type Document struct {
	text      Text
	selection Selection
	version   Version
	newest    Version // the last number given out
	saved     Version
	history   history
}

// NewDocument returns a document of t, unmodified, the caret at the start.
func NewDocument(t Text) *Document { return &Document{text: t, selection: Single(0, 0)} }

// Text returns the present text.
func (d *Document) Text() Text { return d.text }

// Version returns the version of the present text.
func (d *Document) Version() Version { return d.version }

// Selection returns the present selection.
func (d *Document) Selection() Selection { return d.selection }

// Snapshot returns the present state.
func (d *Document) Snapshot() Snapshot {
	return Snapshot{Text: d.text, Version: d.version, Selection: d.selection}
}

// Apply makes a transaction. It returns ErrStale if the transaction was made
// for another version, and then does nothing.
func (d *Document) Apply(t Transaction) error {
	if t.Base != d.version || t.Change.OldLen() != d.text.Len() {
		return ErrStale
	}
	if t.Change.Empty() {
		d.Select(t.Selection)
		return nil
	}
	if t.ready == nil {
		t.ready = prepare(context.Background(), d.text, t.Change, nil)
	}
	d.newest++
	d.history.record(d, t, d.newest)
	d.text, d.version = t.ready.after, d.newest
	d.selection = t.Selection.clamp(d.text.Len())
	return nil
}

// Select sets the selection, clamped to the text. Moving it ends the undo
// group.
func (d *Document) Select(s Selection) {
	s = s.clamp(d.text.Len())
	if !s.Equal(d.selection) {
		d.Seal()
	}
	d.selection = s
}

// Do runs a command and applies what it returns. It reports whether there was
// something to do.
func (d *Document) Do(cmd Command, s Settings, now time.Time) (changed bool, err error) {
	t, ok := cmd(State{Text: d.text, Selection: d.selection, Version: d.version, Settings: s, Time: now})
	if !ok {
		return false, nil
	}
	return true, d.Apply(t)
}

// MarkSaved records that the text of a version, which a snapshot was taken
// of, is what is on the disk now.
func (d *Document) MarkSaved(v Version) { d.saved = v }

// Modified reports whether the text is another than the saved one. Undoing
// back to the saved text clears it; typing the same text again does not.
func (d *Document) Modified() bool { return d.version != d.saved }

// MarkUnsaved records that nothing on the disk holds any version: a draft
// that was restored, a new file with content.
func (d *Document) MarkUnsaved() { d.saved = unsaved }

// unsaved is the number of no version.
const unsaved = ^Version(0)
