package ui

import (
	"context"
	"fmt"
	"unicode/utf8"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// mostLost is how many characters that an encoding lacks are listed.
const mostLost = 8

// lost are characters of a text that an encoding lacks.
type lost struct {
	version  editor.Version
	text     editor.Text
	encoding charset.Encoding
	list     []charset.Lost
	total    int
}

// findLost looks in the background for the characters of a page's text that the
// encoding of a format lacks.
func (s *Shell) findLost(p *page, format charset.Format, found func(lost)) {
	now := p.file.Document.Snapshot()
	looking := func() string { return words.T("edit.progress", words.D{"Command": words.T("format.use")}) }
	s.workOrGiveUp(looking, func(_ context.Context, cancel func()) func() {
		list, total, err := charset.LostCharacters(now.Text, format, mostLost)
		cancel()
		return func() {
			switch {
			case err != nil:
				s.tell(phraseOf("error.charset.title"), phraseOf("format.unknown"), err)
			case p.file.Document.Version() != now.Version:
				s.movedOn(p)
			default:
				found(lost{now.Version, now.Text, format.Encoding, list, total})
			}
		}
	}, func() {})
}

// useEncoding makes later saves write another encoding, unless it lacks
// characters of the text: those are listed.
func (s *Shell) useEncoding(p *page, e charset.Encoding, bom bool) {
	format := p.file.Format
	format.Encoding, format.BOM = e, bom
	s.findLost(p, format, func(l lost) {
		if l.total > 0 {
			s.showLost(p, l, choice{label: words.T("button.close"), cancel: true})
			return
		}
		p.file.SetEncoding(e, bom)
		s.refreshPage(p)
	})
}

// saveLost tells why a text could not be encoded, and lets the user save it in
// UTF-8, which has every character. Nothing was written.
func (s *Shell) saveLost(p *page, saving *workspace.Saving, then func()) {
	s.findLost(p, p.file.Format, func(l lost) {
		if l.total == 0 {
			s.refreshStatus() // the user has taken them out meanwhile
			return
		}
		s.showLost(p, l, choice{label: words.T("button.cancel"), cancel: true},
			choice{label: words.T("format.save_utf8"), run: func() {
				p.file.SetEncoding(charset.UTF8, false)
				s.refreshPage(p)
				p.afterSave = then
				s.saveAgain(p, saving)
			}})
	})
}

// showLost lists characters with their places, each of which leads there; so does
// the button, to the first.
func (s *Shell) showLost(p *page, l lost, choices ...choice) {
	goTo := func(offset int) {
		if s.has(p) && p.file.Document.Version() == l.version {
			p.file.Document.Select(editor.Single(offset, offset))
			p.view.Reveal(offset)
			s.selectionChanged(p)
			s.focusPage()
		}
	}
	var m *modal
	list := container.NewVBox()
	for _, c := range l.list {
		list.Add(container.NewHBox(newFoldButton(s, l.place(c), nil, func() {
			m.close()
			goTo(c.Offset)
		})))
	}
	if l.total > len(l.list) {
		list.Add(widget.NewLabel("…"))
	}
	choices = append(choices, choice{label: words.T("button.go_there"), importance: widget.HighImportance, focus: true, run: func() { goTo(l.list[0].Offset) }})
	m = s.newModal(words.T("error.charset.title"), container.NewVBox(
		paragraph(words.N("format.lost", l.total, words.D{"Encoding": string(l.encoding)})), list,
	), choices...)
	m.show()
}

// place names a character and where it is, by line and column.
func (l lost) place(c charset.Lost) string {
	line := l.text.LineOf(c.Offset)
	before := l.text.Slice(max(l.text.LineStart(line), c.Offset-maxTrapLine), c.Offset)
	return fmt.Sprintf("%d:%d  U+%04X  %c", line+1, utf8.RuneCount(before)+1, c.Rune, c.Rune)
}
