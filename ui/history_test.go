package ui

import (
	"context"
	"path/filepath"
	"testing"

	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

func TestWhatASaveReplacesIsKept(t *testing.T) {
	path := file(t, "first")
	r := start(t, Target{Path: path})
	r.typeText("second ")
	r.runCommand("save")
	r.untilSaved()
	list, err := r.versions.List(context.Background(), path)
	if err != nil || len(list.Versions) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	raw, _, err := r.versions.Read(context.Background(), path, list.Versions[0].ID)
	if err != nil || string(raw) != "first" {
		t.Errorf("kept is %q, %v", raw, err)
	}
}

func TestAnEarlierVersionIsBroughtBack(t *testing.T) {
	path := file(t, "first")
	r := start(t, Target{Path: path})
	r.typeText("second ")
	r.runCommand("save")
	r.untilSaved()
	r.runCommand("history")
	r.press("history.restore")
	r.until("the earlier version", func() bool { return r.text() == "first" })
	wantFile(t, path, "second first")
	if got := r.status.message.text; got != words.T("history.restored") {
		t.Errorf("the status bar says %q", got)
	}
	r.runCommand("undo")
	if r.text() != "second first" || r.page().file.Modified() {
		t.Errorf("after undo: %q, modified %v", r.text(), r.page().file.Modified())
	}
	if got := r.status.message.text; got != "" {
		t.Errorf("after undo the status bar says %q", got)
	}
}

// earlier saves old content and then a text in its place; the earlier version is
// in the list of versions then.
func earlier(t *testing.T, old string, change func(r *rig)) (*rig, string) {
	t.Helper()
	path := file(t, old)
	r := start(t, Target{Path: path})
	change(r)
	r.runCommand("save")
	r.untilSaved()
	r.runCommand("history")
	return r, path
}

// TestAnEarlierVersionComesBackByteByByte whatever its encoding, its mark and its
// line breaks were, in place and as a copy.
func TestAnEarlierVersionComesBackByteByByte(t *testing.T) {
	for name, old := range map[string]string{
		"a mark": "\ufeffgrün\n", "CRLF": "a\r\nb\n", "invalid bytes": "grün, größer, schön, früh \xff\n", "UTF-16": "\xff\xfea\x00\n\x00",
	} {
		change := func(r *rig) {
			r.runCommand("select_all")
			r.typeText("new")
			r.page().file.SetEncoding(charset.UTF8, false)
		}
		t.Run(name, func(t *testing.T) {
			r, path := earlier(t, old, change)
			r.press("history.restore")
			r.until("the earlier version", func() bool { return r.page().file.Modified() })
			r.runCommand("save")
			r.until("the save", func() bool { return !r.page().file.Modified() })
			wantFile(t, path, old)
			r.runCommand("undo")
			r.runCommand("save")
			r.until("the save", func() bool { return !r.page().file.Modified() })
			wantFile(t, path, "new")
		})
		t.Run(name+", as a copy", func(t *testing.T) {
			r, path := earlier(t, old, change)
			r.press("history.copy")
			r.until("the copy", func() bool { return r.page().file.Path == "" })
			to := filepath.Join(t.TempDir(), "copy")
			r.saveTo(r.page(), workspace.Destination{Path: to})
			r.until("the save", func() bool { return !r.page().file.Modified() })
			wantFile(t, to, old)
			wantFile(t, path, "new")
		})
	}
}

func TestNoVersionIsKeptWhenSwitchedOff(t *testing.T) {
	path := file(t, "first")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) { p.KeepVersions = false })
	r.typeText("second ")
	r.runCommand("save")
	r.untilSaved()
	if list, err := r.versions.List(context.Background(), path); err != nil || len(list.Versions) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}
