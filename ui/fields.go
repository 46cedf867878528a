package ui

import (
	"cmp"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// field is a one-line text field in a modal: Escape cancels the modal and Enter
// accepts it.
type field struct {
	widget.Entry
	shell  *Shell
	accept func()
}

func newField(s *Shell) *field {
	f := &field{shell: s}
	f.ExtendBaseWidget(f)
	return f
}

// FocusGained is called by Fyne when the keyboard comes.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	f.shell.reveal(f)
}

// TypedKey is called by Fyne for a key press while the field has the focus.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape && f.shell.modal != nil:
		f.shell.modal.cancel()
	case (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && f.accept != nil:
		f.accept()
	default:
		f.Entry.TypedKey(e)
	}
}

// ask shows a modal with one text field below a text, which may be empty.
func (s *Shell) ask(title, text, placeholder, value, accept string, accepted func(string), more ...choice) {
	f := newField(s)
	f.SetPlaceHolder(placeholder)
	f.SetText(value)
	f.CursorColumn = utf8.RuneCountInString(value)
	body := fyne.CanvasObject(f)
	if text != "" {
		body = container.NewVBox(paragraph(text), f)
	}
	choices := append([]choice{{label: words.T("button.cancel"), cancel: true}}, more...)
	choices = append(choices, choice{label: accept, importance: widget.HighImportance, run: func() { accepted(strings.TrimSpace(f.Text)) }})
	m := s.newModal(title, body, choices...)
	f.accept = func() { m.take(len(choices) - 1) }
	m.first = f
	m.show()
}

// askLine asks for LINE[:COLUMN] and puts the caret there.
func (s *Shell) askLine() {
	s.ask(words.T("go.title"), "", words.T("go.placeholder"), "", words.T("go.button"), func(text string) {
		line, column, ok := parseLine(text)
		if p := s.page(); ok && p != nil {
			p.goTo(line, column)
			s.focusPage()
		}
	})
}

// parseLine reads LINE or LINE:COLUMN, both counted from 1.
func parseLine(text string) (line, column int, ok bool) {
	l, c, hasColumn := strings.Cut(text, ":")
	line, err := strconv.Atoi(strings.TrimSpace(l))
	if err != nil || line < 1 {
		return 0, 0, false
	}
	column = 1
	if hasColumn {
		if column, err = strconv.Atoi(strings.TrimSpace(c)); err != nil || column < 1 {
			return 0, 0, false
		}
	}
	return line, column, true
}

// askPath is for systems without a file dialog: it says so, and has the path typed.
// A path that does not begin at the root is in the folder in which a dialog would
// begin. The choices stand before the one that accepts.
func (s *Shell) askPath(title, text, accept string, chosen func(path string), more ...choice) {
	s.ask(title, words.T("picker.none"), words.T("picker.path"), text, accept, func(path string) {
		if path == "" {
			return
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(s.startDir(), path)
		}
		chosen(path)
	}, more...)
}

// openWithoutPicker asks for a path to be typed, or to be looked for in Fyne's own
// open dialog, which only reads, and takes no path.
func (s *Shell) openWithoutPicker() {
	s.askPath(words.T("picker.open"), s.startFolder(), words.T("button.open"),
		func(path string) { s.openPath(Target{Path: path}) },
		choice{label: words.T("picker.browse"), run: s.browse})
}

// startFolder is how a path that is typed begins.
func (s *Shell) startFolder() string {
	dir := s.startDir()
	if dir != "" && !strings.HasSuffix(dir, string(filepath.Separator)) {
		dir += string(filepath.Separator)
	}
	return dir
}

// browse shows Fyne's own open dialog. It is no modal of ours, so it is remembered
// for Escape, which it does not know, and for what must not act behind it.
func (s *Shell) browse() {
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		s.openDialog = nil
		if err != nil || file == nil {
			s.focusPage()
			return
		}
		path := file.URI().Path()
		file.Close() // nothing was read from it
		s.openPath(Target{Path: path})
	}, s.win)
	if dir, err := storage.ListerForURI(storage.NewFileURI(s.startDir())); err == nil {
		d.SetLocation(dir)
	}
	s.openDialog = d
	d.Show()
	s.win.Canvas().Unfocus()
}

// dismissOpenDialog closes Fyne's own open dialog, as if cancelled.
func (s *Shell) dismissOpenDialog() {
	d := s.openDialog
	s.openDialog = nil
	d.Hide()
	s.focusPage()
}

// saveWithoutPicker asks for a path to be typed: Fyne's own save dialog empties
// the chosen file before the program is even told.
func (s *Shell) saveWithoutPicker(p *page) {
	s.askPath(words.T("picker.save"), cmp.Or(p.file.Path, s.startFolder()), words.T("button.save"), func(path string) {
		s.look(path, func(current atomicsave.Fingerprint) {
			if current.IsZero() || path == p.file.Path {
				s.saveToChosen(p, path)
				return
			}
			s.newModal(words.T("replace.title"), paragraph(words.T("replace.text", words.D{"Path": path})),
				choice{label: words.T("button.cancel"), cancel: true, focus: true},
				choice{label: words.T("button.replace"), importance: widget.DangerImportance, run: func() { s.saveToChosen(p, path) }},
			).show()
		})
	})
}

// showAbout says what the program is and which version.
func (s *Shell) showAbout() {
	s.tellNow(words.T("app.name")+" "+s.version, words.T("about.text"), "")
}
