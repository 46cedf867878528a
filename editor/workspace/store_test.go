package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
)

func newStore(t *testing.T) *Store {
	dir := t.TempDir()
	return NewStore(Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")})
}

func TestPreferencesAreRemembered(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	p, err := s.Preferences(ctx)
	if err != nil || !reflect.DeepEqual(p, DefaultPreferences()) {
		t.Fatalf("first start: %+v, %v", p, err)
	}
	p.Durability = atomicsave.Fast
	p.Theme = ThemeDark
	p.TempDir = "/tmp"
	p.Programs = map[string]Permission{"/usr/sbin/visudo": Allowed}
	if _, err := s.SavePreferences(ctx, DefaultPreferences(), p); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Preferences(ctx); err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("read back %+v, %v, want %+v", got, err, p)
	}
	if text := read(t, s.preferencesPath()); !strings.Contains(text, `"durability": "fast"`) {
		t.Errorf("the file is not readable by a person:\n%s", text)
	}
}

func TestABrokenSettingsFileIsSetAside(t *testing.T) {
	for name, content := range map[string]string{
		"truncated": `{"durability": "fu`, "zeroed": "\x00\x00\x00\x00", "empty": "",
		"another type": `[1, 2]`, "unknown level": `{"durability": "extreme"}`,
	} {
		t.Run(name, func(t *testing.T) {
			s, ctx := newStore(t), context.Background()
			if err := os.MkdirAll(s.Dirs().Config, 0o700); err != nil {
				t.Fatal(err)
			}
			write(t, s.preferencesPath(), content)
			p, err := s.Preferences(ctx)
			aside, ok := errors.AsType[*SetAside](err)
			if !ok || !reflect.DeepEqual(p, DefaultPreferences()) {
				t.Fatalf("got %+v, %v", p, err)
			}
			if read(t, aside.Kept) != content {
				t.Error("the broken file was not kept as it was")
			}
			if _, err := s.SavePreferences(ctx, DefaultPreferences(), p); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestSettingsEditedByHandAreKept has somebody edit the file of the settings while
// the program runs, and the program save a setting after that.
func TestSettingsEditedByHandAreKept(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	p, err := s.Preferences(ctx)
	if err != nil {
		t.Fatal(err)
	}
	save := func(change func(*Preferences)) error {
		t.Helper()
		base := p
		change(&p)
		var err error
		p, err = s.SavePreferences(ctx, base, p)
		return err
	}
	if err := save(func(p *Preferences) { p.TabWidth = 2 }); err != nil {
		t.Fatal(err)
	}
	text := read(t, s.preferencesPath())
	write(t, s.preferencesPath(), strings.Replace(text, `"text_size": 14`, `"text_size": 20`, 1))
	if err := save(func(p *Preferences) { p.Theme = ThemeDark }); err != nil {
		t.Fatal(err)
	}
	again, err := NewStore(s.Dirs()).Preferences(ctx)
	if err != nil || again.TextSize != 20 || again.TabWidth != 2 || again.Theme != ThemeDark || !reflect.DeepEqual(again, p) {
		t.Errorf("after an edit by hand: %+v, %v", again, err)
	}

	write(t, s.preferencesPath(), "half of an ed")
	err = save(func(p *Preferences) { p.Theme = ThemeLight })
	aside, ok := errors.AsType[*SetAside](err)
	if !ok || read(t, aside.Kept) != "half of an ed" {
		t.Fatalf("a broken edit by hand: %v", err)
	}
	if again, err = NewStore(s.Dirs()).Preferences(ctx); err != nil || again.TextSize != 20 || again.Theme != ThemeLight {
		t.Errorf("after a broken edit by hand: %+v, %v", again, err)
	}

	if err := os.Remove(s.preferencesPath()); err != nil {
		t.Fatal(err)
	}
	if err := save(func(p *Preferences) { p.TabWidth = 3 }); err != nil {
		t.Fatal(err)
	}
	if again, err = NewStore(s.Dirs()).Preferences(ctx); err != nil || again.TextSize != 20 || again.TabWidth != 3 {
		t.Errorf("after the file was deleted: %+v, %v", again, err)
	}
}

func TestSettingsEditedByHandAreRead(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	p := DefaultPreferences()
	p.TabWidth = 2
	if _, err := s.SavePreferences(ctx, DefaultPreferences(), p); err != nil {
		t.Fatal(err)
	}
	if _, _, changed := s.ChangedPreferences(ctx); changed {
		t.Error("what was written here counts as somebody else’s")
	}
	write(t, s.preferencesPath(), "half of an ed")
	if _, _, changed := s.ChangedPreferences(ctx); changed || read(t, s.preferencesPath()) != "half of an ed" {
		t.Error("half of an edit was not left alone")
	}
	write(t, s.preferencesPath(), `{"tab_width": 8}`)
	was, is, changed := s.ChangedPreferences(ctx)
	if !changed || was.TabWidth != 2 || is.TabWidth != 8 || !reflect.DeepEqual(is.Indents, DefaultPreferences().Indents) {
		t.Errorf("%v, %+v, %+v", changed, was, is)
	}
	if _, _, changed := s.ChangedPreferences(ctx); changed {
		t.Error("it is told twice")
	}
}

// TestSettingsThatWereNotReadAreNotOverwritten, as when the start did not wait for
// the disk of the settings.
func TestSettingsThatWereNotReadAreNotOverwritten(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	p := DefaultPreferences()
	p.TextSize = 20
	if _, err := s.SavePreferences(ctx, DefaultPreferences(), p); err != nil {
		t.Fatal(err)
	}
	p = DefaultPreferences()
	p.TabWidth = 2
	if p, err := NewStore(s.Dirs()).SavePreferences(ctx, DefaultPreferences(), p); err != nil || p.TextSize != 20 || p.TabWidth != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	late := NewStore(s.Dirs())
	if _, err := late.Preferences(ctx); err != nil { // after its caller has given up
		t.Fatal(err)
	}
	p.TabWidth = 3
	if p, err := late.SavePreferences(ctx, DefaultPreferences(), p); err != nil || p.TextSize != 20 || p.TabWidth != 3 {
		t.Errorf("read too late: %+v, %v", p, err)
	}
}

func TestPreferencesOutOfBoundsAreBroughtIn(t *testing.T) {
	p := Preferences{TextSize: -3, TabWidth: 900, Theme: "pink", TempDir: "  /x "}.Clean()
	if p.TextSize != MinTextSize || p.TabWidth != MaxTabWidth || p.Theme != ThemeSystem || p.TempDir != "/x" {
		t.Errorf("got %+v", p)
	}
}

func TestRecentFiles(t *testing.T) {
	s, ctx := newStore(t), context.Background()
	for _, path := range []string{"/a", "/b", "/a"} {
		if _, err := s.AddRecent(ctx, path); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := s.Recents(ctx); err != nil || !slices.Equal(list, []string{"/a", "/b"}) {
		t.Errorf("recents are %v, %v", list, err)
	}
	for i := range 2 * maxRecents {
		if _, err := s.AddRecent(ctx, filepath.Join("/many", string(rune('a'+i)))); err != nil {
			t.Fatal(err)
		}
	}
	if list, _ := s.Recents(ctx); len(list) != maxRecents {
		t.Errorf("%d recent files are remembered, want %d", len(list), maxRecents)
	}
}

// TestADiskThatHangsIsNotWaitedForLonger than the caller likes: a write that does not
// come back must not keep the program from ending.
func TestADiskThatHangsIsNotWaitedForLonger(t *testing.T) {
	s := newStore(t)
	s.turn <- struct{}{} // of that write
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := s.SavePreferences(ctx, DefaultPreferences(), DefaultPreferences()); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
