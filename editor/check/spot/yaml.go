package spot

import "strings"

// part is a dash or a key on a line of YAML.
type part struct {
	column int
	key    string // Item for a dash
	from   int    // offset of the key in the line
	end    int    // offset behind the dash or the colon
}

// parts takes the dashes and the key off the beginning of a line. rest is where
// what follows them begins.
func parts(line string) (all []part, rest int) {
	i := 0
	for {
		for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
			i++
		}
		if i >= len(line) || line[i] == '#' {
			return all, i
		}
		if line[i] != '-' || i+1 < len(line) && line[i+1] != ' ' {
			break
		}
		all = append(all, part{column: i, key: Item, from: i, end: i + 1})
		i++
	}
	if end := keyEnd(line, i); end > i {
		key := strings.Trim(strings.TrimSpace(line[i:end]), `"'`)
		all = append(all, part{column: i, key: key, from: i, end: end + 1})
		return all, end + 1
	}
	return all, i
}

// keyEnd is the offset of the colon that ends a key which begins at i, or i.
func keyEnd(line string, i int) int {
	var quote byte
	for j := i; j < len(line); j++ {
		switch c := line[j]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && j == i:
			quote = c
		case c == '#' && line[j-1] == ' ':
			return i
		case c == ':' && (j+1 == len(line) || line[j+1] == ' ' || line[j+1] == '\t'):
			return j
		}
	}
	return i
}

// inYAML looks at the indentation of the line and of those above it.
func inYAML(content []byte, off int) Spot {
	from, to := lineAround(content, off)
	line := string(content[from:to])
	all, rest := parts(line)
	var s Spot
	column := 0
	switch last := len(all) - 1; {
	case last >= 0 && all[last].key != Item && off < from+all[last].end:
		// in the key
		s.Set = true
		s.word(content, from+all[last].from, from+all[last].end-1)
		column = all[last].column
		all = all[:last]
	case last >= 0 && all[last].key != Item:
		s.Value = true
		s.word(content, from+min(rest, len(line)), commentAt(content, from+min(rest, len(line)), to))
		column = all[0].column
	default:
		// a key or a value that is being typed, or nothing yet
		start := from + rest
		if start > off {
			start = off
		}
		s.word(content, start, max(commentAt(content, start, to), start))
		column = start - from
		s.Either = true
	}
	own := make([]string, 0, len(all))
	for _, p := range all {
		own = append(own, p.key)
	}
	if len(all) > 0 {
		column = min(column, all[0].column)
	}
	dash := len(all) > 0 && all[0].key == Item
	s.Path = append(parents(content[:from], column, dash), own...)
	return s
}

// commentAt is where a comment begins between two offsets, or to.
func commentAt(content []byte, from, to int) int {
	for i := from; i < to; i++ {
		if content[i] == '#' && (i == from || content[i-1] == ' ') {
			return i
		}
	}
	return to
}

// parents follows the lines above upwards: each that is indented less than the
// last holds it. A list may stand as deep as the key that it belongs to.
func parents(above []byte, column int, dash bool) []string {
	var path []string
	for end := len(above); end > 0; {
		start := end - 1
		for start > 0 && above[start-1] != '\n' {
			start--
		}
		line := strings.TrimRight(string(above[start:end]), "\r\n")
		end = start
		if strings.HasPrefix(line, "---") || strings.HasPrefix(line, "...") {
			break
		}
		all, _ := parts(line)
		for i := len(all) - 1; i >= 0; i-- {
			p := all[i]
			if p.column < column || dash && p.column == column && p.key != Item {
				path = append([]string{p.key}, path...)
				column, dash = p.column, p.key == Item
			}
		}
		if column == 0 && !dash {
			break
		}
	}
	return path
}
