package ui

import (
	"path/filepath"
	"strings"
)

// commentsByExtension and commentsByName say how a line is commented out in a
// kind of file, where that is not "#".
var (
	commentsByExtension = map[string][2]string{
		".ini": {";", ""}, ".properties": {"#", ""}, ".reg": {";", ""}, ".zone": {";", ""},
		".js": {"//", ""}, ".ts": {"//", ""}, ".json5": {"//", ""}, ".jsonc": {"//", ""}, ".go": {"//", ""},
		".c": {"//", ""}, ".h": {"//", ""}, ".java": {"//", ""}, ".php": {"//", ""}, ".rs": {"//", ""},
		".sql": {"--", ""}, ".lua": {"--", ""}, ".vim": {"\"", ""},
		".xml": {"<!--", "-->"}, ".html": {"<!--", "-->"}, ".svg": {"<!--", "-->"}, ".md": {"<!--", "-->"},
		".css": {"/*", "*/"}, ".bat": {"rem", ""}, ".cmd": {"rem", ""},
	}
	commentsByName = map[string][2]string{"php.ini": {";", ""}, ".vimrc": {"\"", ""}}
)

// commentSigns are what stands before and after a line that is commented out in
// the file of that name. Most config files use "#".
func commentSigns(name string) (before, after string) {
	if signs, ok := commentsByName[strings.ToLower(name)]; ok {
		return signs[0], signs[1]
	}
	if signs, ok := commentsByExtension[strings.ToLower(filepath.Ext(name))]; ok {
		return signs[0], signs[1]
	}
	return "#", ""
}
