package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

func TestReadOnlyLocksTheText(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path, ReadOnly: true})
	r.typeText("x")
	if r.text() != "old" || !isReadOnly(r.Shell) {
		t.Fatalf("the text is %q", r.text())
	}
	if !r.noticeBar.content.Visible() {
		t.Error("nothing says why nothing happens")
	}
	if canSave(r.Shell) || !canSaveAs(r.Shell) {
		t.Error("save, or not save as")
	}
	r.status.lock.Tapped(&fyne.PointEvent{})
	r.typeText("x")
	if r.text() != "xold" || r.noticeBar.content.Visible() {
		t.Errorf("unlocked, the text is %q", r.text())
	}
}

func TestALockedTextCanBeSavedElsewhere(t *testing.T) {
	r := start(t, Target{Path: file(t, "old"), ReadOnly: true})
	to := filepath.Join(t.TempDir(), "copy.conf")
	r.picker.path, r.picker.err = to, nil
	r.runCommand("save_as")
	r.until("the save", func() bool { return r.page().file.Path == to })
	r.typeText("new ")
	if r.text() != "new old" {
		t.Error("the copy is locked too")
	}
}

// TestAFileThatCannotBeSavedIsLockedWithTheReason uses what the look around
// would find; rights do not stop the administrator, who may run the tests.
func TestAFileThatCannotBeSavedIsLockedWithTheReason(t *testing.T) {
	r := start(t, Target{Path: file(t, "old")})
	p := r.page()
	r.settled()
	refusal := &atomicsave.Error{Path: p.file.Path, Class: atomicsave.Permission}
	r.followRights(p, refusal)
	r.typeText("x")
	if r.text() != "old" {
		t.Fatal("it is not locked")
	}
	r.runCommand("notice") // edit anyway
	r.typeText("x")
	if r.text() != "xold" {
		t.Error("the user cannot insist")
	}
	r.followRights(p, refusal)
	if isReadOnly(r.Shell) {
		t.Error("the next look locks it again")
	}
}

func TestRightsThatComeBackUnlock(t *testing.T) {
	r := start(t, Target{Path: file(t, "old")})
	r.settled()
	r.followRights(r.page(), &atomicsave.Error{Class: atomicsave.ReadOnly})
	r.followRights(r.page(), nil)
	if isReadOnly(r.Shell) || r.noticeBar.content.Visible() {
		t.Error("it is still locked")
	}
}

func TestAnotherHoldfastIsTold(t *testing.T) {
	path := file(t, "old")
	r := start(t)
	// The lock of a process that certainly lives, as another machine left it.
	locks := filepath.Join(r.dir, ".state", "locks")
	first := start(t, Target{Path: path})
	first.until("the lock", func() bool { return first.page().around.lock != nil })
	own, err := filepath.Glob(filepath.Join(first.dir, ".state", "locks", "*.lock"))
	if err != nil || len(own) != 1 {
		t.Fatal(own, err)
	}
	var lock map[string]any
	data, err := os.ReadFile(own[0])
	if err == nil {
		err = json.Unmarshal(data, &lock)
	}
	if err != nil {
		t.Fatal(err)
	}
	owner := lock["owner"].(map[string]any)
	for key := range owner {
		if text, ok := owner[key].(string); ok {
			owner[key] = text + "-elsewhere"
		}
	}
	data, err = json.Marshal(lock)
	if err == nil {
		err = os.MkdirAll(locks, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(locks, filepath.Base(own[0])), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.openPath(Target{Path: path})
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	r.runCommand("notice") // only read here
	if !isReadOnly(r.Shell) {
		t.Error("the text is not locked")
	}
}

func TestTheLockIsGivenBack(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.until("the lock", func() bool { return r.page().around.lock != nil })
	r.closePage(r.page())
	r.settle(patience)
	if left, _ := filepath.Glob(filepath.Join(r.dir, ".state", "locks", "*.lock")); len(left) != 0 {
		t.Errorf("left is %v", left)
	}
}

func TestSwapFilesAreTold(t *testing.T) {
	path := file(t, "old")
	sign := filepath.Join(filepath.Dir(path), ".~lock."+filepath.Base(path)+"#")
	put(t, sign, "Ada Lovelace,ada,engine,01.01.2026 10:00,file:///home/ada;")
	r := start(t, Target{Path: path})
	r.until("the notice", func() bool { return r.noticeBar.content.Visible() })
	want := words.T("others.open", words.D{"Program": "LibreOffice", "Name": filepath.Base(path), "User": "Ada Lovelace", "Host": "engine", "Sign": filepath.Base(sign)})
	if got := r.noticeBar.shown[0].text(); got != want {
		t.Errorf("it says %q", got)
	}
	if err := os.Remove(sign); err != nil {
		t.Fatal(err)
	}
	r.lookAtAll()
	r.until("the notice to go", func() bool { return !r.noticeBar.content.Visible() })
}

func TestTheProjectSaysHowToIndent(t *testing.T) {
	path := file(t, "")
	put(t, filepath.Join(filepath.Dir(path), ".editorconfig"), "root = true\n[*.conf]\nindent_style = space\nindent_size = 3\nend_of_line = crlf\n")
	newer := filepath.Join(filepath.Dir(path), "new.conf")
	r := start(t, Target{Path: newer})
	r.until("the style", func() bool { return r.page().view.Settings().UseSpaces })
	r.typedKey(fyne.KeyTab)
	r.typedKey(fyne.KeyReturn)
	if got := r.text(); got != "   \r\n   " {
		t.Errorf("typed is %q", got)
	}
	r.changePreferences(func(p *workspace.Preferences) { p.NoEditorConfig = true })
	if r.page().view.Settings().UseSpaces {
		t.Error("switched off it still counts")
	}
}

func TestTheTypeOfAFileSaysHowToIndent(t *testing.T) {
	dir := t.TempDir()
	r := start(t, Target{Path: filepath.Join(dir, "a.yaml")}, Target{Path: filepath.Join(dir, "Makefile")})
	if s := r.pages[0].view.Settings(); !s.UseSpaces || s.IndentWidth != 2 {
		t.Errorf("YAML: %+v", s)
	}
	if s := r.pages[1].view.Settings(); s.UseSpaces || s.TabWidth != 8 {
		t.Errorf("Makefile: %+v", s)
	}
}
