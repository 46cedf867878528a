package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"holdfast/ui/words"
)

func TestATableStandsInColumns(t *testing.T) {
	got := table([][]string{{"a", "旧 1", "x"}, {"保存", "ok", "yy"}, {"e\u0301", "", "z"}})
	want := "a     旧 1  x\n保存  ok    yy\ne\u0301           z\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestHelpFitsATerminal measures the help in every language in the places of a
// terminal, where a Chinese character takes two.
func TestHelpFitsATerminal(t *testing.T) {
	defer words.Use("en")
	for _, tag := range words.Languages() {
		words.Use(tag)
		for _, v := range append(verbs(), verb{}) {
			for line := range strings.Lines(helpText(v.name, "1.2.3")) {
				if line = strings.TrimSuffix(line, "\n"); uniseg.StringWidth(line) > 80 {
					t.Errorf("%s: %q takes %d places", tag, line, uniseg.StringWidth(line))
				}
			}
		}
	}
}

// TestHelpNamesEveryFlag finds flags that a translation has lost, or begun in
// another column than the others, where the manual page would not see them.
func TestHelpNamesEveryFlag(t *testing.T) {
	defer words.Use("en")
	for verb, flags := range flagsOfVerbs() {
		words.Use("en")
		english, lines := helpText(verb, "1.2.3"), flagLines(verb)
		for _, tag := range words.Languages() {
			words.Use(tag)
			if got := flagLines(verb); !slices.Equal(got, lines) {
				t.Errorf("%s: help %s explains %v, want %v", tag, verb, got, lines)
			}
			for _, flag := range flags {
				if strings.Contains(english, flag) && !strings.Contains(helpText(verb, "1.2.3"), flag) {
					t.Errorf("%s: help %s does not name %s", tag, verb, flag)
				}
			}
		}
	}
}

// flagLines are the flags that begin a line of a help text.
func flagLines(verb string) []string {
	var all []string
	for line := range strings.Lines(helpText(verb, "1.2.3")) {
		if strings.HasPrefix(line, "  -") {
			all = append(all, strings.Fields(line)[0])
		}
	}
	return all
}
