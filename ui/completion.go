package ui

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"holdfast/editor"
	"holdfast/editor/check"
	"holdfast/editor/check/schema"
	"holdfast/editor/check/spot"
	"holdfast/editor/check/tree"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// completion is a list of what could stand at the caret, while it is open. What
// is typed meanwhile narrows it down.
type completion struct {
	page   *page
	spot   spot.Spot
	length int // of the text when the list was opened
	format check.Format
	all    []schema.Suggestion
	list   *completionList
}

// assist connects a page with the tips and the list above the text.
func (s *Shell) assist(p *page) {
	p.view.OnHover = func(h textview.Hover) { s.hovered(p, h) }
	p.view.OnKeyFirst = s.completionKey
	p.view.OnFocusChanged = func(focused bool) {
		if !focused {
			s.closeFloating()
		}
	}
	p.view.OnScrolled = s.closeFloating
}

// closeFloating takes the tip and the list away.
func (s *Shell) closeFloating() {
	s.floating.hideTip()
	s.closeCompletion()
}

// complete asks what could stand at the caret and shows it as a list.
func (s *Shell) complete(p *page) {
	s.closeFloating()
	if !canEdit(s) {
		return
	}
	snapshot, path, rules := p.file.Document.Snapshot(), p.file.Path, s.schemaRules()
	caret := snapshot.Selection.Main().Head
	if snapshot.Text.Len() > spot.Within {
		return
	}
	s.work(func() func() {
		content := snapshot.Text.AppendSlice(nil, 0, snapshot.Text.Len())
		c := &completion{page: p, format: check.Detect(path, content), length: len(content)}
		if found, ok := spot.At(c.format, content, caret); ok {
			c.all = s.suggest(path, rules, c.format, content, found)
			if len(c.all) == 0 && found.Either {
				found.Value = true
				c.all = s.suggest(path, rules, c.format, content, found)
			}
			c.spot = found
		}
		return func() {
			if s.page() != p || s.blocked() || p.file.Document.Version() != snapshot.Version {
				return
			}
			s.openCompletion(c)
		}
	})
}

// suggest lists what could stand at a spot.
func (s *Shell) suggest(path string, rules schemaRules, format check.Format, content []byte, at spot.Spot) []schema.Suggestion {
	var all []schema.Suggestion
	loaded, kind := s.schemas.of(path, rules, format, content), directiveKind(path, format)
	switch {
	case loaded != nil && at.Value:
		return loaded.Values(at.Path)
	case loaded != nil:
		all = loaded.Keys(at.Path)
		for i, k := range all {
			if own := words.Directive(kind, directiveName(format, slices.Concat(at.Path, []string{k.Text}))); own != "" {
				all[i].About = own
			}
		}
	case !at.Value:
		all = knownSettings(kind, format, at.Path)
	}
	taken := s.keysAt(format, content, at)
	return slices.DeleteFunc(all, func(k schema.Suggestion) bool { return taken[k.Text] && k.Text != at.Word })
}

// knownSettings are the settings that there are sentences for.
func knownSettings(kind string, format check.Format, path []string) []schema.Suggestion {
	prefix := ""
	if format == check.YAML && len(path) > 0 {
		prefix = directiveName(format, path) + "."
	}
	var all []schema.Suggestion
	for _, name := range words.Directives(kind) {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok || format == check.YAML && strings.Contains(rest, ".") {
			continue
		}
		all = append(all, schema.Suggestion{Text: rest, About: words.Directive(kind, name)})
	}
	return all
}

// keysAt are the keys that the map around a spot has already.
func (s *Shell) keysAt(format check.Format, content []byte, at spot.Spot) map[string]bool {
	if at.Value || !schema.Describes(format) {
		return nil
	}
	_, docs, err := check.Tree(s.ctx, format, content, &tree.Builder{})
	if err != nil {
		return nil
	}
	taken := map[string]bool{}
	for _, doc := range docs {
		n := doc
		for _, step := range at.Path {
			if n == nil {
				break
			}
			n = stepInto(n, step, at.From)
		}
		if n != nil && (doc.From <= at.From || len(docs) == 1) {
			for _, m := range n.Members {
				taken[m.Key] = true
			}
		}
	}
	return taken
}

