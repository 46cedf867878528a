package words

import (
	"strings"
	"testing"
	"text/template"
)

// TestSentencesMeanWhatTemplatesMean compares every sentence of every language, with
// all its values, without them, and with each of them alone, to what text/template
// makes of it.
func TestSentencesMeanWhatTemplatesMean(t *testing.T) {
	defer Use("en")
	compared := 0
	for _, tag := range Languages() {
		for key, forms := range sentences(t, tag) {
			for form, text := range forms {
				names := namesIn(text)
				all, none := D{}, D{}
				for i, name := range names {
					all[name], none[name] = "value <"+name+">", ""
					if i%2 == 1 {
						all[name], none[name] = i, 0
					}
				}
				tries := []D{all, none, {}}
				for _, name := range names {
					tries = append(tries, D{name: "alone"})
				}
				for _, values := range tries {
					compared++
					if got, want := ours(t, text, values), theirs(t, text, values); got != want {
						t.Errorf("%s: %s %s with %v: %q, and text/template says %q", tag, key, form, values, got, want)
					}
				}
			}
		}
	}
	if compared < 10000 {
		t.Errorf("only %d sentences were compared", compared)
	}
}

func namesIn(text string) (names []string) {
	for _, p := range places(text) {
		if _, name, ok := strings.Cut(strings.Trim(p, "{}"), "."); ok {
			names = append(names, name)
		}
	}
	return names
}

func ours(t *testing.T, text string, values D) string {
	t.Helper()
	s, err := sentenceParser{}.Parse(text, "", "")
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	said, err := s.Execute(values)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return said
}

func theirs(t *testing.T, text string, values D) string {
	t.Helper()
	parsed, err := template.New("").Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var b strings.Builder
	if err := parsed.Execute(&b, values); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return b.String()
}

func TestChoicesInsideChoices(t *testing.T) {
	const text = "{{if .A}}a{{if .B}}b{{ .C }}{{else}}{{if .C}}c{{end}}{{end}}{{else}}none{{end}}."
	for _, values := range []D{{}, {"A": true}, {"A": true, "B": "x"}, {"A": 1.5, "B": D{"x": 1}, "C": 7}, {"A": []int(nil), "C": 1}, {"A": 1, "C": 1}, {"B": 1}} {
		if got, want := ours(t, text, values), theirs(t, text, values); got != want {
			t.Errorf("%v: %q, and text/template says %q", values, got, want)
		}
	}
}

func TestBadSentences(t *testing.T) {
	for _, text := range []string{
		"{{", "{{.Name", "{{}}", "{{.}}", "{{Name}}", "{{.Name.More}}", "{{.Name | printf}}", "{{range .Name}}{{end}}", "{{- .Name}}",
		"{{if}}{{end}}", "{{if .Name}}", "{{if .Name}}{{else}}", "{{else}}", "a{{end}}b", "{{if .A}}{{else}}{{else}}{{end}}", "{{if eq .A 1}}{{end}}",
	} {
		if s, err := (sentenceParser{}).Parse(text, "", ""); err == nil {
			t.Errorf("%q is read as %v", text, s)
		}
	}
	if said, err := (sentence{}).Execute(map[string]any{}); err == nil {
		t.Errorf("values of another type make %q", said)
	}
}
