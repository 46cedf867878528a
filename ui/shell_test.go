package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// queue is the poster of the tests: what other goroutines post runs when the
// test asks for it, on the test's own goroutine.
type queue struct {
	mu    sync.Mutex
	items []func()
	more  chan struct{}
}

func newQueue() *queue { return &queue{more: make(chan struct{}, 1)} }

func (q *queue) post(f func()) {
	q.mu.Lock()
	q.items = append(q.items, f)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

func (q *queue) run() {
	q.mu.Lock()
	items := q.items
	q.items = nil
	q.mu.Unlock()
	for _, f := range items {
		f()
	}
}

// picker answers for the user, once for each call.
type picker struct {
	path string
	err  error
	seen []string
}

func (p *picker) answer(kind string) (string, error) {
	p.seen = append(p.seen, kind)
	return p.path, p.err
}
func (p *picker) Open(string) (string, error)         { return p.answer("open") }
func (p *picker) Save(string, string) (string, error) { return p.answer("save") }
func (p *picker) Folder(string) (string, error)       { return p.answer("folder") }

type rig struct {
	*testing.T
	*Shell
	queue  *queue
	picker *picker
	dir    string
}

// start opens the shell with files in a folder of its own.
func start(t *testing.T, files ...Target) *rig {
	t.Helper()
	words.Use("en")
	dir := t.TempDir()
	r := &rig{T: t, queue: newQueue(), picker: &picker{err: ErrNotChosen}, dir: dir}
	app := test.NewApp()
	t.Cleanup(app.Quit)
	r.Shell = New(Options{
		App: app, Picker: r.picker, Files: files, Version: "test",
		Store: workspace.NewStore(workspace.Dirs{Config: filepath.Join(dir, ".config"), State: filepath.Join(dir, ".state")}),
		Post:  r.queue.post,
	})
	t.Cleanup(func() {
		r.stop()
		r.settle(time.Minute)
	})
	for _, f := range files {
		r.until("the file to open", func() bool { return r.pageAt(f.Path) != nil })
	}
	return r
}

// until runs what is posted until ok is true.
func (r *rig) until(what string, ok func() bool) {
	r.Helper()
	deadline := time.After(10 * time.Second)
	for {
		r.queue.run()
		if ok() {
			return
		}
		select {
		case <-r.queue.more:
		case <-deadline:
			r.Fatalf("gave up waiting for %s", what)
		}
	}
}

func (r *rig) untilSaved() {
	r.Helper()
	r.until("the save to end", func() bool { return !r.page().file.Saving() })
}

func (r *rig) untilModal() {
	r.Helper()
	r.until("a question", func() bool { return r.modal != nil })
}

// press chooses the button with that label in the open modal.
func (r *rig) press(key string) {
	r.Helper()
	r.untilModal()
	for i, c := range r.modal.choices {
		if c.label == words.T(key) {
			r.modal.take(i)
			return
		}
	}
	r.Fatalf("the modal has no button %q but %v", words.T(key), labels(r.modal))
}

func labels(m *modal) []string {
	var all []string
	for _, c := range m.choices {
		all = append(all, c.label)
	}
	return all
}

// shown is all text in the open modal.
func (r *rig) shown() string {
	r.untilModal()
	var all []string
	for _, o := range test.LaidOutObjects(r.modal.popup) {
		if l, ok := o.(*widget.Label); ok {
			all = append(all, l.Text)
		}
	}
	return strings.Join(all, "\n")
}

func (r *rig) typeText(text string) {
	for _, c := range text {
		r.page().view.TypedRune(c)
	}
}

func (r *rig) typedKey(name fyne.KeyName) {
	if f := r.win.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	r.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.conf")
	put(t, path, content)
	return path
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v, want %q", path, got, err, want)
	}
}

func TestOpenTypeSave(t *testing.T) {
	path := file(t, "one\r\ntwo\r\n")
	r := start(t, Target{Path: path, Line: 2})
	if got := r.win.Title(); got != "file.conf — Holdfast" {
		t.Errorf("title is %q", got)
	}
	r.typeText("X")
	if got := r.win.Title(); got != "● file.conf — Holdfast" {
		t.Errorf("title is %q", got)
	}
	r.runCommand("save")
	r.untilSaved()
	wantFile(t, path, "one\r\nXtwo\r\n")
	if got := r.win.Title(); got != "file.conf — Holdfast" {
		t.Errorf("title is %q", got)
	}
	if !strings.HasPrefix(r.status.message.text, words.T("saved.full")) {
		t.Errorf("status is %q", r.status.message.text)
	}
}