// stepInto follows one step of a path; of a list the item that holds an offset.
func stepInto(n *tree.Node, step string, off int) *tree.Node {
	if step != spot.Item {
		return n.Find(step)
	}
	var last *tree.Node
	for _, item := range n.Items {
		if item.From <= off {
			last = item
		}
	}
	return last
}

// openCompletion shows the list, or says that there is nothing to show.
func (s *Shell) openCompletion(c *completion) {
	c.list = newCompletionList(func(i int) { s.takeCompletion(i) })
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c.page.view).Add(c.page.view.CaretPoint())
	if !s.narrow(c) {
		s.floating.showTip(words.T("complete.nothing"), at)
		return
	}
	s.completion = c
	s.floating.showList(c.list, at)
}

// narrow shows what fits to the word before the caret; false if nothing does.
func (s *Shell) narrow(c *completion) bool {
	typed := c.typed()
	var found []schema.Suggestion
	for _, k := range c.all {
		if _, ok := fuzzy(typed, k.Text); ok {
			found = append(found, k)
		}
	}
	slices.SortStableFunc(found, func(a, b schema.Suggestion) int {
		x, _ := fuzzy(typed, a.Text)
		y, _ := fuzzy(typed, b.Text)
		return cmp.Compare(y, x)
	})
	c.list.set(found)
	return len(found) > 0
}

// typed is the part of the word that stands before the caret.
func (c *completion) typed() string {
	text, caret := c.page.file.Document.Text(), c.page.file.Document.Selection().Main().Head
	if caret <= c.spot.From {
		return ""
	}
	return string(text.Slice(c.spot.From, min(caret, text.Len())))
}

// textMoved follows the caret while the list is open, and takes away what no
// longer fits.
func (s *Shell) textMoved(p *page) {
	if s.floating == nil {
		return
	}
	s.floating.hideTip()
	p.hoverRun++
	c := s.completion
	if c == nil {
		return
	}
	caret := p.file.Document.Selection().Main().Head
	if c.page != p || caret < c.spot.From || strings.ContainsAny(c.typed(), "\n\r:=\"',") || !s.narrow(c) {
		s.closeCompletion()
		return
	}
	s.floating.resizeList(c.list)
}

func (s *Shell) closeCompletion() {
	if s.completion != nil {
		s.floating.hideList()
		s.completion = nil
	}
}

// completionKey gives the keys that belong to the open list to it.
func (s *Shell) completionKey(e *fyne.KeyEvent) bool {
	c := s.completion
	if c == nil {
		return false
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyTab:
		s.takeCompletion(c.list.at)
	case fyne.KeyEscape:
		s.closeCompletion()
	default:
		by := listStep(e.Name, completionRows)
		if by == 0 {
			return false
		}
		c.list.move(by)
	}
	s.floating.resizeList(c.list)
	return true
}

// takeCompletion puts an entry of the list in the place of the word.
func (s *Shell) takeCompletion(i int) {
	c := s.completion
	s.closeCompletion()
	if c == nil || i < 0 || i >= len(c.list.shown) {
		return
	}
	doc := c.page.file.Document
	text, caret := doc.Text(), doc.Selection().Main().Head
	// What was typed since has moved the end of the word.
	grown := text.Len() - c.length
	from, to := c.spot.From, max(c.spot.To+grown, caret)
	if c.spot.Quoted {
		from--
		if b := text.ByteAt(from); to < text.Len() && text.ByteAt(to) == b {
			to++
		}
	}
	to = min(to, text.Len())
	if to > text.LineEnd(text.LineOf(from)) {
		to = max(from, caret)
	}
	doc.Select(editor.Single(from, to))
	c.page.view.Do(editor.Paste(inserted(c.format, c.spot, c.list.shown[i])))
	s.focusPage()
}
