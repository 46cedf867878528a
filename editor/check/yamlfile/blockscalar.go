package yamlfile

import (
	"bytes"
	"strings"

	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// header is what stands behind | or > on its line (production 162).
type header struct {
	folded bool
	indent int  // columns that the content is indented; -1 if its first line decides
	chomp  byte // what becomes of the last breaks: '-', '+', or 0
}

// blockScalar checks a literal or folded scalar (productions 162 to 182) inside
// a collection that is indented n columns.
func (p *parser) blockScalar(n int) *tree.Node {
	from := p.pos
	h, ok := p.blockHeader(n)
	if !ok {
		return nil
	}
	if p.pos < len(p.src) {
		p.newline()
	}
	var lines [][]byte // of the content, if it is wanted
	blank := 0         // most spaces on a blank line before the first that is not
	blankAt := 0
	for !p.ended() {
		i := p.pos
		for i < len(p.src) && p.src[i] == ' ' && (h.indent < 0 || i-p.pos < h.indent) {
			i++
		}
		spaces := i - p.pos
		isEmpty := i >= len(p.src) || isBreak(p.src[i])
		if h.indent < 0 && !isEmpty {
			if spaces <= n {
				break
			}
			if h.indent = spaces; blank > h.indent {
				p.fail(diag.BlankTooDeep, blankAt, blankAt+blank)
				return nil
			}
		}
		if h.indent < 0 && spaces > blank {
			blank, blankAt = spaces, p.pos
		}
		if !isEmpty && spaces < h.indent {
			break
		}
		end := p.lineEnd(i)
		if p.build.Wanted() {
			lines = append(lines, p.src[i:end])
		}
		if p.pos = end; p.pos < len(p.src) {
			p.newline()
		}
	}
	p.afterBlockScalar()
	if !p.build.Wanted() {
		return nil
	}
	return p.build.New(tree.String, from, p.pos, h.text(lines))
}

// afterBlockScalar finds a tab where the line that ends a block scalar begins:
// it is no indentation, and neither a blank line nor a comment may begin so,
// except behind the end of the document (production 211).
func (p *parser) afterBlockScalar() {
	i := p.pos
	for i < len(p.src) && p.src[i] == ' ' {
		i++
	}
	if i < len(p.src) && p.src[i] == '\t' {
		at, lineStart := p.pos, p.lineStart
		if p.gap(); p.ended() {
			return
		}
		p.pos, p.lineStart = at, lineStart
		p.fail(diag.TabIndent, i, i+1)
	}
}

// blockHeader checks what follows | or > on its line.
func (p *parser) blockHeader(n int) (h header, ok bool) {
	from := p.pos
	h = header{folded: p.src[from] == '>', indent: -1}
	p.pos++
	for p.pos < len(p.src) && !isSpace(p.src[p.pos]) {
		switch c := p.src[p.pos]; {
		case c >= '1' && c <= '9' && h.indent < 0:
			h.indent = max(n, 0) + int(c-'0')
		case (c == '+' || c == '-') && h.chomp == 0:
			h.chomp = c
		default:
			return h, p.badHeader(from)
		}
		p.pos++
	}
	at := p.pos
	p.blanks()
	if p.pos < len(p.src) && !isBreak(p.src[p.pos]) {
		if p.src[p.pos] != '#' || p.pos == at {
			return h, p.badHeader(from)
		}
		p.pos = p.lineEnd(p.pos)
	}
	return h, true
}

func (p *parser) badHeader(from int) bool {
	to := p.wordEnd()
	p.fail(diag.BadBlockHeader, from, to, "Found", string(p.src[from:to]))
	return false
}

// text is what the lines of a block scalar stand for: folded (productions 174 to
// 181), and chomped (productions 164 to 169).
func (h header) text(lines [][]byte) string {
	n := len(lines)
	for n > 0 && len(lines[n-1]) == 0 {
		n--
	}
	var out strings.Builder
	h.fold(&out, lines[:n])
	switch {
	case h.chomp == '-' || h.chomp == 0 && n == 0:
	case h.chomp == 0:
		out.WriteByte('\n')
	default:
		if n > 0 {
			out.WriteByte('\n')
		}
		out.Write(bytes.Repeat([]byte("\n"), len(lines)-n))
	}
	return out.String()
}

// fold writes lines, of which the last is not empty, without its break. Between
// two lines of text that are not indented further one break is a space.
func (h header) fold(out *strings.Builder, lines [][]byte) {
	breaks, first, deep := 0, true, false
	for _, line := range lines {
		if len(line) == 0 {
			breaks++
			continue
		}
		deeper := isBlank(line[0])
		switch {
		case first:
		case !h.folded || deep || deeper:
			breaks++
		case breaks == 0:
			out.WriteByte(' ')
		}
		out.Write(bytes.Repeat([]byte("\n"), breaks))
		out.Write(line)
		breaks, first, deep = 0, false, deeper
	}
}
