package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// lineBreaks are the line breaks that a text can be converted to.
var lineBreaks = []struct {
	ending charset.Ending
	text   string
}{{charset.LF, "\n"}, {charset.CRLF, "\r\n"}, {charset.CR, "\r"}}

// showFormat shows how the file is encoded and lets the user change it.
func (s *Shell) showFormat(p *page) {
	encodings := charset.Encodings()
	var names []string
	current := 0
	for i, e := range encodings {
		names = append(names, string(e))
		if e == p.file.Format.Encoding {
			current = i
		}
	}
	encoding := newSelectInput(s, names)
	encoding.SetSelectedIndex(current)
	bom := newCheckInput(s, words.T("format.bom"), p.file.Format.BOM, nil)

	nowText := func() string {
		return words.T("format.now", words.D{"Format": formatText(p.file.Format), "Certainty": words.T("certainty." + p.file.Guess.Certainty.String())})
	}
	now := paragraph(nowText())
	body := container.NewVBox(
		now, encoding, bom,
		paragraph(words.T("format.explain")),
		heading(words.T("format.breaks")),
		s.breakButtons(p, func() { now.SetText(nowText()) }),
	)
	chosen := func() charset.Encoding { return encodings[encoding.SelectedIndex()] }
	choices := []choice{{label: words.T("button.close"), cancel: true, focus: true}}
	if p.file.Path != "" && !p.file.Fingerprint.IsZero() {
		choices = append(choices, choice{label: words.T("format.reopen"), run: func() { s.reopen(p, chosen()) }})
	}
	if p.file.Editable() {
		choices = append(choices, choice{label: words.T("format.use"), importance: widget.HighImportance, run: func() {
			s.useEncoding(p, chosen(), bom.Checked)
		}})
	}
	s.newModal(words.T("format.title"), body, choices...).show()
}

// breakButtons convert all line breaks of the text, and then tell.
func (s *Shell) breakButtons(p *page, tell func()) *selectInput {
	var names []string
	for _, b := range lineBreaks {
		names = append(names, words.T("ending."+strings.ToLower(b.ending.String())))
	}
	sel := newSelectInput(s, names)
	sel.PlaceHolder = words.T("format.convert")
	sel.OnChanged = func(string) { s.convertBreaks(p, lineBreaks[sel.SelectedIndex()].text, tell) }
	if !p.file.Editable() {
		sel.Disable()
	}
	return sel
}

// convertBreaks makes all line breaks the same, as one step that can be undone, and
// then tells. Undo brings back the break that new lines get, too.
func (s *Shell) convertBreaks(p *page, text string, tell func()) {
	before := p.file.Document.Version()
	s.edit(p, phraseOf("format.breaks"), editor.ConvertBreaks(text), p.file.Document.Text().Len(), func() {
		format := p.file.Format
		format.Ending, format.Dominant, format.FinalNewline = charset.Endings(p.file.Document.Text())
		p.file.StepFormat(before, format)
		p.apply(s.prefs)
		s.refreshPage(p)
		tell()
	})
}

// reopen reads the file again in another encoding, after asking about changes.
func (s *Shell) reopen(p *page, e charset.Encoding) {
	s.offerSave(p, func() {
		path := p.file.Path
		s.workOrGiveUp(phraseOf("open.progress", words.D{"Name": p.name()}), func(ctx context.Context, cancel func()) func() {
			file, err := workspace.Reopen(ctx, path, e)
			cancel()
			return func() {
				if err != nil {
					s.tellFailure(words.Open, err, path)
					return
				}
				s.setFile(p, file)
			}
		}, func() {})
	})
}

// setFile makes a page show another version of its file, without a history.
func (s *Shell) setFile(p *page, file *workspace.File) {
	s.dropDraft(p)
	p.file = file
	p.drafting = s.drafts.Follow(file)
	s.watch(p)
	p.view.SetDocument(file.Document)
	s.colour(p)
	s.checkFormat(p)
	p.view.SetReadOnly(!file.Editable())
	p.message = nil
	p.apply(s.prefs)
	s.refreshPage(p)
	if !file.Editable() {
		s.explainReadOnly(p)
	}
}
