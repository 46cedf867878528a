package savelab

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// column shows one way to save: what it does, what a power cut at the chosen
// position may leave, and how it fares as a whole.
type column struct {
	*card
	model   lab.Model
	sheets  [][]sheet // for every position
	bad     []bool
	about   *prose
	strip   *strip
	step    *prose
	verdict *verdict
	killed  *prose
	grid    *grid
	total   *prose
	at      int
}

// newColumn makes a column; head is its first line.
func newColumn(head fyne.CanvasObject) *column {
	c := &column{
		about: note(""), strip: newStrip(), step: body(""), verdict: newVerdict(), killed: note(""),
		grid: newGrid(), total: note(""), at: -1,
	}
	c.card = newCard(stack(unit, head, c.about), stack(unit, c.strip, c.total), stack(unit, c.step, c.killed), c.verdict.Container, c.grid)
	return c
}

// mostTiles is how many states of one kind are drawn.
const mostTiles = 12

// fill gives the column another model. All texts and drawings are prepared here,
// so that the slider only picks.
func (c *column) fill(m lab.Model, positions int) {
	c.model, c.at = m, -1
	c.sheets, c.bad = nil, make([]bool, positions)
	most := 0
	var steps, killed, verdicts []string
	for i, p := range m.Positions {
		c.sheets = append(c.sheets, sheets(p.Outcomes, mostTiles))
		most = max(most, len(c.sheets[i]))
		steps = append(steps, stepText(c.model, i))
		killed = append(killed, killedText(p.Killed))
		verdicts = append(verdicts, verdictText(p.Total))
	}
	for i := range positions {
		c.bad[i] = m.Positions[c.index(i, positions)].Total.Destroyed > 0
	}
	c.grid.reserve(most)
	c.step.reserve(steps)
	c.killed.reserve(killed)
	c.verdict.text.reserve(verdicts)
	c.about.set(words.T("lab.strategy."+string(m.Strategy)), nil)
	c.total.set(totalText(m), nil)
}

// index is the own position that goes with one of the slider: both saves begin
// and end together.
func (c *column) index(at, positions int) int {
	last := len(c.model.Positions) - 1
	return (at*last + (positions-1)/2) / max(positions-1, 1)
}

// show moves the power cut.
func (c *column) show(at, positions int) {
	i := c.index(at, positions)
	c.strip.set(c.bad, at)
	if i == c.at {
		return
	}
	c.at = i
	p := c.model.Positions[i]
	c.step.set(stepText(c.model, i), nil)
	c.killed.set(killedText(p.Killed), nil)
	c.verdict.set(p.Total)
	c.grid.set(c.sheets[i])
}

// stepText says what a save has just done.
func stepText(m lab.Model, i int) string {
	p := m.Positions[i]
	return words.T("lab.step", words.D{
		"N": i, "Of": len(m.Positions) - 1,
		"Text": words.T("lab.call."+p.ID, words.D{"Size": size(p.Call.Bytes)}),
	})
}

func killedText(k crashsim.Kind) string {
	return words.T("lab.killed", words.D{"State": words.T("lab.holds." + k.String())})
}

// verdictText says how many of the states are bad.
func verdictText(t lab.Total) string {
	return words.N("lab.verdict", t.Destroyed, words.D{"Possible": t.Possible})
}

// totalText says how the whole save fares.
func totalText(m lab.Model) string {
	text := words.N("lab.total", m.Total.Destroyed, words.D{"Possible": m.Total.Possible})
	if m.Sampled {
		text = words.Join(text, words.T("lab.sampled"))
	}
	return text
}

// verdict is the sentence that counts, with a large mark.
type verdict struct {
	*fyne.Container
	text *prose
	mark *canvas.Raster
	good bool
}

func newVerdict() *verdict {
	v := &verdict{text: title("")}
	v.mark = canvas.NewRaster(func(w, h int) image.Image {
		p := newPainter(w, h, float64(h)/float64(markSize))
		p.badge(float64(w)/2, float64(h)/2, float64(h)/2-p.px, v.good, colours())
		return p.img
	})
	v.Container = container.New(&beside{size: markSize}, v.mark, v.text)
	return v
}

// markSize is the size in points of the mark of a verdict.
const markSize float32 = 7 * unit

func (v *verdict) set(t lab.Total) { v.say(verdictText(t), t.Destroyed == 0) }

// say shows a sentence with the mark for good or bad.
func (v *verdict) say(text string, good bool) {
	ink := badTone
	if good {
		ink = goodTone
	}
	if v.good != good {
		v.good = good
		v.mark.Refresh()
	}
	v.text.set(text, ink)
}

// beside puts a picture of a fixed width to the left of a text.
type beside struct{ size, width float32 }

func (l *beside) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return max(l.pictureHeight(objects), heightOf(objects[1], width-l.size-2*unit))
}

// pictureHeight is the height of a picture that knows it; any other is a square.
func (l *beside) pictureHeight(objects []fyne.CanvasObject) float32 {
	if o, ok := objects[0].(tall); ok {
		return o.heightFor(l.size)
	}
	return l.size
}

// MinSize is called by Fyne.
func (l *beside) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := objects[1].MinSize().Width + l.size + 2*unit
	return fyne.NewSize(w, l.heightFor(objects, max(w, l.width)))
}

// Layout is called by Fyne.
func (l *beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	room := size.Width - l.size - 2*unit
	h, picture := heightOf(objects[1], room), l.pictureHeight(objects)
	place(objects[0], 0, 0, l.size, picture)
	place(objects[1], l.size+2*unit, max(0, (picture-h)/2), room, h)
}
