package ui

import (
	"context"
	"errors"
	"reflect"
	"time"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// preferencesPatience is how long the start waits for the settings file. It
// lies on the user's own disk, but that may be a network home that hangs.
const preferencesPatience = 2 * time.Second

// readPreferences reads the settings before the window appears, so that it
// appears in the right colours and language. With any error the preferences are
// the defaults.
func (s *Shell) readPreferences() error {
	type answer struct {
		prefs workspace.Preferences
		err   error
	}
	ctx, cancel := context.WithTimeout(s.ctx, preferencesPatience)
	defer cancel()
	c := make(chan answer, 1)
	s.spawn(func() {
		p, err := s.store.Preferences(ctx)
		c <- answer{p, err}
	})
	var err error
	select {
	case a := <-c:
		s.prefs, err = a.prefs, a.err
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.prefsBase = s.prefs
	if s.language = s.prefs.Language; s.language != "" {
		words.Use(s.language)
	}
	return err
}

// changePreferences applies a change of the settings at once and writes them.
func (s *Shell) changePreferences(change func(*workspace.Preferences)) {
	change(&s.prefs)
	s.prefs = s.prefs.Clean()
	s.applyPreferences()
	s.prefsChanged = true
	s.writePreferences()
}

// writePreferences writes the settings in the background. One write runs at a
// time, so that the newest settings are always the last to be written.
func (s *Shell) writePreferences() {
	if s.prefsWriting || !s.prefsChanged {
		return
	}
	s.prefsWriting, s.prefsChanged = true, false
	base, prefs := s.prefsBase, s.prefs
	s.work(func() func() {
		written, err := s.store.SavePreferences(context.WithoutCancel(s.ctx), base, prefs)
		return func() {
			s.prefsWriting = false
			if err != nil {
				s.ownFileFailed(err)
			}
			if _, aside := errors.AsType[*workspace.SetAside](err); err != nil && !aside {
				return
			}
			s.prefsBase = written
			if !reflect.DeepEqual(written, prefs) { // somebody has edited the file by hand
				s.prefs = workspace.MergePreferences(prefs, s.prefs, written)
				s.applyPreferences()
			}
			s.writePreferences()
		}
	})
}

// followPreferences takes settings that somebody has edited by hand.
func (s *Shell) followPreferences() {
	s.work(func() func() {
		was, is, changed := s.store.ChangedPreferences(s.ctx)
		if !changed {
			return nil
		}
		return func() {
			if reflect.DeepEqual(s.prefsBase, was) { // else a write has ended since, which knew of this
				s.prefsBase = is
			}
			s.prefs = workspace.MergePreferences(was, s.prefs, is)
			s.applyPreferences()
		}
	})
}

// applyPreferences makes the window look as the settings say.
func (s *Shell) applyPreferences() {
	if s.theme.want != s.prefs.Theme {
		s.theme = newAppTheme(s.prefs.Theme)
		s.app.Settings().SetTheme(s.theme)
	}
	if s.fontPath != s.prefs.Font {
		s.loadFont()
	}
	s.versions.SetPolicy(s.prefs.VersionPolicy())
	s.followDrafts()
	if s.language != s.prefs.Language {
		s.language = s.prefs.Language
		s.speak()
	}
	for _, p := range s.pages {
		p.apply(s.prefs)
	}
	s.refreshStatus()
}

// lastPreferences writes settings that were changed while others were being
// written: what would have written them comes too late.
func (s *Shell) lastPreferences() {
	if !s.prefsChanged {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), settlePatience)
	defer cancel()
	_, _ = s.store.SavePreferences(ctx, s.prefsBase, s.prefs) // there is no window to tell it in
}
