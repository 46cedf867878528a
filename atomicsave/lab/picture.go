package lab

import (
	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// Label names a text in the picture of the protocol; the caller gives the words.
type Label string

// The labels.
const (
	LabelTitle       Label = "title"        // of the picture
	LabelOrdinary    Label = "ordinary"     // the save of many programs
	LabelSafe        Label = "safe"         // ours
	LabelCut         Label = "cut"          // "after a power cut at this moment the file is …"
	LabelEmpty       Label = "empty"        // the steps: empty the file
	LabelOverwrite   Label = "overwrite"    // write the new content into it
	LabelCreate      Label = "create"       // make a new file beside it
	LabelWrite       Label = "write"        // write the new content into that
	LabelFlush       Label = "flush"        // wait until the disk has it
	LabelSwap        Label = "swap"         // swap it in, in one step
	LabelFlushFolder Label = "flush-folder" // wait until the disk has the names
	LabelSaved       Label = "saved"        // the program says so
	LabelOld         Label = "old"          // what the file is: the old version
	LabelNew         Label = "new"          // the new version
	LabelEither      Label = "either"       // the old or the new version
	LabelDamaged     Label = "damaged"      // perhaps destroyed
	LabelDisk        Label = "disk"         // the disk that all this is true of
)

// AllLabels returns the labels that a picture needs.
func AllLabels() []Label {
	return []Label{
		LabelTitle, LabelOrdinary, LabelSafe, LabelCut, LabelEmpty, LabelOverwrite, LabelCreate, LabelWrite,
		LabelFlush, LabelSwap, LabelFlushFolder, LabelSaved, LabelOld, LabelNew, LabelEither, LabelDamaged, LabelDisk,
	}
}

// Labels are the words for a picture, by label.
type Labels map[Label]string

// laneStep is a box of a lane.
type laneStep struct {
	label Label
	stage atomicsave.Step // of the simulated save, after which the box is done
	saved bool            // the moment after the last call
}

// lane is a save from left to right.
type lane struct {
	title    Label
	strategy crashsim.Strategy
	steps    []laneStep
}

func lanes(level atomicsave.Durability) []lane {
	ordinary := lane{LabelOrdinary, crashsim.Ordinary, []laneStep{
		{LabelEmpty, crashsim.StepTruncate, false}, {LabelOverwrite, atomicsave.StepWrite, false}, {LabelSaved, "", true},
	}}
	safe := lane{LabelSafe, crashsim.Strategy(level.String()), []laneStep{{LabelCreate, atomicsave.StepCreateTemp, false}, {LabelWrite, atomicsave.StepWrite, false}}}
	if level != atomicsave.Fast {
		safe.steps = append(safe.steps, laneStep{LabelFlush, atomicsave.StepFlushFile, false})
	}
	safe.steps = append(safe.steps, laneStep{LabelSwap, atomicsave.StepReplace, false})
	if level == atomicsave.Full {
		safe.steps = append(safe.steps, laneStep{LabelFlushFolder, atomicsave.StepFlushDirectory, false})
	}
	safe.steps = append(safe.steps, laneStep{LabelSaved, "", true})
	return []lane{ordinary, safe}
}

// Measures of the picture.
const (
	pictureWidth  = 960
	margin        = 32
	boxHeight     = 62
	bandHeight    = 38
	laneHeight    = 206
	footTop       = 68 + 2*laneHeight
	footHeight    = 32
	pictureHeight = footTop + footHeight + 10
)

// Protocol draws the ordinary save above the safe one at a level: the steps from
// left to right, and under them what the file is after a power cut at each moment,
// by the model of a disk with a journal, which the picture says. A label without words is left out.
func Protocol(level atomicsave.Durability, words Labels, p Palette) Drawing {
	d := Drawing{Width: pictureWidth, Height: pictureHeight, Back: p.Back, Title: words[LabelTitle]}
	d.add(Shape{Kind: ShapeText, X: margin, Y: 46, Text: words[LabelTitle], Size: 22, Bold: true, Fill: p.Text})
	for i, l := range lanes(level) {
		l.draw(&d, float64(72+i*laneHeight), words, p)
	}
	d.paragraph(words[LabelDisk], margin, footTop, pictureWidth-2*margin, footHeight, 12.5, p.Muted, false)
	return d
}

func (l lane) draw(d *Drawing, top float64, words Labels, p Palette) {
	d.add(Shape{Kind: ShapeText, X: margin, Y: top + 20, Text: words[l.title], Size: 16, Bold: true, Fill: p.Text})
	const gap = 26
	n := float64(len(l.steps))
	width := (pictureWidth - 2*margin - gap*(n-1)) / n
	boxTop, bandTop := top+34, top+34+boxHeight+44
	var middles []float64
	for i, step := range l.steps {
		x := margin + float64(i)*(width+gap)
		middles = append(middles, x+width/2)
		d.add(Shape{Kind: ShapeLine, X: x + width/2, Y: boxTop + boxHeight, H: bandTop - boxTop - boxHeight, Stroke: p.Line, Thick: 1, Dashed: true})
		d.add(Shape{Kind: ShapeRect, X: x, Y: boxTop, W: width, H: boxHeight, Radius: 8, Fill: p.Box, Stroke: p.Line, Thick: 1})
		d.paragraph(words[step.label], x+8, boxTop+5, width-16, boxHeight-10, 14, p.Text, step.saved)
		if i > 0 {
			d.add(Shape{Kind: ShapeArrow, X: x - gap + 4, Y: boxTop + boxHeight/2, W: gap - 8, Stroke: p.Muted, Thick: 1.5})
		}
	}
	d.add(Shape{Kind: ShapeRect, X: margin - 4, Y: boxTop + boxHeight + 15, W: textWidth(words[LabelCut], 12.5, false) + 10, H: 20, Fill: p.Back})
	d.add(Shape{Kind: ShapeText, X: margin, Y: boxTop + boxHeight + 30, Text: words[LabelCut], Size: 12.5, Fill: p.Muted})
	l.band(d, bandTop, middles, words, p)
}

// band draws what the file is between the middles of the boxes.
func (l lane) band(d *Drawing, top float64, middles []float64, words Labels, p Palette) {
	states := l.states()
	edges := append(append([]float64{margin}, middles...), pictureWidth-margin)
	for i := 0; i < len(states); {
		end := i + 1
		for end < len(states) && states[end] == states[i] {
			end++
		}
		segment(d, states[i], edges[i], top, edges[end]-edges[i], words, p)
		i = end
	}
}

// states are what the file is before the first step and after each.
func (l lane) states() []Holds {
	r := &rules{achieved: atomicsave.Full}
	result, err := crashsim.Simulate(crashsim.Scenario{Old: []byte(sampleOld), New: []byte(sampleNew), Strategy: l.strategy})
	if err != nil {
		return nil
	}
	r.steps, r.at = result.Steps, 1
	states := []Holds{HoldsOld}
	for _, step := range l.steps {
		now := states[len(states)-1]
		if step.saved {
			now = holds(result.Steps[len(result.Steps)-1].Outcomes)
		} else if _, after, ok := r.next(step.stage); ok {
			now = after
		}
		states = append(states, now)
	}
	return states
}

// segment draws one stretch of a band. Colour is not its only mark: the state is
// written on it, two versions are two stripes, and what may be destroyed is hatched.
func segment(d *Drawing, state Holds, x, y, w float64, words Labels, p Palette) {
	rect := Shape{Kind: ShapeRect, X: x + 1, Y: y, W: w - 2, H: bandHeight, Radius: 5, Fill: p.Old}
	label := LabelOld
	switch state {
	case HoldsNew:
		rect.Fill, label = p.New, LabelNew
	case HoldsEither:
		label = LabelEither
	case HoldsAnything:
		rect.Fill, label = p.Bad, LabelDamaged
	}
	d.add(rect)
	switch state {
	case HoldsEither:
		half := rect
		half.Y, half.H, half.Fill, half.Radius = y+bandHeight/2, bandHeight/2, p.New, 5
		d.add(half)
		half.H, half.Radius = bandHeight/4, 0
		d.add(half)
	case HoldsAnything:
		for at := x + 10; at+8 < x+w; at += 14 {
			d.add(Shape{Kind: ShapeLine, X: at, Y: y + bandHeight - 6, W: 5, H: 5, Stroke: p.OnColour, Thick: 1})
			d.add(Shape{Kind: ShapeLine, X: at, Y: y + 1, W: 5, H: 5, Stroke: p.OnColour, Thick: 1})
		}
	}
	d.paragraph(words[label], x+6, y+4, w-12, bandHeight-8, 13, p.OnColour, true)
}
