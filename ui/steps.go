package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// showSteps lists the steps of the last save of the selected page, a line each
// with its duration.
func (s *Shell) showSteps() {
	p := s.page()
	if p == nil || p.file.Report == nil {
		return
	}
	r := *p.file.Report
	body := container.NewVBox(
		paragraph(words.Saved(r)),
		paragraph(stepsSummary(r)),
		stepsGrid(r.Events),
	)
	for _, c := range r.Caveats {
		body.Add(paragraph("• " + words.Caveat(c)))
	}
	s.newModal(words.T("steps.title"), body,
		choice{label: words.T("button.copy"), run: func() { s.app.Clipboard().SetContent(stepsText(r)) }},
		choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, focus: true},
	).show()
}

// stepsSummary says where the save went and which level was asked and achieved.
func stepsSummary(r atomicsave.Report) string {
	return r.Target + "\n" + words.T("steps.levels", words.D{
		"Asked":    words.Durability(r.Asked),
		"Achieved": words.Durability(r.Achieved),
	})
}

// stepsGrid shows each step with its duration at the right.
func stepsGrid(events []atomicsave.Event) fyne.CanvasObject {
	rows := container.New(&tightRows{})
	for i, e := range events {
		name := widget.NewLabel(fmt.Sprintf("%d. %s", i+1, stepName(e)))
		name.Truncation = fyne.TextTruncateEllipsis
		took := widget.NewLabel(duration(e.Took))
		took.Alignment = fyne.TextAlignTrailing
		rows.Add(container.NewBorder(nil, nil, nil, took, name))
	}
	return rows
}

func stepName(e atomicsave.Event) string {
	name := words.Step(e.Step)
	if e.Err != nil {
		name += " — " + words.T("steps.failed")
	}
	return name
}

// stepsText is the list of steps as text, for the clipboard.
func stepsText(r atomicsave.Report) string {
	var b strings.Builder
	fmt.Fprintln(&b, words.Saved(r))
	fmt.Fprintln(&b, stepsSummary(r))
	for i, e := range r.Events {
		fmt.Fprintf(&b, "%2d. %s (%s)  %s\n", i+1, stepName(e), e.Step, duration(e.Took))
	}
	for _, c := range r.Caveats {
		fmt.Fprintf(&b, "%s (%s)\n", words.Caveat(c), c.Detail)
	}
	return b.String()
}

// tightRows stacks rows closer than a VBox does.
type tightRows struct{}

// rowOverlap is how many points of their padding two rows share.
const rowOverlap = 8

func (*tightRows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		m := o.MinSize()
		size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height-rowOverlap)
	}
	return size.AddWidthHeight(0, rowOverlap)
}

func (*tightRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for _, o := range objects {
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, y))
		y += height - rowOverlap
	}
}
