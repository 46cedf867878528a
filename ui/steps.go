package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/ui/savelab"
	"holdfast/ui/words"
)

// showSteps shows the steps of the last save of the selected page, as a line of
// time.
func (s *Shell) showSteps() {
	p := s.page()
	if p == nil || p.file.Report == nil {
		return
	}
	r := *p.file.Report
	line := savelab.NewTimeline(r, s.modalKey)
	scroll := container.NewVScroll(line.Content)
	m := s.newModal(words.T("steps.title"), container.New(&roomy{canvas: s.win.Canvas(), content: line.Content}, scroll),
		choice{label: words.T("button.copy"), run: func() { s.app.Clipboard().SetContent(line.Text()) }},
		choice{label: words.T("button.copy_json"), run: func() { s.app.Clipboard().SetContent(line.JSON()) }},
		choice{label: words.T("command.lab"), run: s.showLab},
		choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true},
	)
	m.first = line.Bar
	m.widen(roomyWidth)
	m.show()
	s.work(func() func() {
		ctx, cancel := context.WithTimeout(s.ctx, planPatience)
		defer cancel()
		plan, err := atomicsave.Plan(ctx, r.Target, atomicsave.Options{Expect: r.Fingerprint})
		return func() {
			if err == nil && s.modal == m {
				line.SetKept(plan.Kept)
				m.resize()
			}
		}
	})
}

// planPatience is how long the list of what was kept is waited for.
const planPatience = 5 * time.Second

// widen makes a modal wider than others, as far as the window has room for it.
func (m *modal) widen(width float32) {
	m.popup.Content.(*fyne.Container).Layout.(*modalLayout).width = width
}

// roomy gives a wrapping content the width of a large modal and the height that
// it needs, as far as the window has room for it; the rest is scrolled.
type roomy struct {
	canvas  fyne.Canvas
	content *fyne.Container
}

// roomyWidth is the width in points, and roomyRest what the modal needs in height
// for its title and its buttons.
const roomyWidth, roomyRest, roomyEdge = 700, 116, 40

// MinSize is called by Fyne.
func (l *roomy) MinSize([]fyne.CanvasObject) fyne.Size {
	room := l.canvas.Size()
	width := min(roomyWidth-roomyEdge, room.Width-roomyEdge)
	height := min(savelab.HeightOf(l.content, width), room.Height-roomyRest)
	return fyne.NewSize(width, max(height, 60))
}

// Layout is called by Fyne.
func (l *roomy) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
