package savelab

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
	"holdfast/ui/words"
)

// tour explains the lab in a few short steps, for a class room: each sets the
// lab up and says what to look at. The arrows go on and back, Escape ends it.
type tour struct {
	lab   *Lab
	card  *card
	title *prose
	text  *prose
	next  *press
	back  *press
	at    int
	on    bool
}

// tourStep is one step of the tour: how the lab is set up for it.
type tourStep struct {
	disk  crashsim.Disk
	level atomicsave.Durability
	// The power fails after the call with that ID, of the ordinary save or of the
	// safe one; empty for the end.
	ordinary, safe string
}

var tourSteps = []tourStep{
	{crashsim.Ordered(), atomicsave.Full, "begin", ""},
	{crashsim.Ordered(), atomicsave.Full, "truncate-target", ""},
	{crashsim.Ordered(), atomicsave.Full, "write-target", ""},
	{crashsim.Ordered(), atomicsave.Full, "", "write-temp"},
	{crashsim.Unordered(), atomicsave.Fast, "", "rename-temp"},
	{crashsim.Ordered(), atomicsave.Full, "", "exchange-temp"},
	{crashsim.Ordered(), atomicsave.Full, "", ""},
}

func newTour(l *Lab) *tour {
	t := &tour{lab: l, title: title(""), text: body("")}
	t.back = newPress(words.T("lab.tour.back"), l, func() { t.show(t.at - 1) })
	t.next = newPress(words.T("lab.tour.next"), l, func() { t.show(t.at + 1) })
	t.next.primary = true
	end := newPress("", l, t.end)
	end.icon, end.flat = theme.NewThemedResource(theme.CancelIcon()), true
	var texts []string
	for i := range tourSteps {
		texts = append(texts, t.textOf(i))
	}
	t.text.reserve(texts)
	head := container.New(&flow{gap: 2 * unit, push: 1}, container.New(&fixed{}, t.title), t.back, t.next, end)
	t.card = newCard(head, t.text)
	return t
}

func (t *tour) textOf(i int) string { return words.T("lab.tour." + strconv.Itoa(i+1) + ".text") }

// begin starts at the first step.
func (t *tour) begin() {
	t.on = true
	t.card.Show()
	t.lab.power.files.show(0)
	t.lab.power.pickFile(0)
	t.show(0)
	t.lab.host.Focus(t.next)
}

func (t *tour) end() {
	t.on = false
	t.card.Hide()
	t.lab.relayout()
	t.lab.host.Focus(t.lab.power.cut)
}

// key reports whether the tour has used a key.
func (t *tour) key(e *fyne.KeyEvent) bool {
	if !t.on {
		return false
	}
	switch e.Name {
	case fyne.KeyRight, fyne.KeyPageDown:
		t.show(t.at + 1)
	case fyne.KeyLeft, fyne.KeyPageUp:
		t.show(t.at - 1)
	case fyne.KeyEscape:
		t.end()
	default:
		return false
	}
	return true
}

// show goes to a step; the one after the last is the end.
func (t *tour) show(i int) {
	if i == len(tourSteps) {
		t.end()
		return
	}
	t.at = max(0, i)
	step := tourSteps[t.at]
	t.title.set(words.T("lab.tour.title", words.D{
		"N": t.at + 1, "Of": len(tourSteps), "Title": words.T("lab.tour." + strconv.Itoa(t.at+1)),
	}), nil)
	t.text.set(t.textOf(t.at), nil)
	t.next.setLabel(words.T("lab.tour.next"))
	if t.at == len(tourSteps)-1 {
		t.next.setLabel(words.T("lab.tour.end"))
	}
	if t.at == 0 {
		t.back.Disable()
	} else {
		t.back.Enable()
	}
	t.lab.view(0)
	t.lab.power.stage(step)
	t.lab.relayout()
}

// stage sets the view up for a step of the tour.
func (v *powerView) stage(s tourStep) {
	for i, d := range crashsim.Disks() {
		if d == s.disk {
			v.disks.show(i)
		}
	}
	for i, level := range levelOrder {
		if level == s.level {
			v.levels.show(i)
		}
	}
	v.then = func() {
		at := v.positions - 1
		switch {
		case s.ordinary != "":
			at = v.find(v.ordinary, s.ordinary)
		case s.safe != "":
			at = v.find(v.safe, s.safe)
		}
		v.cut.show(at, v.positions)
		v.show()
		v.lab.relayout()
		v.lab.reveal(v.both, s.safe != "")
	}
	v.recount()
}

// find is the first position of the slider at which a save has just made a call.
func (v *powerView) find(c *column, id string) int {
	for at := range v.positions {
		if c.model.Positions[c.index(at, v.positions)].ID == id {
			return at
		}
	}
	return v.positions - 1
}

// reveal scrolls so that the two saves can be seen under the slider; where they
// are below each other, the first or the last of them.
func (l *Lab) reveal(both *fyne.Container, last bool) {
	at := l.inPage(l.power.content, both)
	if cards := both.Objects; last && cards[1].Position().Y > 0 {
		at.Y += cards[1].Position().Y
	}
	most := l.page.Size().Height - l.scroll.Size().Height
	slider := l.power.slider.Size().Height + unit
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(at.Y-slider, most))))
	l.stick()
}
