package savelab

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// TestMain makes the test program its own child, as the real program is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == lab.ChildVerb {
		os.Exit(lab.RunChild(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// rig is a lab in a window of the test driver. What other goroutines post runs
// on the test's own.
type rig struct {
	*testing.T
	*Lab
	win      fyne.Window
	mu       sync.Mutex
	posted   []func()
	more     chan struct{}
	closed   bool
	exported map[string][]byte
	asked    []lab.Played
	chosen   string // the file that the user chooses
	dir      string
}

func (r *rig) post(f func()) {
	r.mu.Lock()
	r.posted = append(r.posted, f)
	r.mu.Unlock()
	select {
	case r.more <- struct{}{}:
	default:
	}
}

func (r *rig) run() {
	r.mu.Lock()
	list := r.posted
	r.posted = nil
	r.mu.Unlock()
	for _, f := range list {
		f()
	}
}

// patience is how long a test waits for what other goroutines do.
const patience = 60 * time.Second

// until runs what is posted until ready.
func (r *rig) until(what string, ready func() bool) {
	r.Helper()
	deadline := time.After(patience)
	for {
		r.run()
		if ready() {
			return
		}
		select {
		case <-r.more:
		case <-deadline:
			r.Fatalf("waited in vain for %s", what)
		}
	}
}

// open shows the lab and waits for the sample.
func open(t *testing.T, change func(*Host)) *rig {
	t.Helper()
	words.Use("en")
	app := test.NewApp()
	t.Cleanup(app.Quit)
	r := &rig{T: t, more: make(chan struct{}, 1), exported: map[string][]byte{}, dir: t.TempDir()}
	r.win = app.NewWindow("lab")
	h := Host{
		Work: func(f func() func()) {
			go func() {
				if done := f(); done != nil {
					r.post(done)
				}
			}()
		},
		Post:   r.post,
		Close:  func() { r.closed = true },
		Focus:  func(o fyne.Focusable) { r.win.Canvas().Focus(o) },
		Choose: func(chosen func(string)) { chosen(r.chosen) },
		Export: func(name string, content []byte) { r.exported[name] = content },
		Rehearse: func(_ lab.Content, p lab.Played, answered func(string)) {
			r.asked = append(r.asked, p)
			answered("Try again")
		},
		Scratch: []string{r.dir},
		Level:   atomicsave.Full,
	}
	if change != nil {
		change(&h)
	}
	r.Lab = New(h)
	t.Cleanup(r.Stop)
	r.win.SetPadded(false)
	r.win.SetContent(r.Content())
	r.win.Resize(fyne.NewSize(1000, 700))
	r.Start()
	r.until("the sample", func() bool { return len(r.power.safe.model.Positions) > 0 })
	return r
}

// own gives the host a file of the user's.
func own(path string) func(*Host) {
	return func(h *Host) {
		h.Own = File{Name: "own.conf", Path: path, Read: func(ctx context.Context) (lab.Content, error) { return lab.FromFile(ctx, path) }}
	}
}

// seen is all text that is drawn and not hidden.
func (r *rig) seen() string {
	var all []string
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			if o.Text != "" {
				all = append(all, o.Text)
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(r.Content())
	return strings.Join(all, " ")
}

func (r *rig) wants(key string, data ...words.D) {
	r.Helper()
	if text := words.T(key, data...); !strings.Contains(r.seen(), text) {
		r.Errorf("%q is not shown; shown is: %s", text, r.seen())
	}
}

// press presses a key where the focus is.
func (r *rig) press(names ...fyne.KeyName) {
	for _, name := range names {
		e := &fyne.KeyEvent{Name: name}
		if f := r.win.Canvas().Focused(); f != nil {
			f.TypedKey(e)
		} else {
			r.Key(e)
		}
	}
}
