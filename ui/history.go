package ui

import (
	"fmt"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
	"holdfast/editor/charset"
	"holdfast/editor/versions"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// showHistory lists the versions of the file that earlier saves have replaced.
func (s *Shell) showHistory(p *page) {
	path := p.file.Path
	s.work(func() func() {
		list, err := s.versions.List(s.ctx, path)
		return func() {
			switch {
			case err != nil:
				s.ownFileFailed(err)
			case len(list.Versions) == 0:
				s.tell(words.T("history.title"), words.T("history.none"), "")
			default:
				s.chooseVersion(p, list.Versions, 0)
			}
		}
	})
}

// chooseVersion lets the user pick one of the kept versions and say what to do
// with it.
func (s *Shell) chooseVersion(p *page, list []versions.Version, selected int) {
	var labels []string
	for _, v := range list {
		labels = append(labels, versionLabel(v))
	}
	sel := newSelectInput(s, labels)
	sel.SetSelectedIndex(selected)
	then := func(f func(text editor.Text)) func() {
		return func() { s.readVersion(p, list[sel.SelectedIndex()], f) }
	}
	choices := []choice{
		{label: words.T("button.close"), cancel: true},
		{label: words.T("history.copy"), run: then(s.openCopy)},
		{label: words.T("button.compare"), focus: true, run: then(func(text editor.Text) {
			s.showDifference(words.T("compare.earlier"), text, words.T("compare.now"), p.file.Document.Text(),
				func() { s.chooseVersion(p, list, sel.SelectedIndex()) })
		})},
	}
	if p.file.Editable() {
		choices = append(choices, choice{label: words.T("history.restore"), importance: widget.HighImportance, run: then(func(text editor.Text) {
			s.restoreVersion(p, text)
		})})
	}
	body := container.NewVBox(paragraph(words.T("history.text", words.D{"Path": p.file.Path})), sel)
	s.newModal(words.T("history.title"), body, choices...).show()
}

func versionLabel(v versions.Version) string {
	return fmt.Sprintf("%s · %s", v.Replaced.Local().Format("2006-01-02 15:04:05"), words.T("unit.bytes", words.D{"N": v.Bytes}))
}

// readVersion reads a kept version in the encoding of the file.
func (s *Shell) readVersion(p *page, v versions.Version, f func(editor.Text)) {
	path, encoding := p.file.Path, p.file.Format.Encoding
	s.work(func() func() {
		raw, _, err := s.versions.Read(s.ctx, path, v.ID)
		var text editor.Text
		if err == nil {
			text, _, _, err = charset.DecodeAs(raw, encoding)
		}
		return func() {
			if err != nil {
				s.ownFileFailed(err)
				return
			}
			f(text)
		}
	})
}

// restoreVersion puts an earlier version in the place of the text. The file is
// not touched until the user saves, and undo brings the text back.
func (s *Shell) restoreVersion(p *page, text editor.Text) {
	old := p.file.Document.Text()
	change, err := editor.NewChange(old.Len(), editor.Replacement{From: 0, To: old.Len(), Insert: text})
	if err != nil {
		return // the whole text is always a valid place
	}
	p.file.Document.Seal()
	p.view.Do(editor.ApplyChange(p.file.Document.Version(), change))
	p.file.Document.Seal()
	p.message, p.took = words.T("history.restored"), 0
	s.refreshPage(p)
}

// openCopy shows an earlier version as a new document.
func (s *Shell) openCopy(text editor.Text) {
	f := workspace.NewFile()
	f.Document = editor.NewDocument(text)
	f.Document.MarkUnsaved()
	s.addPage(f)
}
