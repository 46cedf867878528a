// Package spot tells where in the structure of a config file a place is: inside
// which keys, and whether a key or a value stands there or is being typed. It
// reads files that are not finished, since that is when people ask for help:
// so it looks at the lines around the place and not at a parsed file.
package spot

import (
	"strings"

	"holdfast/editor/check"
)

// Item is the step into a list, whichever item it is.
const Item = "[]"

// Spot is a place in a file.
type Spot struct {
	// Path leads to the value that holds the place: keys, and Item for lists.
	// The key or the value at the place itself is not part of it, but Key is,
	// where a value stands.
	Path []string
	// Value says that the place is in a value, not in a key.
	Value bool
	// Either says that what is a key here may still become a value: in YAML
	// nothing follows it yet.
	Either bool
	// Word is what stands there, from From to To; while it is typed, up to the
	// place alone.
	Word     string
	From, To int
	// Quoted says that Word is inside quotes.
	Quoted bool
	// Set says that what belongs behind a key follows it already.
	Set bool
}

// Within is how many bytes before the place are looked at.
const Within = 4 << 20

// At tells what is at an offset of content.
func At(format check.Format, content []byte, off int) (Spot, bool) {
	off = min(max(off, 0), len(content))
	if off > Within {
		return Spot{}, false
	}
	switch format {
	case check.YAML:
		return inYAML(content, off), true
	case check.JSON, check.JSONC, check.JSON5:
		return inJSON(content, off), true
	case check.TOML, check.TOML11:
		return inLines(content, off, "=", tomlHeader), true
	case check.INI, check.Systemd, check.Properties, check.Env:
		return inLines(content, off, "=", iniHeader), true
	case check.SSHD:
		return inLines(content, off, " \t=", nil), true
	}
	return Spot{}, false
}

// lineAround is the line that holds an offset, without its break.
func lineAround(content []byte, off int) (from, to int) {
	from, to = off, off
	for from > 0 && content[from-1] != '\n' {
		from--
	}
	for to < len(content) && content[to] != '\n' && content[to] != '\r' {
		to++
	}
	return from, to
}

// word sets what stands between two offsets, without the quotes around it.
func (s *Spot) word(content []byte, from, to int) {
	for from < to && (content[from] == ' ' || content[from] == '\t') {
		from++
	}
	for to > from && (content[to-1] == ' ' || content[to-1] == '\t') {
		to--
	}
	if from < to && (content[from] == '"' || content[from] == '\'') {
		quote := content[from]
		s.Quoted = true
		if from++; to > from && content[to-1] == quote {
			to--
		}
	}
	s.From, s.To, s.Word = from, to, string(content[from:to])
}

// tomlHeader is the path that a header of TOML leads to.
func tomlHeader(line string) ([]string, bool) {
	if !strings.HasPrefix(line, "[") {
		return nil, false
	}
	list := strings.HasPrefix(line, "[[")
	inner, _, _ := strings.Cut(strings.TrimLeft(line, "["), "]")
	path := dotted(inner)
	if list {
		path = append(path, Item)
	}
	return path, true
}

// dotted parts a key at its dots. Dots inside quotes are rare and not looked for.
func dotted(key string) []string {
	var parts []string
	for part := range strings.SplitSeq(key, ".") {
		if part = strings.Trim(strings.TrimSpace(part), `"'`); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// iniHeader is the section that a line begins.
func iniHeader(line string) ([]string, bool) {
	if !strings.HasPrefix(line, "[") {
		return nil, false
	}
	inner, _, _ := strings.Cut(line[1:], "]")
	return []string{inner}, true
}

// inLines is for formats in which a line sets a key. signs part it from its
// value; header tells the path below a section's title.
func inLines(content []byte, off int, signs string, header func(string) ([]string, bool)) Spot {
	var s Spot
	from, to := lineAround(content, off)
	if header != nil {
		for line := range strings.Lines(string(content[:from])) {
			if path, ok := header(strings.TrimSpace(line)); ok {
				s.Path = path
			}
		}
	}
	line := string(content[from:to])
	start := len(line) - len(strings.TrimLeft(line, " \t"))
	sign := strings.IndexAny(line[start:], signs)
	if sign < 0 || off <= from+start+sign {
		end := to
		if sign >= 0 {
			end, s.Set = from+start+sign, true
		}
		s.word(content, from, end)
		parts := strings.Split(s.Word, ".")
		if header != nil && signs == "=" && len(parts) > 1 && !s.Quoted {
			s.Path = append(s.Path[:len(s.Path):len(s.Path)], dotted(strings.Join(parts[:len(parts)-1], "."))...)
			s.From += len(s.Word) - len(parts[len(parts)-1])
			s.Word = parts[len(parts)-1]
		}
		return s
	}
	s.Value = true
	s.Path = append(s.Path[:len(s.Path):len(s.Path)], dotted(line[start:start+sign])...)
	valueFrom := start + sign + 1
	for valueFrom < len(line) && strings.IndexByte(signs+" \t", line[valueFrom]) >= 0 && from+valueFrom < off {
		valueFrom++
	}
	s.word(content, from+valueFrom, to)
	return s
}
