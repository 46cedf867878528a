package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

func (s *Store) preferencesPath() string { return filepath.Join(s.dirs.Config, "settings.json") }

// preferencesJSON is the file of the settings. A format that this program does
// not know is that of a newer one: its file is set aside, not written over.
type preferencesJSON struct {
	Format int `json:"format"`
	Preferences
}

const preferencesFormat = 1

// blankPreferences are what the file of the settings is read into: the defaults, but
// without the indents, or the default ones could not be taken away.
func blankPreferences() preferencesJSON {
	blank := preferencesJSON{Format: preferencesFormat, Preferences: DefaultPreferences()}
	blank.Indents = nil
	return blank
}

func (p preferencesJSON) complete() Preferences {
	if p.Indents == nil {
		p.Indents = DefaultPreferences().Indents
	}
	return p.Clean()
}

// Preferences reads the settings. A missing file means the defaults and no
// error. With any error the preferences are still usable: the defaults. A
// *SetAside error means that the file was broken and has been kept under
// another name.
func (s *Store) Preferences(ctx context.Context) (Preferences, error) {
	if err := s.lock(ctx); err != nil {
		return DefaultPreferences(), err
	}
	defer s.unlock()
	return s.readPreferences(ctx)
}

func (s *Store) readPreferences(ctx context.Context) (Preferences, error) {
	stored := blankPreferences()
	s.known, s.seen = DefaultPreferences(), atomicsave.Fingerprint{}
	fp, err := s.loadVersion(ctx, s.preferencesPath(), &stored)
	if err == nil && stored.Format > preferencesFormat {
		err = setAside(s.preferencesPath(), private.ErrFuture)
	}
	if err != nil {
		return s.known, err
	}
	s.known, s.seen = stored.complete(), fp
	return s.known, nil
}

// ChangedPreferences reads the settings if somebody else has changed their file: was
// is what was read or written here last. A file that makes no sense, as in the middle
// of an edit by hand, is left alone.
func (s *Store) ChangedPreferences(ctx context.Context) (was, is Preferences, changed bool) {
	if err := s.lock(ctx); err != nil {
		return was, is, false
	}
	defer s.unlock()
	real, err := filepath.EvalSymlinks(s.preferencesPath())
	if err != nil {
		return was, is, false
	}
	data, fp, err := private.Read(ctx, real, maxOwnFile)
	stored := blankPreferences()
	if err != nil || fp.Sum() == s.seen.Sum() || json.Unmarshal(data, &stored) != nil || stored.Format > preferencesFormat {
		return was, is, false
	}
	was, is = s.known, stored.complete()
	s.known, s.seen = is, fp
	return was, is, true
}

// saveAttempts is how often somebody else may change the settings while they are
// being saved.
const saveAttempts = 5

// SavePreferences writes the settings, durably, whatever durability the user
// chose for files. They were made from base, which is what the caller was last told
// that the file holds. What somebody else has changed in it since then is kept, but
// for a setting that was changed here too. It returns what is in the file now; a
// *SetAside error means that the file had become broken and was kept under another
// name before the settings were written.
func (s *Store) SavePreferences(ctx context.Context, base, p Preferences) (Preferences, error) {
	if err := s.lock(ctx); err != nil {
		return p, err
	}
	defer s.unlock()
	p = MergePreferences(base, p.Clean(), s.known)
	var aside error
	for attempt := 1; ; attempt++ {
		fp, err := s.writeOver(ctx, s.preferencesPath(), preferencesJSON{preferencesFormat, p}, s.seen)
		if err == nil {
			s.known, s.seen = p, fp
			return p, aside
		}
		if class := atomicsave.ClassOf(err); class != atomicsave.Changed && class != atomicsave.Exists || attempt == saveAttempts {
			return p, err
		}
		base := s.known
		theirs, err := s.readPreferences(ctx)
		if _, ok := errors.AsType[*SetAside](err); ok {
			aside = err
		} else if err != nil {
			return p, err
		}
		if s.seen.IsZero() {
			s.known = base // the file has gone: there is nothing to keep
			continue
		}
		p = MergePreferences(base, p, theirs)
	}
}

// MergePreferences are theirs, but for each setting that differs between base and
// mine: that one is mine.
func MergePreferences(base, mine, theirs Preferences) Preferences {
	was, is, merged := base.fields(), mine.fields(), theirs.fields()
	for name := range was {
		if _, there := is[name]; !there {
			delete(merged, name)
		}
	}
	for name, value := range is {
		if !bytes.Equal(value, was[name]) {
			merged[name] = value
		}
	}
	data, err := json.Marshal(merged)
	var p Preferences
	if err != nil || json.Unmarshal(data, &p) != nil {
		return mine // what was encoded can be decoded
	}
	return p.Clean()
}

// fields are the settings by their names in the file.
func (p Preferences) fields() map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	if data, err := json.Marshal(p); err == nil {
		_ = json.Unmarshal(data, &fields) // it was encoded a moment ago
	}
	return fields
}
