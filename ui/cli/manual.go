package cli

import (
	"fmt"
	"strings"

	"holdfast/ui/words"
)

// Manual is the manual page holdfast(1) in the macros of man(7), made of the
// same texts that "holdfast help" prints, in the language in use. date is that
// of the page, in the form 2006-01-02.
func Manual(version, date string) string {
	var m manual
	fmt.Fprintf(&m.out, ".TH HOLDFAST 1 %q %q %q\n", date, "Holdfast "+version, words.T("cli.manual.title"))
	m.section("cli.manual.name")
	m.line("holdfast \\- " + roff(words.T("cli.manual.summary")))
	blocks := blocksOf(helpText("", version))[1:] // without the line that names the program
	m.section("cli.manual.synopsis")
	m.example(blocks[0].lines[1:])
	m.section("cli.manual.description")
	m.blocks(blocks[1:])
	for _, v := range verbs() {
		if v.name == "help" {
			continue
		}
		m.line(".SH " + strings.ToUpper(v.name))
		m.blocks(blocksOf(helpText(v.name, version)))
	}
	return m.out.String()
}

// block is a paragraph of a help text: a heading without indentation, or none,
// and what is indented under it.
type block struct{ lines []string }

func blocksOf(text string) []block {
	var all []block
	for part := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		all = append(all, block{strings.Split(part, "\n")})
	}
	return all
}

// manual writes roff.
type manual struct{ out strings.Builder }

func (m *manual) line(s string) { m.out.WriteString(s + "\n") }

func (m *manual) section(key string) { m.line(".SH " + strings.ToUpper(words.T(key))) }

func (m *manual) blocks(all []block) {
	for _, b := range all {
		plain := 0
		for plain < len(b.lines) && !strings.HasPrefix(b.lines[plain], "  ") {
			plain++
		}
		if plain > 0 {
			m.line(".PP")
			for _, l := range b.lines[:plain] {
				m.line(roff(l))
			}
		}
		switch rest := b.lines[plain:]; {
		case len(rest) == 0:
		case strings.HasPrefix(strings.TrimSpace(rest[0]), "-"):
			m.flags(rest)
		default:
			m.example(rest)
		}
	}
}

// example keeps lines as they are.
func (m *manual) example(lines []string) {
	m.line(".PP\n.nf")
	for _, l := range lines {
		m.line(roff(strings.TrimPrefix(l, "  ")))
	}
	m.line(".fi")
}

// flags writes a list of flags: each begins with two spaces and a hyphen, and
// its explanation stands behind at least two spaces, or in the lines below.
func (m *manual) flags(lines []string) {
	for _, l := range lines {
		if strings.HasPrefix(l, "  -") {
			name, text, _ := strings.Cut(strings.TrimSpace(l), "  ")
			m.line(".TP\n.B " + roff(name))
			l = text
		} else if strings.HasPrefix(strings.TrimLeft(l, " "), "-") || indent(l) > 24 {
			m.line(".br")
		}
		m.line(roff(strings.TrimSpace(l)))
	}
}

func indent(l string) int { return len(l) - len(strings.TrimLeft(l, " ")) }

// roff is text for man(7): a backslash and a hyphen stand for themselves, and no
// line begins a request.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}