func TestSaveAsAsksForAPlace(t *testing.T) {
	r := start(t)
	r.typeText("hello")
	r.runCommand("save")
	r.until("the dialog to close", func() bool { return r.modal == nil })
	if !r.page().file.Modified() {
		t.Error("cancelling the dialog counts as saving")
	}
	r.picker.path, r.picker.err = filepath.Join(r.dir, "chosen"), nil
	r.runCommand("save")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, r.picker.path, "hello")
}

func TestWithoutAPickerAPathIsTyped(t *testing.T) {
	r := start(t)
	r.picker.err = ErrNoPicker
	r.typeText("hello")
	existing := file(t, "old")
	r.runCommand("save_as")
	r.until("the fallback", func() bool { return r.modal != nil && len(r.modal.choices) > 0 })
	r.win.Canvas().Focused().(*field).SetText(existing)
	r.typedKey(fyne.KeyReturn)
	r.press("button.replace")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, existing, "hello")
}

func TestClosingWithChanges(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("new ")
	r.runCommand("close")
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil || r.pageAt(path) == nil {
		t.Fatal("Escape does not keep the file open")
	}
	r.runCommand("close")
	r.press("button.dont_save")
	wantFile(t, path, "old")
	if r.pageAt(path) != nil {
		t.Error("the file is still open")
	}
}

func TestClosingCanSave(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("new ")
	r.runCommand("close")
	r.typedKey(fyne.KeyReturn)
	r.until("the file to close", func() bool { return r.pageAt(path) == nil })
	wantFile(t, path, "new old")
}

func TestAForeignChangeIsNeverOverwrittenUnseen(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "theirs")
	r.runCommand("save")
	r.untilModal()
	wantFile(t, path, "theirs")

	r.runCommand("save") // a warning that is pending is not overridden
	r.typedKey(fyne.KeyReturn)
	r.queue.run()
	wantFile(t, path, "theirs")
	if r.modal == nil {
		t.Fatal("Enter answered the question, though no button had the focus")
	}
	r.press("button.keep_mine")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "mine old")
}

func TestTakingTheirs(t *testing.T) {
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.typeText("mine ")
	put(t, path, "theirs")
	r.runCommand("save")
	r.press("button.take_theirs")
	r.until("the text to change", func() bool { return r.page().file.Document.Text().String() == "theirs" })
	r.runCommand("undo")
	if got := r.page().file.Document.Text().String(); got != "mine old" {
		t.Errorf("after undo the text is %q", got)
	}
}

func TestAVanishedFolderCanBeMadeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sub")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "file")
	put(t, path, "old")
	r := start(t, Target{Path: path})
	r.typeText("new ")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	r.runCommand("save")
	r.press("button.make_folder")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "new old")
}

func TestATempDirOnAnotherVolume(t *testing.T) {
	other, err := os.MkdirTemp("/dev/shm", "holdfast-test")
	if err != nil {
		t.Skip("no second volume here:", err)
	}
	t.Cleanup(func() { os.RemoveAll(other) })
	path := file(t, "old")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) { p.TempDir = other })
	r.typeText("new ")
	r.runCommand("save")
	if !strings.Contains(r.shown(), words.T("error.cross-volume.text")) {
		t.Errorf("the error is shown as %q", r.shown())
	}
	wantFile(t, path, "old")
	r.press("button.own_folder")
	r.until("the save to end", func() bool { return !r.page().file.Modified() })
	wantFile(t, path, "new old")
	if r.prefs.TempDir != "" {
		t.Error("the folder is still set")
	}
}

func TestWhatIsNotTextIsShownReadOnly(t *testing.T) {
	path := file(t, "a\x00\x01\xff\xff")
	r := start(t, Target{Path: path})
	r.press("button.ok")
	r.typeText("x")
	if r.page().file.Modified() {
		t.Error("typing changed a file that is not text")
	}
	r.press("button.ok") // typing explains itself
	r.runCommand("save")
	wantFile(t, path, "a\x00\x01\xff\xff")
}

func TestWhatCannotBeOpenedIsExplained(t *testing.T) {
	r := start(t)
	r.openPath(Target{Path: r.dir})
	if !strings.Contains(r.shown(), r.dir) {
		t.Errorf("shown: %q", r.shown())
	}
	r.press("button.ok")
	if len(r.pages) != 1 {
		t.Errorf("%d tabs", len(r.pages))
	}
}

