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
	if err := s.SavePreferences(ctx, p); err != nil {
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
			if err := s.SavePreferences(ctx, p); err != nil {
				t.Error(err)
			}
		})
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
	if err := s.ClearRecents(ctx); err != nil {
		t.Fatal(err)
	}
	if list, _ := s.Recents(ctx); len(list) != 0 {
		t.Errorf("after clearing: %v", list)
	}
}
