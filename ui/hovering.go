package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"holdfast/editor/check"
	"holdfast/editor/check/schema"
	"holdfast/editor/check/spot"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// hovered shows what is known about the place under the pointer.
func (s *Shell) hovered(p *page, h textview.Hover) {
	s.floating.hideTip()
	p.hoverRun++
	if h.Offset < 0 || s.blocked() {
		return
	}
	line := p.file.Document.Text().LineOf(h.Offset)
	if h.Gutter {
		if problem, ok := p.problems.at(line + 1); ok {
			s.floating.showTip(words.Problem(problem), h.Position)
		}
		return
	}
	s.tellAbout(p, h.Offset, h.Position, false)
}

// explain shows what is known about the place of the caret: for those who use no
// pointer.
func (s *Shell) explain(p *page) {
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.view)
	s.tellAbout(p, p.file.Document.Selection().Main().Head, origin.Add(p.view.CaretPoint()), true)
}

// tellAbout shows what is wrong at an offset and what stands there means. asked says
// that the user wants an answer also if there is none.
func (s *Shell) tellAbout(p *page, off int, at fyne.Position, asked bool) {
	wrong := p.problems.over(off)
	snapshot, path := p.file.Document.Snapshot(), p.file.Path
	p.hoverRun++
	run := p.hoverRun
	if snapshot.Text.Len() > spot.Within {
		return
	}
	rules := s.schemaRules()
	s.work(func() func() {
		content := snapshot.Text.AppendSlice(nil, 0, snapshot.Text.Len())
		about := s.about(s.ctx, path, rules, content, off)
		return func() {
			if p.hoverRun != run || s.page() != p || s.blocked() {
				return
			}
			text := strings.Join(slices.DeleteFunc([]string{wrong, about}, func(t string) bool { return t == "" }), "\n\n")
			switch {
			case text != "":
				s.floating.showTip(text, at)
			case asked:
				s.floating.showTip(words.T("explain.nothing"), at)
			}
		}
	})
}

// over is the sentence about the problem that covers an offset.
func (c *problems) over(off int) string {
	for _, problem := range c.list {
		if off >= problem.From && off < max(problem.To, problem.From+1) {
			return words.Problem(problem)
		}
	}
	return ""
}

// about says what stands at an offset of a file: by what is known of such files,
// and by its schema.
func (s *Shell) about(ctx context.Context, path string, rules schemaRules, content []byte, off int) string {
	format := check.Detect(path, content)
	if found, ok := spot.At(format, content, off); ok {
		if found.Word == "" || off < found.From || off > found.To {
			return ""
		}
		full := slices.Clone(found.Path)
		if !found.Value {
			full = append(full, found.Word)
		}
		own := words.Directive(directiveKind(path, format), directiveName(format, full))
		if loaded := s.schemas.of(path, rules, format, content); loaded != nil {
			d, ok := loaded.About(full)
			if !ok && found.Either {
				d, ok = loaded.About(found.Path)
			}
			if own != "" {
				d.About = own
			}
			if ok {
				return schemaText(d)
			}
		}
		return own
	}
	return fieldHelp(format, content, off)
}

// schemaText is what a schema says: its own words, and what kind of value is
// wanted.
func schemaText(d schema.Suggestion) string {
	var parts []string
	if d.About != "" {
		parts = append(parts, d.About)
	}
	if d.Types != "" {
		parts = append(parts, words.T("explain.type", words.D{"Kind": words.Kinds(d.Types)}))
	}
	return strings.Join(parts, "\n")
}

// directiveKind names the sentences for a file.
func directiveKind(path string, format check.Format) string {
	switch {
	case format == check.YAML && schema.ShippedFor(path) == "compose":
		return "compose"
	case format == check.SystemCrontab:
		return string(check.Crontab)
	}
	return string(format)
}

// directiveName is what a setting at a path is called in the sentences.
func directiveName(format check.Format, path []string) string {
	if len(path) == 0 {
		return ""
	}
	if format != check.YAML {
		return path[len(path)-1]
	}
	steps := slices.DeleteFunc(slices.Clone(path), func(step string) bool { return step == spot.Item })
	if len(steps) > 1 && steps[0] == "services" {
		steps[1] = "*"
	}
	return strings.Join(steps, ".")
}

// fieldHelp is for files whose lines are fields: what the field at an offset is
// for.
func fieldHelp(format check.Format, content []byte, off int) string {
	from := strings.LastIndexByte(string(content[:off]), '\n') + 1
	line, _, _ := strings.Cut(string(content[from:]), "\n")
	if text := strings.TrimSpace(line); text == "" || text[0] == '#' {
		return ""
	}
	word, n := fieldAt(line, off-from)
	if word == "" {
		return ""
	}
	switch format {
	case check.Hosts:
		if known := words.Directive("hosts", word); known != "" && n == 1 {
			return known
		}
		return words.Directive("hosts", fieldName(min(n, 3)))
	case check.Fstab:
		if n == 4 {
			if known := optionHelp(line, off-from); known != "" {
				return known
			}
		}
		return words.Directive("fstab", fieldName(n))
	case check.Crontab, check.SystemCrontab:
		name, _, set := strings.Cut(word, "=")
		switch {
		case n == 1 && (set || word[0] == '@'):
			return words.Directive("crontab", name)
		case n == 6 && format == check.SystemCrontab:
			return words.Directive("crontab", "user")
		}
		return words.Directive("crontab", fieldName(min(n, 6)))
	}
	return ""
}

func fieldName(n int) string { return "field." + string(rune('0'+n)) }

// fieldAt is the field of a line at an offset, and its number from 1.
func fieldAt(line string, off int) (word string, n int) {
	for i := 0; i < len(line); {
		for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
			i++
		}
		start := i
		for i < len(line) && line[i] != ' ' && line[i] != '\t' && line[i] != '\r' {
			i++
		}
		n++
		if off >= start && off <= i && i > start {
			return line[start:i], n
		}
		if i == start {
			break
		}
	}
	return "", 0
}

// optionHelp is about the option of fstab at an offset.
func optionHelp(line string, off int) string {
	start := strings.LastIndexAny(line[:off], ", \t") + 1
	option := line[start:]
	if end := strings.IndexAny(option, ", \t\r"); end >= 0 {
		option = option[:end]
	}
	if known := words.Directive("fstab", "option."+option); known != "" {
		return known
	}
	name, _, _ := strings.Cut(option, "=")
	return words.Directive("fstab", "option."+name)
}
