package ui

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

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
		r.settle(patience)
	})
	for _, f := range files {
		r.until("the file to open", func() bool { return r.pageAt(f.Path) != nil })
	}
	return r
}

// patience is how long a test waits for what other goroutines do. It is not a measure
// of speed: it only ends a test that would never end.
const patience = time.Minute

// until runs what is posted until ok is true.
func (r *rig) until(what string, ok func() bool) {
	r.Helper()
	deadline := time.After(patience)
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

// settled waits until the work in the background has ended, and runs what it posted.
func (r *rig) settled() {
	r.Helper()
	if !r.settle(patience) {
		r.Fatal("the work in the background does not end")
	}
	r.queue.run()
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
		switch l := o.(type) {
		case *widget.Label:
			all = append(all, l.Text)
		case *foldButton:
			all = append(all, l.Text)
		case *wrappedLabel:
			all = append(all, l.whole)
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
