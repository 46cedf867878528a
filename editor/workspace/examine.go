package workspace

import (
	"context"

	"holdfast/atomicsave"
	"holdfast/editor"
)

// Remarks that a save adds to the report of atomicsave.
const (
	// CaveatOverruled says that a check found the text wrong and the user saved
	// it anyway.
	CaveatOverruled atomicsave.CaveatKind = "overruled"
	// CaveatNoVerdict says that a program that should have judged the text did
	// not.
	CaveatNoVerdict atomicsave.CaveatKind = "no-verdict"
	// CaveatNoJournal says that the journal could not be written, as on a full
	// disk, and the text was saved without it.
	CaveatNoJournal atomicsave.CaveatKind = "no-journal"
	// CaveatUncheckedSize says that the text was not checked, because it is larger
	// than Detail megabytes.
	CaveatUncheckedSize atomicsave.CaveatKind = "unchecked-size"
	// CaveatUncheckedTime says that the check of the text was not done after Detail
	// seconds, and the save went on without it.
	CaveatUncheckedTime atomicsave.CaveatKind = "unchecked-time"
)

// Permission is what the user said about a program that could check files.
type Permission string

// The permissions. A program that the user was not asked about has none.
const (
	Allowed Permission = "allowed"
	Never   Permission = "never"
)

// examined is what looks at a text before it takes the place of the old one.
type examined struct {
	check   func(ctx context.Context, temp string) error
	remarks []atomicsave.Caveat
}

// Snapshot is what the save writes.
func (s *Saving) Snapshot() editor.Snapshot { return s.snapshot }

// CheckWith shows the finished temporary file to check before it takes the
// place of the old one; its error stops the save. It runs within Run.
func (s *Saving) CheckWith(check func(ctx context.Context, temp string) error) { s.check = check }

// Remark adds something to the report of the save. It may be called before Run
// and by the function given to CheckWith.
func (s *Saving) Remark(c atomicsave.Caveat) { s.remarks = append(s.remarks, c) }
