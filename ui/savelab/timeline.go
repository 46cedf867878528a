package savelab

import (
	"encoding/json"
	"fmt"
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// Timeline shows what a save did, step by step. It is a part of a modal.
type Timeline struct {
	// Content is what is shown. It wraps at its width.
	Content *fyne.Container
	// Bar takes the keyboard.
	Bar fyne.Focusable

	report atomicsave.Report
	line   lab.Timeline
	bar    *bar
	name   *prose
	about  *prose
	cut    *prose
	kept   *prose
	plan   []string
}

// NewTimeline makes the timeline of a report. It gets the keys that it does not
// use itself to others.
func NewTimeline(r atomicsave.Report, others func(*fyne.KeyEvent)) *Timeline {
	t := &Timeline{report: r, line: lab.NewTimeline(r), name: bold(body("")), about: body(""), cut: body(""), kept: note("")}
	t.bar = newBar(t.line.Steps, others, t.show)
	t.Bar = t.bar
	var names, abouts, cuts []string
	for i, m := range t.line.Steps {
		names = append(names, t.nameOf(i))
		abouts = append(abouts, words.T("step."+string(m.Step)+".about"))
		cuts = append(cuts, cutText(m))
	}
	t.name.reserve(names)
	t.about.reserve(abouts)
	t.cut.reserve(cuts)
	all := stack(3*unit,
		stack(unit, bold(body(words.Saved(r))), note(t.summary())),
		t.bar,
		newCard(stack(unit, t.name, t.about), t.cut),
		stack(unit, workLegend(), note(words.T("lab.line.least"))),
		t.kept)
	for _, c := range r.Caveats {
		all.Add(note("• " + words.Caveat(c)))
	}
	t.Content = padded(2*unit, 2*unit, all)
	t.kept.Hide()
	if len(t.line.Steps) > 0 {
		t.show(0)
	}
	return t
}

// SetKept says what the new file has of the old one, as SavePlan.Kept lists it.
func (t *Timeline) SetKept(kept []string) {
	if t.plan = kept; len(kept) == 0 || t.report.Strategy != atomicsave.StrategyReplace {
		return
	}
	t.kept.set(t.keptText(), nil)
	t.kept.Show()
}

func (t *Timeline) keptText() string {
	return words.T("lab.line.kept", words.D{"List": words.List(words.Kept(t.plan)...)})
}

// summary says where the save went, how long it took, and which level was asked
// and achieved.
func (t *Timeline) summary() string {
	where := t.report.Target
	if t.report.FileSystem != "" {
		where += " (" + t.report.FileSystem + ")"
	}
	achieved := "–"
	if t.line.Achieved != nil {
		achieved = words.Durability(*t.line.Achieved)
	}
	return where + " · " + Duration(t.line.Took) + "\n" + words.T("steps.levels", words.D{
		"Asked": words.Durability(t.report.Asked), "Achieved": achieved,
	})
}

func (t *Timeline) nameOf(i int) string {
	m := t.line.Steps[i]
	name := fmt.Sprintf("%d. %s", i+1, words.Step(m.Step))
	if m.Error != "" {
		name += " — " + words.T("steps.failed")
	}
	return name + " · " + Duration(m.Took)
}

func cutText(m lab.Moment) string {
	if m.During == m.After {
		return words.T("lab.line.cut", words.D{"Holds": words.T("lab.line.holds." + string(m.After))})
	}
	return words.T("lab.line.cuts", words.D{
		"During": words.T("lab.line.holds." + string(m.During)), "After": words.T("lab.line.holds." + string(m.After)),
	})
}

// show tells about a step.
func (t *Timeline) show(i int) {
	m := t.line.Steps[i]
	t.name.set(t.nameOf(i), nil)
	t.about.set(words.T("step."+string(m.Step)+".about"), nil)
	t.cut.set(cutText(m), nil)
}

// workLegend explains the patterns of the fields.
func workLegend() fyne.CanvasObject {
	var items []fyne.CanvasObject
	for w, key := range []string{"lab.line.small", "lab.line.write", "lab.line.flush"} {
		swatch := canvas.NewRaster(func(width, height int) image.Image {
			p := newPainter(width, height, float64(height)/float64(3*unit))
			p.field(p.img.Bounds(), work(w), colours())
			return p.img
		})
		swatch.SetMinSize(fyne.NewSize(6*unit, 3*unit))
		items = append(items, wrapping(2*unit, swatch, container.New(&fixed{}, note(words.T(key)))))
	}
	return wrapping(4*unit, items...)
}

// Text is the timeline as text, for the clipboard.
func (t *Timeline) Text() string {
	var b strings.Builder
	fmt.Fprintln(&b, words.Saved(t.report))
	fmt.Fprintln(&b, t.summary())
	b.WriteString(t.line.Text(func(s atomicsave.Step) string { return words.Step(s) + " (" + string(s) + ")" }, func(h lab.Holds) string { return words.T("lab.line.holds." + string(h)) }))
	if len(t.plan) > 0 {
		fmt.Fprintln(&b, t.keptText())
	}
	for _, c := range t.report.Caveats {
		fmt.Fprintf(&b, "%s (%s)\n", words.Caveat(c), c.Detail)
	}
	return b.String()
}

// JSON is the timeline for a program: the report, its steps with what a power cut
// would have left, and what was kept.
func (t *Timeline) JSON() string {
	kept := t.plan
	if kept == nil {
		kept = []string{}
	}
	out, err := json.MarshalIndent(struct {
		Report   atomicsave.Report `json:"report"`
		Timeline lab.Timeline      `json:"timeline"`
		Kept     []string          `json:"kept"`
	}{t.report, t.line, kept}, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(out) + "\n"
}
