package private

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func TestWhatIsWrittenIsForTheUserAlone(t *testing.T) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "a", "b")
	if err := Folder(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "file")
	for _, text := range []string{"one", "two"} {
		if err := Write(ctx, path, strings.NewReader(text), atomicsave.Full); err != nil {
			t.Fatal(err)
		}
		got, _, err := Read(ctx, path, 3)
		if err != nil || string(got) != text {
			t.Errorf("read %q, %v", got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || closedModes && info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(dir); err != nil || closedModes && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, %v", info.Mode(), err)
	}
	if _, _, err := Read(ctx, path, 2); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a file over the limit gave %v", err)
	}
	if _, _, err := Read(ctx, dir, 1<<20); !errors.Is(err, ErrNotFile) {
		t.Errorf("a folder gave %v", err)
	}
	if _, _, err := Read(ctx, filepath.Join(dir, "none"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file gave %v", err)
	}
}

func TestALinkIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	if err := os.Symlink(os.Args[0], link); err != nil {
		t.Skip("symbolic links cannot be made here:", err)
	}
	if _, err := os.Readlink(link); err != nil {
		t.Skip("symbolic links are not shown as such here (wine):", err)
	}
	if _, err := Look(link); !errors.Is(err, ErrNotFile) {
		t.Errorf("a link gave %v", err)
	}
}

func TestSettingAsideReplacesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for n, text := range []string{"one", "two"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		kept := SetAside(path, noon)
		if n == 1 {
			if kept != "" {
				t.Errorf("a second file of the same moment was moved to %s", kept)
			}
			continue
		}
		if got, err := os.ReadFile(kept); err != nil || string(got) != text || !IsAside(kept) || IsAside(path) {
			t.Errorf("%s holds %q, %v", kept, got, err)
		}
	}
}

func TestSweepRemovesOldLeftoversOnly(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{".holdfast-1": 48 * time.Hour, ".holdfast-2": time.Hour, "other": 48 * time.Hour} {
		path := filepath.Join(dir, name)
		err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, noon, noon.Add(-age)))
		if err != nil {
			t.Fatal(err)
		}
	}
	Sweep(dir, noon)
	for name, want := range map[string]bool{".holdfast-1": false, ".holdfast-2": true, "other": true} {
		if _, err := os.Lstat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnyPathSurvivesJSON(t *testing.T) {
	for _, path := range []string{"", "/etc/hosts", "/tmp/ü\n\"", "/tmp/\xff\xfe", `C:\a`} {
		data, err := json.Marshal(Path(path))
		if err != nil {
			t.Fatal(err)
		}
		var back Path
		if err := json.Unmarshal(data, &back); err != nil || string(back) != path {
			t.Errorf("%q came back as %q, %v", path, back, err)
		}
	}
	var p Path
	if err := json.Unmarshal([]byte(`[1]`), &p); err == nil {
		t.Error("a list was taken for a path")
	}
}
