package workspace

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/elevate"
	"holdfast/editor/internal/private"
	"holdfast/editor/versions"
)

// administratorDir is where content waits that cannot be handed to the
// administrator's program directly.
func (d Dirs) administratorDir() string { return filepath.Join(d.State, "administrator") }

// RunAsAdministrator is Run with the rights of the administrator, for which the
// system asks the user: see package elevate. What CheckWith was given is shown a
// copy in a private folder before the user is asked. versions keeps what is
// replaced; nil keeps nothing.
//
// Besides what Run returns the error may be an *elevate.NeedsConsent.
func (s *Saving) RunAsAdministrator(ctx context.Context, p Preferences, dirs Dirs, versions *versions.Store) (atomicsave.Report, error) {
	content, err := s.bytes()
	if err != nil {
		return atomicsave.Report{}, err
	}
	if err := s.checkCopy(ctx, dirs, content); err != nil {
		return atomicsave.Report{Target: s.destination.Path}, &atomicsave.Error{Step: atomicsave.StepCheck, Path: s.destination.Path, Class: atomicsave.Vetoed, Err: err}
	}
	var kept error
	if versions != nil && !s.destination.Expect.IsZero() {
		_, kept = versions.KeepFile(ctx, s.destination.Path)
	}
	report, err := elevate.Writer{Private: dirs.administratorDir()}.Write(ctx, s.destination.Path, s.order(p), content)
	report.Caveats = append(report.Caveats, s.remarks...)
	if kept != nil {
		report.Caveats = append(report.Caveats, atomicsave.Caveat{Kind: atomicsave.CaveatNotKept, Detail: kept.Error()})
	}
	return report, err
}

// AdministratorCommand is what the user can run in a terminal to save as
// administrator, where the system has no prompt.
func (s *Saving) AdministratorCommand(p Preferences, dirs Dirs) (string, error) {
	content, err := s.bytes()
	if err != nil {
		return "", err
	}
	return elevate.Writer{Private: dirs.administratorDir()}.Command(s.destination.Path, s.order(p), content)
}

func (s *Saving) order(p Preferences) elevate.Order {
	return elevate.Order{Expect: s.destination.Expect, Durability: p.Durability, Consent: s.consent}
}

// bytes is the encoded text.
func (s *Saving) bytes() ([]byte, error) {
	encoded, err := charset.Encode(s.snapshot.Text, s.format)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(encoded)
}

// checkCopy shows a copy of the content to the check of the save.
func (s *Saving) checkCopy(ctx context.Context, dirs Dirs, content []byte) error {
	if s.check == nil {
		return nil
	}
	if err := private.Folder(dirs.administratorDir()); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(dirs.administratorDir(), "check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	// The temporary file of a save has a name that says nothing, too.
	path := filepath.Join(folder, "content")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return err
	}
	return s.check(ctx, path)
}
