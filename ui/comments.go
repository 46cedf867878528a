package ui

import (
	"path/filepath"
	"strings"

	"holdfast/editor"
	"holdfast/editor/check"
)

// commentsByExtension and commentsByName say how a line is commented out in a
// kind of file, where that is not "#".
var (
	commentsByExtension = map[string][2]string{
		".ini": {";", ""}, ".properties": {"#", ""}, ".reg": {";", ""}, ".zone": {";", ""},
		".js": {"//", ""}, ".ts": {"//", ""}, ".json5": {"//", ""}, ".jsonc": {"//", ""}, ".go": {"//", ""},
		".c": {"//", ""}, ".h": {"//", ""}, ".java": {"//", ""}, ".php": {"//", ""}, ".rs": {"//", ""},
		".kdl": {"//", ""}, ".gradle": {"//", ""}, ".jsonnet": {"//", ""}, ".cue": {"//", ""}, ".proto": {"//", ""}, ".kt": {"//", ""}, ".scss": {"//", ""},
		".sql": {"--", ""}, ".lua": {"--", ""}, ".vim": {"\"", ""},
		".xml": {"<!--", "-->"}, ".html": {"<!--", "-->"}, ".svg": {"<!--", "-->"}, ".md": {"<!--", "-->"},
		".css": {"/*", "*/"}, ".bat": {"rem", ""}, ".cmd": {"rem", ""},
	}
	commentsByName   = map[string][2]string{"php.ini": {";", ""}, ".vimrc": {"\"", ""}}
	commentsByFormat = map[check.Format][2]string{
		check.JSONC: {"//", ""}, check.JSON5: {"//", ""}, check.XML: {"<!--", "-->"},
		check.JSON: {}, // has none
	}
)

// commentSigns are what stands before and after a line that is commented out in
// a file of that name and beginning; both empty if nothing can be. Most config
// files use "#".
func commentSigns(name string, head []byte) (before, after string) {
	if signs, ok := commentsByFormat[check.Detect(name, head)]; ok {
		return signs[0], signs[1]
	}
	base := strings.ToLower(filepath.Base(name))
	if signs, ok := commentsByName[base]; ok {
		return signs[0], signs[1]
	}
	if signs, ok := commentsByExtension[filepath.Ext(base)]; ok {
		return signs[0], signs[1]
	}
	return "#", ""
}

// toggleComment comments the selected lines, or takes that back.
func (s *Shell) toggleComment(p *page) {
	name, text := p.file.Path, p.file.Document.Text()
	if name == "" {
		name = p.file.Name()
	}
	before, after := commentSigns(name, text.Slice(0, min(text.Len(), languageBytes)))
	if before == "" {
		p.say("check.comment")
		s.refreshStatus()
		return
	}
	s.edit(p, commandName("comment"), editor.ToggleComment(before, after), p.view.Touched(), nil)
}
