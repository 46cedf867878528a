package savelab

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// costView measures what the levels of durability cost on this disk.
type costView struct {
	lab      *Lab
	content  *fyne.Container
	about    *prose
	start    *press
	beside   *press // measure again, beside the file
	state    *prose
	levels   []*levelCard // Fast, Balanced, Full
	warnings *fyne.Container
	cancel   context.CancelFunc // nil while nothing is measured
	begun    bool
}

// levelCard shows one level: what it costs, as a bar that grows with each save,
// and what that buys.
type levelCard struct {
	*card
	level atomicsave.Durability
	bar   *costBar
	text  *prose
	took  []time.Duration
}

// costOrder is the order in which levels are measured and shown.
var costOrder = []atomicsave.Durability{atomicsave.Fast, atomicsave.Balanced, atomicsave.Full}

func newCostView(l *Lab) *costView {
	v := &costView{lab: l, about: body(""), state: note(""), warnings: stack(2 * unit)}
	v.start = newPress(words.T("lab.cost.start"), l, v.toggle)
	v.start.primary = true
	v.beside = newPress(words.T("lab.cost.beside"), l, func() {
		l.host.Focus(v.start)
		v.measure(true)
	})
	v.beside.Hide()
	var cards []fyne.CanvasObject
	for _, level := range costOrder {
		c := &levelCard{level: level, bar: newCostBar(), text: title("—")}
		c.text.reserve([]string{words.T("lab.cost.median", words.D{"Time": "0000 ms"})})
		c.card = newCard(bold(body(words.Durability(level))), c.text, c.bar, note(words.T("lab.cost.buys."+level.String())))
		v.levels = append(v.levels, c)
		cards = append(cards, c.card)
	}
	v.content = stack(4*unit, v.about, wrapping(3*unit, v.start, v.beside), v.state, sideBySide(4*unit, 220, cards...), v.warnings, note(words.T("lab.cost.how")))
	return v
}

// begin is called when the view is shown.
func (v *costView) begin() {
	f := v.lab.file
	v.about.set(words.T("lab.cost.about", words.D{"Runs": lab.Runs, "Size": size(v.size())}), nil)
	if v.begun {
		return
	}
	v.begun = true
	path := f.Path
	if path == "" {
		path = v.lab.host.Own.Path
	}
	if path == "" {
		return
	}
	v.lab.host.Work(func() func() {
		warnings, err := lab.Warnings(v.lab.ctx, path)
		return func() {
			if err == nil {
				v.warn(warnings)
			}
		}
	})
}

// size is the number of bytes that each save writes.
func (v *costView) size() int64 { return v.lab.power.source.NewSize() }

// warn shows what is known against the disk of the file.
func (v *costView) warn(list []lab.Warning) {
	v.warnings.RemoveAll()
	for _, w := range list {
		text := body(words.T("lab.warn."+string(w.Code), words.D{"Type": w.FileSystem}))
		known := note(words.T("lab.warn.known", words.D{"Known": w.Known}))
		v.warnings.Add(newCard(bold(title(words.T("lab.warn.title"))), text, known))
	}
	v.lab.relayout()
}

// toggle starts to measure, or stops.
func (v *costView) toggle() {
	if v.cancel != nil {
		v.cancel()
		return
	}
	v.measure(false)
}

// measure starts to measure, beside the file if the user has agreed to that.
func (v *costView) measure(beside bool) {
	if v.size() > lab.MaxReal {
		v.state.set(Why(&lab.Reason{Code: lab.TooBig}), badTone)
		v.lab.relayout()
		return
	}
	ctx, cancel := context.WithCancel(v.lab.ctx)
	v.cancel = cancel
	v.start.setLabel(words.T("button.cancel"))
	v.state.set(words.T("lab.cost.running", words.D{"N": 0, "Of": lab.Runs}), mutedTone)
	for _, c := range v.levels {
		c.took = nil
		c.bar.show(nil, 0)
		c.text.set("—", nil)
	}
	path := v.lab.file.Path
	if path == "" {
		path = v.lab.host.Own.Path
	}
	v.beside.Hide()
	m := lab.Measuring{Path: path, Size: v.size(), Beside: beside, Scratch: v.lab.host.Scratch}
	m.Observe = func(t lab.Timing) { v.lab.host.Post(func() { v.add(t) }) }
	v.lab.relayout()
	v.lab.host.Work(func() func() {
		got, err := lab.Measure(ctx, m)
		return func() { v.done(got, err) }
	})
}

// add shows one save that was measured.
func (v *costView) add(t lab.Timing) {
	if v.cancel == nil {
		return
	}
	for _, c := range v.levels {
		if c.level == t.Level {
			c.took = append(c.took, t.Took)
			c.text.set(words.T("lab.cost.median", words.D{"Time": Duration(t.Median)}), nil)
		}
	}
	v.draw()
	v.state.set(words.T("lab.cost.running", words.D{"N": t.Run, "Of": lab.Runs}), nil)
}

// draw gives all bars one scale.
func (v *costView) draw() {
	var most time.Duration
	for _, c := range v.levels {
		most = max(most, 2*medianOf(c.took)) // one slow save must not flatten all others
	}
	for _, c := range v.levels {
		c.bar.show(c.took, most)
	}
}

// done says where was measured, or why that did not work.
func (v *costView) done(got lab.Measured, err error) {
	v.cancel()
	v.cancel = nil
	v.start.setLabel(words.T("lab.cost.again"))
	switch {
	case err != nil:
		ink := badTone
		if r, ok := errors.AsType[*lab.Reason](err); ok && r.Code == lab.Cancelled {
			ink = mutedTone
		}
		v.state.set(Why(err), ink)
	default:
		text := []string{words.T("lab.cost.place", words.D{"Folder": got.Place, "Type": got.FileSystem})}
		if !got.SameVolume {
			text = append(text, words.T("lab.cost.other"))
			v.beside.Show()
		}
		for _, c := range got.Levels {
			if c.Achieved != c.Level {
				text = append(text, words.T("lab.cost.weaker", words.D{"Level": words.Durability(c.Level), "Achieved": words.Durability(c.Achieved)}))
			}
		}
		v.state.set(words.Join(text...), mutedTone)
		v.warn(got.Warnings)
	}
	v.lab.relayout()
}

// medianOf is the middle one of some durations.
func medianOf(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
