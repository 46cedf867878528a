package textview

import "bytes"

// mostLines is how far the end of what belongs together is looked for, and
// foldLook how far the next line that is not blank.
const (
	mostLines = 100_000
	foldLook  = 64
)

// lineHead is what counts of a line for folding.
type lineHead struct {
	indent int // in cells
	text   []byte
}

// head returns the beginning of a line; text is empty for a blank one.
func (v *View) head(line int) lineHead {
	from, to := v.lineSpan(line)
	b := v.doc.Text().Slice(from, min(to, from+512))
	n := 0
	for n < len(b) && isSpace(b[n]) {
		n++
	}
	_, cells := skim(b[:n], v.tab(), 0, 1<<62, n)
	return lineHead{cells, bytes.TrimRight(b[n:], " \t")}
}

// tail returns the last byte of a line that is not white space, or 0.
func (v *View) tail(line int) byte {
	from, to := v.lineSpan(line)
	b := bytes.TrimRight(v.doc.Text().Slice(max(from, to-512), to), " \t")
	if len(b) == 0 {
		return 0
	}
	return b[len(b)-1]
}

// next is the first line after a line that is not blank; false if there is none
// near.
func (v *View) next(line int) (int, bool) {
	for n := line + 1; n < min(v.doc.Text().Lines(), line+foldLook); n++ {
		if len(v.head(n).text) > 0 {
			return n, true
		}
	}
	return 0, false
}

// foldKind says by what lines belong to the one above them.
type foldKind uint8

const (
	notFoldable foldKind = iota
	byIndent             // they are indented deeper
	byDash               // a list of YAML as deep as its key
	byBracket            // they are in brackets that the line opens
	bySection            // they are below a [section]
)

// kindOf tells what could be folded below a line, without looking for its end.
func (v *View) kindOf(line int) foldKind {
	h := v.head(line)
	if len(h.text) == 0 || h.text[0] == '#' || h.text[0] == ';' {
		return notFoldable // nothing belongs to a blank line or a comment
	}
	n, ok := v.next(line)
	if !ok {
		return notFoldable
	}
	below := v.head(n)
	switch last := v.tail(line); {
	case below.indent > h.indent:
		return byIndent
	case last == ':' && below.indent == h.indent && below.text[0] == '-' && h.text[0] != '-':
		return byDash
	case last == '{' || last == '[' || last == '(':
		return byBracket
	case h.indent == 0 && h.text[0] == '[' && last == ']' && below.text[0] != '[':
		return bySection
	}
	return notFoldable
}

// foldable returns what belongs to a line; false if nothing does, or too much.
func (v *View) foldable(line int) (fold, bool) {
	kind := v.kindOf(line)
	if kind == notFoldable {
		return fold{}, false
	}
	last := line
	if kind == byBracket {
		last = v.closingLine(line) - 1
	} else {
		h := v.head(line)
		for n := line + 1; n < v.doc.Text().Lines(); n++ {
			if n-line > mostLines {
				return fold{}, false
			}
			b := v.head(n)
			if len(b.text) == 0 {
				continue // blank lines at the end stay in sight
			}
			if !kind.belongs(h, b) {
				break
			}
			last = n
		}
	}
	if last <= line {
		return fold{}, false
	}
	_, from := v.lineSpan(line)
	_, to := v.lineSpan(last)
	return fold{from, to}, true
}

// belongs says whether a line that begins with b belongs to one that begins with
// h.
func (k foldKind) belongs(h, b lineHead) bool {
	switch k {
	case byIndent:
		return b.indent > h.indent
	case byDash:
		return b.indent > h.indent || b.indent == h.indent && b.text[0] == '-'
	}
	return b.indent > 0 || b.text[0] != '['
}

// closingLine is the line with the bracket that closes the last one of a line,
// or the line itself. Brackets in quotes are passed over.
func (v *View) closingLine(line int) int {
	depth := 0
	for n := line; n < min(v.doc.Text().Lines(), line+mostLines/10); n++ {
		from, to := v.lineSpan(n)
		var quote byte
		for i, c := range v.doc.Text().Slice(from, min(to, from+longLine)) {
			switch {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '{' || c == '[' || c == '(':
				if n == line && from+i+1 < to && depth == 0 && !v.lastBracket(from+i, to) {
					continue
				}
				depth++
			case c == '}' || c == ']' || c == ')':
				if depth > 0 {
					depth--
				}
				if depth == 0 && n > line {
					return n
				}
			}
		}
	}
	return line
}

// lastBracket says whether only white space follows the bracket at off.
func (v *View) lastBracket(off, to int) bool {
	return len(bytes.TrimSpace(v.doc.Text().Slice(off+1, to))) == 0
}
