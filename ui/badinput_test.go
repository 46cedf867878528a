package ui

import (
	"bytes"
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// ownFiles are the files of the program's own, as patterns below the folder of a
// test, with what the program says when one of them makes no sense; empty for
// those that are judged when they are needed.
var ownFiles = []struct{ name, pattern, says string }{
	{"settings", ".config/settings.json", "own.aside.title"},
	{"recent files", ".state/recent.json", "own.aside.title"},
	{"session", ".state/session.json", "own.aside.title"},
	{"draft", ".state/drafts/*", "own.aside.title"},
	{"lock", ".state/locks/*.lock", "own.aside.title"},
	{"exclusions", ".state/versions/excluded.json", "settings.excluded.broken"},
	{"origin of versions", ".state/versions/*/origin.json", ""},
	{"clock of versions", ".state/versions/clock.json", ""},
	{"version", ".state/versions/*/2*", ""},
	{"second copies", ".state/copies.json", ""},
	{"journal", ".state/journal/*", ""},
}

// damages are what may have become of a file.
var damages = map[string]func([]byte) []byte{
	"truncated":  func(b []byte) []byte { return b[:len(b)/2] },
	"emptied":    func([]byte) []byte { return nil },
	"zeroed":     func(b []byte) []byte { return make([]byte, len(b)) },
	"random":     randomBytes,
	"no mapping": func([]byte) []byte { return []byte("[1, 2, 3]\n") },
	"of the future": func(b []byte) []byte {
		b = regexp.MustCompile(`"format": ?1\b`).ReplaceAll(b, []byte(`"format": 900`))
		return bytes.Replace(b, []byte("holdfast draft 1\n"), []byte("holdfast draft 900\n"), 1)
	},
}

func randomBytes(b []byte) []byte {
	random := rand.New(rand.NewPCG(1, uint64(len(b))))
	out := make([]byte, len(b)+16)
	for i := range out {
		out[i] = byte(random.Uint32())
	}
	return out
}

// lived makes the folders of a program that was used and then killed: it has
// every kind of file. It returns them and the user's file.
func lived(t *testing.T) (dir, path string) {
	path = file(t, "saved")
	r := start(t, Target{Path: path})
	r.until("the lock", func() bool { return r.page().around.lock != nil && r.journal != nil })
	r.changePreferences(func(p *workspace.Preferences) { p.TabWidth = 7 })
	r.typeText("1 ")
	r.runCommand("save")
	r.untilSaved()
	ctx := context.Background()
	_, pruned := r.versions.Prune(ctx)
	for _, err := range []error{
		pruned,
		r.versions.Exclude(ctx, filepath.Join(t.TempDir(), "secret")),
		r.store.WriteCopy(ctx, path, t.TempDir(), strings.NewReader("copy"), workspace.CopyOptions{}),
		r.store.SaveSession(ctx, r.session()),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r.typeText("unsaved ")
	r.rescue()
	r.settled()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(r.dir)); err != nil {
		t.Fatal(err)
	}
	private(t, dir)
	return dir, path
}

// private closes folders to others, as the program has made them, and makes the
// owner of drafts and locks a program that is dead.
func private(t *testing.T, dir string) {
	t.Helper()
	start := regexp.MustCompile(`"start":"[^"]*"`)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		data, err := os.ReadFile(path)
		if err == nil && start.Match(data) {
			err = os.WriteFile(path, start.ReplaceAll(data, []byte(`"start":"1"`)), 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// startIn starts the program with the folders of an earlier one.
func startIn(t *testing.T, dir string) *rig {
	t.Helper()
	r := &rig{T: t, queue: newQueue(), picker: &picker{err: ErrNotChosen}, dir: dir}
	app := test.NewApp()
	t.Cleanup(app.Quit)
	r.Shell = New(Options{
		App: app, Picker: r.picker, Version: "test", Post: r.queue.post,
		Store: workspace.NewStore(workspace.Dirs{Config: filepath.Join(dir, ".config"), State: filepath.Join(dir, ".state")}),
	})
	t.Cleanup(func() {
		r.stop()
		r.settle(patience)
	})
	return r
}

// said closes all messages and returns what they said. Questions are put off.
func (r *rig) said() string {
	for range 5 { // work that is done begins more: the session opens files
		r.settled()
	}
	var all []string
	for r.modal != nil {
		all = append(all, r.shown())
		r.modal.cancel()
	}
	return strings.Join(all, "\n")
}

// planted copies the folders of the program, and finds in the copy the files of that
// pattern.
func planted(t *testing.T, template, pattern string) (dir string, files []string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	private(t, dir)
	files, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no such file: %v", err)
	}
	return dir, files
}

func TestDamagedFilesOfTheProgramStopNothing(t *testing.T) {
	template, path := lived(t)
	for _, own := range ownFiles {
		for name, damage := range damages {
			t.Run(own.name+" "+name, func(t *testing.T) {
				dir, files := planted(t, template, own.pattern)
				var bad [][]byte
				for _, f := range files {
					if info, err := os.Stat(f); err != nil || info.IsDir() {
						continue
					}
					data, err := os.ReadFile(f)
					if err != nil {
						t.Fatal(err)
					}
					harmed := damage(bytes.Clone(data))
					if bytes.Equal(harmed, data) {
						t.Skip("this file has nothing that could be damaged in this way")
					}
					if err := os.WriteFile(f, harmed, 0o600); err != nil {
						t.Fatal(err)
					}
					bad = append(bad, harmed)
				}
				r := startIn(t, dir)
				said := r.said()
				for _, b := range bad {
					if len(b) > 0 && !strings.HasPrefix(own.name, "journal") && own.name != "origin of versions" && own.name != "clock of versions" && !holdsBytes(t, dir, b) {
						t.Error("what the file held is gone")
					}
				}
				checkTheRest(t, r, path, own.name, own.says, said)
			})
		}
	}
}

// holdsBytes reports whether any file below dir has that content.
func holdsBytes(t *testing.T, dir string, want []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || found {
			return err
		}
		data, err := os.ReadFile(path)
		found = bytes.Equal(data, want)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// checkTheRest checks that the program has told of the damage, and that
// everything else is as it was.
func checkTheRest(t *testing.T, r *rig, path, damaged, says, said string) {
	t.Helper()
	// "of the future" is respected where a newer program may still run.
	if says != "" && !strings.Contains(said, words.T(says)) && !(damaged == "lock" && strings.HasSuffix(t.Name(), "future")) {
		t.Errorf("nothing is said of the damage: %q", said)
	}
	if damaged != "draft" && !strings.Contains(said, words.T("drafts.found.title")) {
		t.Error("the draft is not offered")
	}
	if damaged != "settings" && r.prefs.TabWidth != 7 {
		t.Error("the settings are lost")
	}
	if damaged != "session" && r.pageAt(path) == nil {
		t.Error("the session is lost")
	}
	if damaged != "recent files" && len(r.recents) == 0 {
		t.Error("the recent files are lost")
	}
	list, err := r.versions.List(context.Background(), path)
	if damaged != "version" && (err != nil || len(list.Versions) != 1) {
		t.Errorf("%d versions, %v", len(list.Versions), err)
	}
	r.openPath(Target{Path: path})
	r.until("the file", func() bool { return r.pageAt(path) != nil })
	if got := r.pageAt(path).file.Document.Text().String(); got != "1 saved" {
		t.Errorf("the file shows %q", got)
	}
	wantFile(t, path, "1 saved")
}

// TestFilesOfSomebodyElseStopNothing plants files that belong to another user.
func TestFilesOfSomebodyElseStopNothing(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files to somebody else")
	}
	template, path := lived(t)
	for _, own := range ownFiles {
		t.Run(own.name, func(t *testing.T) {
			dir, files := planted(t, template, own.pattern)
			for _, f := range files {
				if err := os.Chown(f, 65534, 65534); err != nil {
					t.Fatal(err)
				}
			}
			r := startIn(t, dir)
			said := r.said()
			says := own.says
			if own.name == "settings" || own.name == "recent files" {
				says = "" // the administrator may read a user's (sudo -E)
			}
			checkTheRest(t, r, path, own.name, says, said)
		})
	}
}
