package versions

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holdfast/editor/internal/private"
)

func TestForgetRemovesEverythingOfOneFile(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	path, other := s.file("a"), s.file("b")
	s.keepText(path, "secret 1")
	s.keepText(path, "secret 2")
	s.keepText(other, "b")
	s.put(filepath.Join(s.folderOf(path), "something"), "secret 3")
	if n, err := s.Forget(ctx, path); n != 2 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	s.wants(path)
	s.wants(other, "b")
	err := filepath.WalkDir(s.folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if text, _ := os.ReadFile(path); bytes.Contains(text, []byte("secret")) {
				t.Errorf("%s still is there", path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Forget(ctx, path); n != 0 || err != nil {
		t.Errorf("forgetting again: %d, %v", n, err)
	}
}

func TestNothingIsKeptOfWhatIsExcluded(t *testing.T) {
	s := newStore(t, DefaultPolicy())
	folder := filepath.Join(s.dir, "secrets")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	inside, beside, alone := s.file("secrets/key"), s.file("secrets.txt"), s.file("alone")
	for _, path := range []string{folder, alone, alone} {
		if err := s.Exclude(ctx, path); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]error{inside: ErrExcluded, alone: ErrExcluded, beside: nil} {
		if _, err := s.Keep(ctx, path, strings.NewReader("x")); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
		if kept, err := s.Keeps(ctx, path); err != nil || kept != (want == nil) {
			t.Errorf("%s is kept: %v, %v", path, kept, err)
		}
	}
	if list, err := s.Excluded(ctx); err != nil || !slices.Equal(list, []string{folder, alone}) {
		t.Errorf("excluded are %v, %v", list, err)
	}
	if err := s.Include(ctx, alone); err != nil {
		t.Fatal(err)
	}
	s.keepText(alone, "x")
}

func TestABrokenListOfExclusionsKeepsNothing(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "zeroed": "\x00\x00\x00", "truncated": `{"format":1,"pa`, "another type": `[]`, "future": `{"format":2,"rules":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, DefaultPolicy())
			path, secret := s.file("file"), s.file("secret")
			if err := s.Exclude(ctx, secret); err != nil {
				t.Fatal(err)
			}
			list := filepath.Join(s.folder, excludedName)
			s.put(list, content)
			for _, p := range []string{path, secret} {
				if _, err := s.Keep(ctx, p, strings.NewReader("x")); err == nil {
					t.Error("something was kept")
				}
			}
			if _, err := s.Excluded(ctx); err == nil {
				t.Error("the damage is not told")
			}
			err := s.Exclude(ctx, secret)
			if name == "future" {
				if got, _ := os.ReadFile(list); !errors.Is(err, private.ErrFuture) || string(got) != content {
					t.Errorf("the list of a newer program is %q now, %v", got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			s.keepText(path, "x")
			if aside, _ := filepath.Glob(list + ".broken-*"); len(aside) != 1 {
				t.Errorf("the broken list was kept as %v", aside)
			}
		})
	}
}