func TestDurabilityIsRememberedAndUsed(t *testing.T) {
	path := file(t, "x")
	r := start(t, Target{Path: path})
	r.changePreferences(func(p *workspace.Preferences) { p.Durability = atomicsave.Balanced })
	r.until("the settings to be written", func() bool {
		p, err := r.store.Preferences(context.Background())
		return err == nil && p.Durability == atomicsave.Balanced
	})
	if !strings.Contains(r.status.durability.text, words.Durability(atomicsave.Balanced)) {
		t.Errorf("the status bar says %q", r.status.durability.text)
	}
	r.typeText("y")
	r.runCommand("save")
	r.untilSaved()
	if got := r.page().file.Report.Achieved; got != atomicsave.Balanced {
		t.Errorf("achieved %v", got)
	}
}

func TestCommandsHaveDifferentKeysAndNames(t *testing.T) {
	r := start(t)
	keys, ids := map[string]commandID{}, map[commandID]bool{}
	for _, c := range r.commands {
		if ids[c.id] {
			t.Errorf("two commands are called %s", c.id)
		}
		ids[c.id] = true
		if c.shortcut == nil {
			continue
		}
		name := c.shortcut.ShortcutName()
		if other, taken := keys[name]; taken {
			t.Errorf("%s and %s have the same key %s", c.id, other, name)
		}
		keys[name] = c.id
	}
}

func TestNoCommandActsBehindAModal(t *testing.T) {
	r := start(t)
	r.typeText("x")
	r.showAbout()
	for _, c := range r.commands {
		if !c.inModal {
			r.do(c)
		}
	}
	r.runCommand("undo")
	if len(r.waiting) > 0 || len(r.pages) != 1 || !r.page().file.Modified() {
		t.Error("a command acted behind an open message")
	}
}

func TestLongStatusTextsAreCut(t *testing.T) {
	width := func(s string) float32 { return float32(len([]rune(s))) }
	for _, tt := range []struct {
		room float32
		want string
	}{{11, "hello world"}, {8, "hello w…"}, {1, ""}, {0, ""}, {-5, ""}} {
		if got := fit("hello world", tt.room, width); got != tt.want {
			t.Errorf("in %v: %q, want %q", tt.room, got, tt.want)
		}
	}
}

func TestParseLine(t *testing.T) {
	for text, want := range map[string][3]int{
		"12": {12, 1, 1}, "3:4": {3, 4, 1}, " 3 : 4 ": {3, 4, 1}, "": {}, "x": {}, "0": {}, "-1": {}, "3:": {}, "3:x": {}, "99999999999999999999": {},
	} {
		line, column, ok := parseLine(text)
		if want[2] == 0 && !ok {
			continue
		}
		if line != want[0] || column != want[1] || !ok {
			t.Errorf("%q is %d:%d %v", text, line, column, ok)
		}
	}
}

func TestTabsAreInTheOrderOfTheCommandLine(t *testing.T) {
	var files []Target
	for range 8 {
		files = append(files, Target{Path: file(t, "x")})
	}
	r := start(t, files...)
	for i, p := range r.pages {
		if p.file.Path != files[i].Path || r.tabs.Items[i] != p.item {
			t.Errorf("tab %d is %s", i, p.file.Path)
		}
	}
	if r.page().file.Path != files[0].Path {
		t.Error("the first file is not selected")
	}
}

func TestTheSpaceThatAnswersIsNotTyped(t *testing.T) {
	r := start(t)
	r.typeText("x")
	r.showAbout()
	r.typedKey(fyne.KeySpace) // a key press comes as a key and then as a character
	r.win.Canvas().Focused().TypedRune(' ')
	if got := r.page().file.Document.Text().String(); got != "x" || r.modal != nil {
		t.Errorf("the text is %q, modal open: %v", got, r.modal != nil)
	}
}

func TestWithoutAPickerFynesOpenDialogIsShown(t *testing.T) {
	r := start(t)
	r.picker.err = ErrNoPicker
	r.runCommand("open")
	r.until("the dialog", func() bool { return r.openDialog != nil })
	r.runCommand("new")
	if len(r.pages) != 1 {
		t.Error("a command acted behind the dialog")
	}
	r.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.openDialog != nil || len(r.win.Canvas().Overlays().List()) != 0 {
		t.Error("Escape does not close it")
	}
	if r.win.Canvas().Focused() != r.page().view {
		t.Error("the keyboard does not go back to the text")
	}
}
