package yamlfile

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"holdfast/editor/check/diag"
)

// pieces are what YAML texts are made of, where they may go wrong.
var pieces = []string{
	"a", "b", " ", " ", "  ", "\n", "\n", "\n ", "\n  ", "\r", "\t", ":", ": ", "-", "- ", "?", "? ", "#", " #", "[", "]", "{", "}", ",", "\"", "'", "\\",
	"&a", "!t", "!", "!!x", "|", ">", "+", "2", "%", "---", "...", "\n---\n", "\n...\n",
}

// tolerated has what the grammar refuses and we accept, as package doc says.
var tolerated = regexp.MustCompile(`[\n\r] *\t[ \t]*[\n\r]|[\n\r"][ \t]*\\[\n\r]`)

// outsideGrammar has errors that the productions do not know.
var outsideGrammar = map[diag.Code]bool{diag.UndefinedAlias: true, diag.UndefinedHandle: true, diag.BadDirective: true}

// compareWithGrammar reports a text that the parser and the grammar judge
// differently. It returns whether the grammar accepts the text.
func compareWithGrammar(t *testing.T, src string) bool {
	problems, _ := parse(src)
	e := firstError(problems)
	good := accepts(src)
	switch {
	case e != nil && outsideGrammar[e.Code]:
	case good && e != nil:
		t.Errorf("%q is good by the grammar, but %d:%d %s %v", src, e.Line, e.Column, e.Code, e.Data)
	case !good && e == nil && !tolerated.MatchString(src) && !hasCode(problems, diag.ClosingIndent):
		t.Errorf("%q is accepted, but no production makes it", src)
	}
	return good
}

func hasCode(problems []diag.Problem, code diag.Code) bool {
	for _, p := range problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

// TestGrammar compares the parser with the productions on the examples of
// chapters and on what becomes of them by small changes.
func TestGrammar(t *testing.T) {
	var good []string
	for _, c := range chapters {
		for _, src := range append(c.accepted, c.rejected...) {
			if fitsGrammar(src) && compareWithGrammar(t, src) {
				good = append(good, src)
			}
		}
	}
	tries := 20_000
	if testing.Short() {
		tries = 2_000
	}
	random := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	for range tries {
		src := good[random.IntN(len(good))]
		for range 1 + random.IntN(3) {
			from := random.IntN(len(src) + 1)
			to := min(len(src), from+random.IntN(3))
			src = src[:from] + pieces[random.IntN(len(pieces))] + src[to:]
		}
		if !fitsGrammar(src) {
			continue
		}
		if compareWithGrammar(t, src) {
			accepted++
			if len(src) < 40 && len(good) < 5_000 {
				good = append(good, src)
			}
		}
	}
	t.Logf("%d of %d texts are good", accepted, tries)
	if accepted < tries/10 || accepted > tries*9/10 {
		t.Errorf("%d of %d texts are good: such a comparison finds little", accepted, tries)
	}
}

// fitsGrammar says whether the recogniser can judge a text: it is slow, and knows
// neither escapes with digits nor verbatim tags nor what %YAML and %TAG ask for.
func fitsGrammar(src string) bool {
	return len(src) < 60 && !strings.Contains(src, "!<") && !strings.ContainsAny(src, "%\ufffd") && strings.ToValidUTF8(src, "\ufffd") == src && !regexp.MustCompile(`\\[xuU]`).MatchString(src)
}

// FuzzOracle looks for a text that the parser and the grammar judge differently.
func FuzzOracle(f *testing.F) {
	for _, c := range chapters {
		for _, src := range append(c.accepted, c.rejected...) {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		if fitsGrammar(src) {
			compareWithGrammar(t, src)
		}
	})
}
