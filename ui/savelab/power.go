package savelab

import (
	"context"
	"errors"
	"image"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// powerView is the view in which a slider moves a power cut through an ordinary
// and a safe save.
type powerView struct {
	lab       *Lab
	content   *fyne.Container
	files     *choices
	about     *prose // which file
	disks     *choices
	disk      *prose // what kind of disk
	cut       *cut
	where     *prose
	slider    *sticky // where and cut
	both      *fyne.Container
	trouble   *prose
	ordinary  *column
	safe      *column
	levels    *choices
	source    lab.Content
	unread    bool // the file that was chosen last cannot be played with
	models    map[modelKey]lab.Model
	run       int // number of the last request
	positions int
	then      func() // once, when the models are shown; or nil
}

// modelKey names a model of the present file.
type modelKey struct {
	strategy crashsim.Strategy
	disk     crashsim.Disk
}

// levelOrder is the order in which levels are offered, the safest first.
var levelOrder = []atomicsave.Durability{atomicsave.Full, atomicsave.Balanced, atomicsave.Fast}

func newPowerView(l *Lab) *powerView {
	v := &powerView{lab: l, positions: 2}
	own := words.T("lab.file.choose")
	if l.host.Own.Name != "" {
		own = short(l.host.Own.Name, 180, func(s string) float32 { return fyne.MeasureText(s, bodySize(), fyne.TextStyle{}).Width })
	}
	labels := []string{words.T("lab.file.sample"), own}
	if l.host.Own.Name != "" {
		labels = append(labels, words.T("lab.file.choose"))
	}
	v.files = newChoices(labels, 0, l, v.pickFile)
	v.about = note("")
	var disks []string
	for _, d := range crashsim.Disks() {
		disks = append(disks, words.T("lab.disk."+d.String()))
	}
	v.disks = newChoices(disks, 0, l, func(int) { v.recount() })
	v.disk = note("")
	v.cut = newCut(l, func(int) { v.show() })
	v.where = bold(body(""))
	v.where.align = fyne.TextAlignCenter
	v.trouble = body("")

	line := newPress("X", nil, nil).MinSize().Height
	v.ordinary = newColumn(container.New(&flow{least: line}, container.New(&fixed{}, title(words.T("lab.ordinary")))))
	var levels []string
	at := 0
	for i, level := range levelOrder {
		levels = append(levels, words.Durability(level))
		if level == l.host.Level {
			at = i
		}
	}
	v.levels = newChoices(levels, at, l, func(int) { v.recount() })
	name := container.New(&fixed{}, title(words.T("lab.safe")))
	v.safe = newColumn(container.New(&flow{gap: 2 * unit, push: 1, least: line}, name, v.levels.Container))

	setup := newCard(sideBySide(6*unit, 340,
		stack(2*unit, labelled("lab.file", v.files), v.about),
		stack(2*unit, labelled("lab.disk", v.disks), v.disk)))
	abouts := []string{words.T("lab.strategy." + string(crashsim.Ordinary))}
	for _, level := range levelOrder {
		abouts = append(abouts, words.T("lab.strategy."+level.String()))
	}
	v.ordinary.about.reserve(abouts) // so that both begin at the same height
	v.safe.about.reserve(abouts)
	v.both = sideBySide(4*unit, 380, v.ordinary.card, v.safe.card)
	v.slider = newSticky(stack(unit, v.where, v.cut))
	v.content = stack(4*unit, setup, v.slider.hole, v.both, stack(2*unit, newLegend(), note(words.T("lab.count"))), v.trouble)
	v.trouble.Hide()
	return v
}

// begin works out the sample, once.
func (v *powerView) begin() {
	if v.models == nil {
		v.pickFile(0)
	}
}

// pickFile takes the sample, the user's own file, or one to be chosen.
func (v *powerView) pickFile(i int) {
	own := v.lab.host.Own
	switch {
	case i == 0:
		v.take(File{Name: lab.Sample().Name(), Read: func(context.Context) (lab.Content, error) { return lab.Sample(), nil }})
	case i == 1 && own.Name != "":
		v.take(own)
	default:
		v.lab.host.Choose(func(path string) {
			v.take(File{Name: path, Path: path, Read: func(ctx context.Context) (lab.Content, error) { return lab.FromFile(ctx, path) }})
		})
	}
}

// take makes a file the one that is played with.
func (v *powerView) take(f File) {
	v.run++
	run := v.run
	v.lab.file = f
	v.lab.host.Work(func() func() {
		c, err := f.Read(v.lab.ctx)
		return func() {
			if run != v.run {
				return
			}
			v.unread = err != nil
			if v.unread {
				v.about.set("", nil)
				v.lab.real.reset()
				v.fail(err)
				return
			}
			v.source, v.models = c, map[modelKey]lab.Model{}
			v.about.set(aboutFile(f, c), nil)
			v.lab.real.reset()
			v.recount()
		}
	})
}

// aboutFile says which file is played with, and what of it.
func aboutFile(f File, c lab.Content) string {
	data := words.D{"Name": f.Name, "Old": size(c.OldSize()), "New": size(c.NewSize())}
	switch {
	case f.Path == "" && f.Name == lab.Sample().Name():
		return words.T("lab.file.about_sample", data)
	case c.Miniature():
		return words.T("lab.file.about_large", data)
	case !c.Exists():
		return words.T("lab.file.about_new", data)
	case c.OldSize() == 0:
		return words.T("lab.file.about_empty", data)
	}
	return words.T("lab.file.about_own", data)
}

// fail says why a file cannot be shown.
func (v *powerView) fail(err error) {
	if r, ok := errors.AsType[*lab.Reason](err); ok && r.Code == lab.Cancelled {
		return
	}
	v.trouble.set(Why(err), badTone)
	v.trouble.Show()
	v.both.Hide()
	v.lab.relayout()
}

// Why says in plain words why something cannot be shown.
func Why(err error) string {
	r, ok := errors.AsType[*lab.Reason](err)
	if !ok {
		return words.T("lab.why.failed")
	}
	return words.T("lab.why."+string(r.Code), words.D{"Path": r.Path, "Limit": size(lab.MaxReal)})
}

func (v *powerView) chosenDisk() crashsim.Disk { return crashsim.Disks()[v.disks.at] }

func (v *powerView) chosenStrategy() crashsim.Strategy {
	return crashsim.Strategy(levelOrder[v.levels.at].String())
}

// recount gets the models for what is chosen, in the background where they are
// not there yet.
func (v *powerView) recount() {
	disk := v.chosenDisk()
	v.disk.set(words.T("lab.disk."+disk.String()+".about"), nil)
	if v.models == nil || v.unread {
		return
	}
	ordinary, safe := modelKey{crashsim.Ordinary, disk}, modelKey{v.chosenStrategy(), disk}
	v.need([]modelKey{ordinary, safe}, func() { v.fill(v.models[ordinary], v.models[safe]) })
}

// need calls then once there are models for all keys. What is missing is worked
// out in the background; a later request makes an earlier one void.
func (v *powerView) need(keys []modelKey, then func()) {
	v.run++
	run, source := v.run, v.source
	var missing []modelKey
	for _, key := range keys {
		if _, ok := v.models[key]; !ok {
			missing = append(missing, key)
		}
	}
	if len(missing) == 0 {
		then()
		return
	}
	v.lab.host.Work(func() func() {
		made := map[modelKey]lab.Model{}
		var failed error
		for _, key := range missing {
			m, err := lab.Simulate(v.lab.ctx, source, lab.Setup{Strategy: key.strategy, Disk: key.disk, Examples: mostTiles})
			if err != nil {
				failed = err
				break
			}
			made[key] = m
		}
		return func() {
			if run != v.run {
				return
			}
			if failed != nil {
				v.fail(failed)
				return
			}
			maps.Copy(v.models, made)
			then()
		}
	})
}

// fill shows two models.
func (v *powerView) fill(ordinary, safe lab.Model) {
	before := v.positions
	v.positions = max(len(ordinary.Positions), len(safe.Positions))
	v.ordinary.fill(ordinary, v.positions)
	v.safe.fill(safe, v.positions)
	at := v.cut.at
	if before != v.positions {
		at = at * (v.positions - 1) / max(before-1, 1)
		if before == 2 {
			at = v.positions / 2 // the middle of a save is where it gets interesting
		}
	}
	v.cut.show(at, v.positions)
	v.trouble.Hide()
	v.both.Show()
	v.show()
	if then := v.then; then != nil {
		v.then = nil
		then()
	}
	v.lab.relayout()
}

// show draws the position of the slider. Everything has been prepared.
func (v *powerView) show() {
	at := v.cut.at
	switch at {
	case 0:
		v.where.set(words.T("lab.cut.before"), nil)
	case v.positions - 1:
		v.where.set(words.T("lab.cut.after"), nil)
	default:
		v.where.set(words.T("lab.cut.at"), nil)
	}
	v.ordinary.show(at, v.positions)
	v.safe.show(at, v.positions)
}

// newLegend explains the lines that stand for bytes.
func newLegend() fyne.CanvasObject {
	var items []fyne.CanvasObject
	for _, source := range []crashsim.Source{crashsim.FromOld, crashsim.FromNew, crashsim.FromBoth, crashsim.FromZero, lab.NotThere} {
		swatch := canvas.NewRaster(func(w, h int) image.Image {
			px := float64(h) / float64(3*unit)
			p, c := newPainter(w, h, px), colours()
			if source == lab.NotThere {
				p.page(0, 0, float64(w), float64(h), true, c)
			} else {
				p.line(source, 0, float64(w), float64(h)/2-px, c)
			}
			return p.img
		})
		swatch.SetMinSize(fyne.NewSize(8*unit, 3*unit))
		text := note(words.T("lab.legend." + string(source)))
		items = append(items, container.New(&flow{gap: 2 * unit}, swatch, container.New(&fixed{}, text)))
	}
	return wrapping(5*unit, items...)
}

// labelled puts a word before a row of choices.
func labelled(key string, c *choices) fyne.CanvasObject {
	return wrapping(2*unit, container.New(&fixed{}, bold(body(words.T(key)))), c.Container)
}
