package words

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// sentenceParser reads the sentences of the translations, which have places for values,
// {{.Name}}, and parts that depend on one: {{if .Name}}…{{else}}…{{end}}, where the
// second part may be missing and zero values count as none. Both mean what they mean
// to text/template, and nothing else is allowed. That package is not used because
// it looks up methods by name: with it in the program the linker must keep all
// methods of all types, which is 2 MB.
type sentenceParser struct{}

// Cacheable is true: a sentence is read once.
func (sentenceParser) Cacheable() bool { return true }

// Parse reads a sentence; other marks than the usual ones are not supported.
func (sentenceParser) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	s, rest, end, err := parse(src, false)
	if err == nil && end != "" {
		err = fmt.Errorf("{{%s}} ends nothing before %q", end, rest)
	}
	return s, err
}

// sentence is text, values and choices, one after the other.
type sentence []part

// part is text; or else the value of that name; or else, if it is a choice, one of two
// sentences.
type part struct {
	text, name string
	choice     bool
	then, or   sentence
}

// parse reads up to the end of src, or to an {{else}} or {{end}}, which it returns
// with what stands behind.
func parse(src string, inside bool) (s sentence, rest, end string, err error) {
	for {
		text, behind, found := strings.Cut(src, "{{")
		if text != "" {
			s = append(s, part{text: text})
		}
		if !found {
			if inside {
				err = fmt.Errorf("a choice has no {{end}}")
			}
			return s, "", "", err
		}
		mark, behind, found := strings.Cut(behind, "}}")
		mark = strings.TrimSpace(mark)
		condition, choice := strings.CutPrefix(mark, "if ")
		name, named := strings.CutPrefix(strings.TrimSpace(condition), ".")
		switch {
		case !found:
			return nil, "", "", fmt.Errorf("{{%s is not closed", mark)
		case mark == "else" || mark == "end":
			return s, behind, mark, nil
		case !named || name == "" || strings.ContainsFunc(name, notInName):
			return nil, "", "", fmt.Errorf("{{%s}} is not known", mark)
		}
		p := part{name: name, choice: choice}
		if choice {
			if p.then, behind, end, err = parse(behind, true); err == nil && end == "else" {
				p.or, behind, end, err = parse(behind, true)
			}
			if err == nil && end != "end" {
				err = fmt.Errorf("{{if .%s}} has more than one {{else}}", name)
			}
			if err != nil {
				return nil, "", "", err
			}
		}
		s, src = append(s, p), behind
	}
}

func notInName(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_')
}

// Execute puts the values of a D in their places. One that is missing is said to be.
func (s sentence) Execute(data any) (string, error) {
	values, ok := data.(D)
	if !ok {
		return "", fmt.Errorf("values of a sentence come as %T", data)
	}
	var b strings.Builder
	s.write(&b, values)
	return b.String(), nil
}

func (s sentence) write(b *strings.Builder, values D) {
	for _, p := range s {
		value, ok := values[p.name]
		switch {
		case p.name == "":
			b.WriteString(p.text)
		case p.choice && value != nil && !reflect.ValueOf(value).IsZero():
			p.then.write(b, values)
		case p.choice:
			p.or.write(b, values)
		case !ok:
			b.WriteString("<no value>")
		default:
			fmt.Fprint(b, value)
		}
	}
}
