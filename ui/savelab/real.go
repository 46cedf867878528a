package savelab

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// realView makes the two saves for real, in a scratch folder and by a process
// that is killed, and plays the scenes in which a save fails.
type realView struct {
	lab      *Lab
	content  *fyne.Container
	how      *choices
	about    *prose
	cut      *cut
	where    *prose
	start    *press
	state    *prose
	ordinary *found
	safe     *found
	scenes   []*sceneCard
	cancel   context.CancelFunc // nil while nothing is played
}

// ways are the ways to end a save, as the choices offer them.
var ways = []lab.Scene{lab.Killed, lab.PowerCut}

func newRealView(l *Lab) *realView {
	v := &realView{lab: l, about: note(""), where: bold(body("")), state: note("")}
	v.how = newChoices([]string{words.T("lab.real.kill"), words.T("lab.real.power")}, 0, l, func(int) { v.explain() })
	v.cut = newCut(l, func(at int) { v.show() })
	v.where.align = fyne.TextAlignCenter
	v.start = newPress(words.T("lab.real.start"), l, v.toggle)
	v.start.primary = true
	v.ordinary = newFound(words.T("lab.ordinary"))
	v.safe = newFound(words.T("lab.safe"))
	var cards []fyne.CanvasObject
	for _, scene := range []lab.Scene{lab.NoSpace, lab.Conflict, lab.InUse} {
		c := newSceneCard(l, scene)
		v.scenes = append(v.scenes, c)
		cards = append(cards, c.card)
	}
	setup := newCard(stack(2*unit, v.how.Container, v.about))
	v.content = stack(4*unit, body(words.T("lab.real.about")), setup, stack(unit, v.where, v.cut),
		wrapping(3*unit, v.start), v.state, sideBySide(4*unit, 340, v.ordinary.card, v.safe.card),
		stack(unit, title(words.T("lab.scenes")), note(words.T("lab.scenes.about"))), sideBySide(4*unit, 240, cards...))
	v.state.Hide()
	v.explain()
	return v
}

func (v *realView) explain() {
	v.about.set(words.T("lab.real."+string(ways[v.how.at])+".about"), nil)
	v.lab.relayout()
}

// keys are the models of the two saves; what is real runs on the disk that is
// there, and nearly every one has a journal.
func (v *realView) keys() (ordinary, safe modelKey) {
	return modelKey{crashsim.Ordinary, crashsim.Ordered()}, modelKey{v.lab.power.chosenStrategy(), crashsim.Ordered()}
}

// begin is called when the view is shown.
func (v *realView) begin() {
	p := v.lab.power
	if p.models == nil {
		return
	}
	ordinary, safe := v.keys()
	p.need([]modelKey{ordinary, safe}, func() {
		a, b := v.models()
		v.ordinary.step.reserve(stepTexts(a))
		v.safe.step.reserve(stepTexts(b))
		v.cut.show(min(p.cut.at, v.count()-1), v.count())
		v.show()
		v.lab.relayout()
	})
}

// reset forgets what was played with another file.
func (v *realView) reset() {
	v.ordinary.clear()
	v.safe.clear()
	v.state.Hide()
	for _, c := range v.scenes {
		c.state.Hide()
	}
	if v.content.Visible() {
		v.begin()
	}
}

func (v *realView) models() (ordinary, safe lab.Model) {
	a, b := v.keys()
	return v.lab.power.models[a], v.lab.power.models[b]
}

func stepTexts(m lab.Model) []string {
	var all []string
	for i := range m.Positions {
		all = append(all, stepText(m, i))
	}
	return all
}

func (v *realView) count() int {
	a, b := v.models()
	return max(len(a.Positions), len(b.Positions))
}

// at are the positions of both saves that go with the slider.
func (v *realView) at() (ordinary, safe int) {
	a, b := v.models()
	n := v.count()
	return (&column{model: a}).index(v.cut.at, n), (&column{model: b}).index(v.cut.at, n)
}

// show says where the slider stands.
func (v *realView) show() {
	a, b := v.models()
	if len(a.Positions) == 0 || len(b.Positions) == 0 {
		return
	}
	i, j := v.at()
	v.where.set(words.T("lab.real.at"), nil)
	v.ordinary.step.set(stepText(a, i), nil)
	v.safe.step.set(stepText(b, j), nil)
}

