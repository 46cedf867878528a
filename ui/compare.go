package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/merge"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// aroundChange is how many lines are shown before and after each difference.
const aroundChange = 3

// showDifference shows how two texts differ, line by line, and then goes on with
// back, which may be nil.
func (s *Shell) showDifference(nameA string, a editor.Text, nameB string, b editor.Text, back func()) {
	s.workVisibly(words.T("compare.progress"), func(ctx context.Context) func() {
		var out strings.Builder
		err := merge.Unified(ctx, &out, nameA, nameB, a.Slice(0, a.Len()), b.Slice(0, b.Len()), aroundChange)
		return func() {
			if err != nil {
				return // cancelled
			}
			s.showUnified(out.String(), back)
		}
	})
}

func (s *Shell) showUnified(text string, back func()) {
	var body fyne.CanvasObject = paragraph(words.T("compare.same"))
	if text != "" {
		view := textview.New(editor.NewDocument(editor.FromString(text)), s.post)
		view.SetReadOnly(true)
		view.SetTextSize(s.prefs.TextSize)
		view.SetOptions(textview.Options{HideNumbers: true})
		view.SetSettings(editor.Settings{TabWidth: s.prefs.TabWidth})
		view.SetStyler(diffStyler{view})
		room := s.win.Canvas().Size()
		body = container.NewGridWrap(fyne.NewSize(min(modalWidth, room.Width*0.8), room.Height*0.55), view)
	}
	s.newModal(words.T("compare.title"), container.NewVBox(paragraph(words.T("compare.text")), body),
		choice{label: words.T("button.close"), importance: widget.HighImportance, cancel: true, focus: true, run: back},
	).show()
}

// diffStyler colours the lines that one side has and the other has not. Each
// begins with a sign as well, so colour is not all that tells them apart.
type diffStyler struct{ view *textview.View }

// Styles colours each line by its first character.
func (d diffStyler) Styles(_ editor.Version, from, to int) []textview.Span {
	text := d.view.Document().Text()
	var spans []textview.Span
	for line := text.LineOf(from); line < text.Lines() && text.LineStart(line) < to; line++ {
		start, end := text.LineStart(line), text.LineEnd(line)
		if start == end {
			continue
		}
		style := textview.Plain
		switch text.ByteAt(start) {
		case '+':
			style = textview.String
		case '-':
			style = textview.Invalid
		case '@':
			style = textview.Section
		}
		spans = append(spans, textview.Span{From: start, To: end, Style: style})
	}
	return spans
}
