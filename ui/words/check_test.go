package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"holdfast/editor/check"
)

// TestEveryCodeHasASentence reads the codes and the names of their data from the
// source, so that none can be forgotten.
func TestEveryCodeHasASentence(t *testing.T) {
	Use("en")
	file, err := parser.ParseFile(token.NewFileSet(), "../../editor/check/diag/codes.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`^[A-Z][A-Za-z]*`)
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		code, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		data := map[string]string{}
		for name := range strings.SplitSeq(spec.Comment.Text(), ", ") {
			if name = names.FindString(strings.TrimSpace(name)); name != "" {
				data[name] = "~" + name + "~"
			}
		}
		codes++
		sentence := Problem(check.Problem{Code: check.Code(code), Data: data})
		if strings.HasPrefix(sentence, "check.") || strings.Contains(sentence, "<no value>") {
			t.Errorf("%s: %q", code, sentence)
		}
		for _, value := range data {
			if !strings.Contains(sentence, value) {
				t.Errorf("%s: %q does not say %s", code, sentence, value)
			}
		}
		return true
	})
	if codes < 100 {
		t.Errorf("only %d codes were found", codes)
	}
}