// toggle plays both saves, or stops.
func (v *realView) toggle() {
	if v.cancel != nil {
		v.cancel()
		return
	}
	a, b := v.models()
	if len(a.Positions) == 0 || len(b.Positions) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(v.lab.ctx)
	v.cancel = cancel
	v.start.setLabel(words.T("button.cancel"))
	v.say(words.T("lab.real.running"), mutedTone)
	v.ordinary.clear()
	v.safe.clear()
	i, j := v.at()
	scene := ways[v.how.at]
	play := func(m lab.Model, at int) (lab.Played, error) {
		return lab.Play(ctx, lab.Script{
			Scene: scene, Content: v.lab.power.source, Strategy: m.Strategy, At: m.PointAt(at),
			Child: v.lab.host.Child, Scratch: v.lab.host.Scratch,
		})
	}
	v.lab.host.Work(func() func() {
		ordinary, err := play(a, i)
		var safe lab.Played
		if err == nil {
			safe, err = play(b, j)
		}
		return func() {
			v.cancel()
			v.cancel = nil
			v.start.setLabel(words.T("lab.real.start"))
			if err != nil {
				v.say(Why(err), badTone)
				return
			}
			v.state.Hide()
			v.ordinary.show(ordinary, a.Positions[i], a.OldSize, v.how.at == 0)
			v.safe.show(safe, b.Positions[j], b.OldSize, v.how.at == 0)
			v.lab.relayout()
		}
	})
}

func (v *realView) say(text string, ink tone) {
	v.state.set(text, ink)
	v.state.Show()
	v.lab.relayout()
}

// found shows what is really in a file.
type found struct {
	*card
	step    *prose // at which the save ends
	grid    *grid
	verdict *verdict
	details *prose
	row     *fyne.Container // grid and details
	empty   *prose
}

func newFound(name string) *found {
	f := &found{step: body(""), grid: newGrid(), verdict: newVerdict(), details: note(""), empty: note(words.T("lab.real.nothing"))}
	f.row = container.New(&beside{size: sheetWidth + unit}, f.grid, f.details)
	f.card = newCard(stack(unit, title(name), f.step), f.verdict.Container, f.row, f.empty)
	f.clear()
	return f
}

func (f *found) clear() {
	f.verdict.Container.Hide()
	f.row.Hide()
	f.empty.set(words.T("lab.real.nothing"), nil)
	f.empty.Show()
}

// show tells what is in the file after a save that ended at a position; kill says
// that only the program was ended.
func (f *found) show(p lab.Played, at lab.Position, oldSize int64, kill bool) {
	kind := p.Final.Kind
	good := kind.Good()
	if !p.Reached {
		f.empty.set(words.T("lab.why.not-reached"), nil)
		return
	}
	f.empty.Hide()
	f.row.Show()
	f.verdict.Container.Show()
	f.verdict.say(words.T("lab.real.holds", words.D{"State": words.T("lab.holds." + kind.String())}), good)
	f.grid.set([]sheet{{kind: kind, picture: p.Final.Picture, good: good}})
	text := words.T("lab.means."+string(p.Means), words.D{"Type": p.FileSystem})
	if foreseen(kind, at, kill) {
		text = words.Join(text, words.T("lab.real.foreseen"))
	} else {
		text = words.Join(text, words.T("lab.real.not_foreseen"))
	}
	if n := len(p.Final.Names); n > 0 {
		text = words.Join(text, words.N("lab.real.left", n))
	}
	if p.Recovered != nil {
		text = words.Join(text, words.T("lab.real.recovered", words.D{"State": words.T("lab.holds." + p.Recovered.Kind.String())}))
	}
	f.details.set(text, nil)
}

// foreseen reports whether the model has predicted what became of the file.
func foreseen(kind crashsim.Kind, at lab.Position, kill bool) bool {
	if kill {
		return kind == at.Killed
	}
	for _, o := range at.Outcomes {
		if o.Kind == kind {
			return true
		}
	}
	return false
}
