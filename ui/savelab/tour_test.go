package savelab

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave/crashsim"
	"holdfast/ui/words"
)

// TestTheTour goes through all steps with the keyboard.
func TestTheTour(t *testing.T) {
	r := open(t, nil)
	r.tour.begin()
	for i := range tourSteps {
		n := strconv.Itoa(i + 1)
		r.until("step "+n, func() bool { return r.power.then == nil })
		r.wants("lab.tour.title", words.D{"N": n, "Of": len(tourSteps), "Title": words.T("lab.tour." + n)})
		step, safe, ordinary := tourSteps[i], r.power.safe, r.power.ordinary
		if safe.model.Disk != step.disk || safe.model.Strategy != crashsim.Strategy(step.level.String()) {
			t.Errorf("step %s shows %s on %s", n, safe.model.Strategy, safe.model.Disk)
		}
		if got := ordinary.model.Positions[ordinary.at].ID; step.ordinary != "" && got != step.ordinary {
			t.Errorf("step %s: the ordinary save is at %q, want %q", n, got, step.ordinary)
		}
		if got := safe.model.Positions[safe.at].ID; step.safe != "" && got != step.safe {
			t.Errorf("step %s: the safe save is at %q, want %q", n, got, step.safe)
		}
		r.press(fyne.KeyRight)
	}
	if r.tour.on {
		t.Error("the tour does not end")
	}
	r.tour.begin()
	r.press(fyne.KeyRight, fyne.KeyLeft, fyne.KeyEscape)
	if r.tour.on || r.closed {
		t.Errorf("Escape: the tour is on %t, the lab is closed %t", r.tour.on, r.closed)
	}
	r.press(fyne.KeyEscape)
	if !r.closed {
		t.Error("Escape does not close the lab")
	}
}

// TestEverythingByKeyboard: Tab reaches every press, and each answers to Space,
// Enter and Escape.
func TestEverythingByKeyboard(t *testing.T) {
	r := open(t, own("/etc/hostname"))
	seen := map[fyne.Focusable]bool{}
	for view := range r.views.all {
		r.view(view)
		for range 40 {
			f := r.win.Canvas().Focused()
			if f == nil {
				t.Fatal("nothing has the focus")
			}
			seen[f] = true
			r.win.Canvas().FocusNext()
		}
	}
	for _, b := range append(append([]*press{r.power.levels.all[0], r.cost.start, r.real.start, r.real.scenes[2].start}, r.power.disks.all...), r.views.all...) {
		if !seen[b] {
			t.Errorf("Tab does not reach %q", b.label)
		}
	}
	for _, cut := range []*cut{r.power.cut, r.real.cut} {
		if !seen[cut] {
			t.Error("Tab does not reach a slider")
		}
	}
	count := 0
	b := newPress("x", r.Lab, func() { count++ })
	b.TypedRune(' ')
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if count != 2 || !r.closed {
		t.Errorf("pressed %d times, closed is %t", count, r.closed)
	}
}

// TestTheFocusIsInSight: in a small window, what has the keyboard is scrolled to.
func TestTheFocusIsInSight(t *testing.T) {
	r := open(t, nil)
	for view := range r.views.all {
		r.view(view)
		r.win.Resize(fyne.NewSize(420, 360))
		for range 30 {
			r.win.Canvas().FocusNext()
			f, ok := r.win.Canvas().Focused().(fyne.CanvasObject)
			if !ok {
				t.Fatal("nothing has the focus")
			}
			y := fyne.CurrentApp().Driver().AbsolutePositionForObject(f).Y
			if y < 0 || y+f.Size().Height > r.win.Canvas().Size().Height {
				t.Errorf("view %d: %T at %v to %v of %v", view, f, y, y+f.Size().Height, r.win.Canvas().Size().Height)
			}
		}
	}
}
