package ui

import (
	"bytes"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor/check"
	"holdfast/editor/check/schema"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// canHaveSchema says whether a schema can describe the selected page.
func canHaveSchema(s *Shell) bool {
	p := s.page()
	return p != nil && p.file.Path != "" && schema.Describes(p.format())
}

// format is what the page's name tells of its format, and its beginning. It is
// asked at every key press, so the answer is kept.
func (p *page) format() check.Format {
	text := p.file.Document.Text()
	head := text.Slice(0, min(text.Len(), languageBytes))
	if d := &p.detected; d.path != p.file.Path || !bytes.Equal(d.head, head) {
		*d = detected{p.file.Path, slices.Clone(head), check.Detect(p.file.Path, head)}
	}
	return p.detected.format
}

// detected is the format of a path and a beginning.
type detected struct {
	path   string
	head   []byte
	format check.Format
}

// chooseSchema asks for the schema of files that are called like the page's.
func (s *Shell) chooseSchema(p *page) {
	pattern, path := newField(s), newField(s)
	known := ruleFor(p.file.Path, s.prefs.Schemas)
	pattern.SetText(known)
	if known == "" {
		pattern.SetText(p.file.Name())
	}
	path.SetText(s.prefs.Schemas[known])
	path.SetPlaceHolder(words.T("schema.path.example"))
	body := container.NewVBox(paragraph(words.T("schema.text")), paragraph(words.T("schema.pattern")), pattern, paragraph(words.T("schema.path")), path)
	choices := []choice{{label: words.T("button.cancel"), cancel: true}}
	if known != "" {
		choices = append(choices, choice{label: words.T("button.forget"), run: func() { s.setSchema(known, "") }})
	}
	use := choice{label: words.T("button.use"), importance: widget.HighImportance, run: func() { s.trySchema(pattern.Text, path.Text) }}
	m := s.newModal(words.T("schema.title"), body, append(choices, use)...)
	accept := func() { m.take(len(m.choices) - 1) }
	pattern.accept, path.accept = accept, accept
	m.first = path
	m.show()
}

// trySchema reads a schema before it is used.
func (s *Shell) trySchema(pattern, path string) {
	if pattern == "" || path == "" {
		return
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.startDir(), path)
	}
	s.work(func() func() {
		_, err := s.schemas.load(schema.Source{Path: path})
		return func() {
			if err != nil {
				s.tell(phraseOf("schema.bad.title"), phraseOf("schema.bad.text", words.D{"Path": path}), err)
				return
			}
			s.setSchema(pattern, path)
		}
	})
}

// setSchema remembers which schema is for files of some name; without a path it
// forgets it. All pages are checked again.
func (s *Shell) setSchema(pattern, path string) {
	s.changePreferences(func(p *workspace.Preferences) {
		rules := maps.Clone(p.Schemas) // the old map may be on its way to the disk
		if rules == nil {
			rules = map[string]string{}
		}
		if path == "" {
			delete(rules, pattern)
		} else {
			rules[pattern] = path
		}
		p.Schemas = rules
	})
	for _, p := range s.pages {
		s.checkFormat(p)
	}
}

// schemaSettings lists in the settings the schemas that come with the program, each
// to be switched off, and those that were chosen, each with a button to forget it.
func (s *Shell) schemaSettings(box *fyne.Container) {
	for _, name := range schema.Shipped() {
		label := strings.Join(slices.DeleteFunc(name.Patterns(), func(p string) bool { return strings.HasSuffix(p, ".yml") }), ", ")
		box.Add(wrappedCheck(newCheckInput(s, "", !slices.Contains(s.prefs.SchemasOff, string(name)), func(on bool) {
			s.useShipped(name, on)
		}), label))
	}
	box.Add(caption(words.T("settings.schemas.text", words.D{"Command": words.T("command.schema")})))
	for _, pattern := range slices.Sorted(maps.Keys(s.prefs.Schemas)) {
		row := container.NewVBox()
		forget := newFoldButton(s, words.T("button.forget"), nil, func() {
			s.setSchema(pattern, "")
			row.Hide()
		})
		row.Add(container.NewBorder(nil, nil, nil, forget, paragraph(words.T("settings.schema", words.D{"Pattern": pattern, "Path": s.prefs.Schemas[pattern]}))))
		box.Add(row)
	}
}

// useShipped switches a schema that comes with the program on or off. All pages are
// checked again.
func (s *Shell) useShipped(name schema.Name, on bool) {
	s.changePreferences(func(p *workspace.Preferences) {
		off := slices.DeleteFunc(slices.Clone(p.SchemasOff), func(n string) bool { return n == string(name) })
		if !on {
			off = append(off, string(name))
		}
		p.SchemasOff = off
	})
	for _, p := range s.pages {
		s.checkFormat(p)
	}
}
