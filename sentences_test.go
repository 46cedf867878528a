package main_test

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"holdfast/assets"
	"holdfast/ui/words"
)

// TestEverySentenceExists finds keys that are used but not in the English
// translation, and keys there that nothing uses. Keys that are put together at
// run time are known by their prefixes.
func TestEverySentenceExists(t *testing.T) {
	english, err := assets.Translations.ReadFile("translations/en.json")
	if err != nil {
		t.Fatal(err)
	}
	words.Use("en")
	prefixes := map[string]bool{}
	used := map[string]bool{}
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				used[text] = true
				if strings.HasSuffix(text, ".") {
					prefixes[text] = true
				}
			}
			return true
		})
	}
	for _, s := range sources(t) {
		for _, key := range literalKeys(s.file) {
			if words.T(key) == key {
				t.Errorf("%s: no sentence has the key %q", s.path, key)
			}
		}
	}
	for _, key := range keysOf(t, english) {
		if !used[key] && !hasPrefix(prefixes, key) {
			t.Errorf("nothing uses the sentence %q", key)
		}
	}
}

// literalKeys lists the keys that a file gives to words.T and words.N literally.
func literalKeys(file *ast.File) []string {
	var keys []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		fun, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || (fun.Sel.Name != "T" && fun.Sel.Name != "N") {
			return true
		}
		if pkg, ok := fun.X.(*ast.Ident); !ok || pkg.Name != "words" {
			return true
		}
		if lit, ok := call.Args[0].(*ast.BasicLit); ok {
			key, _ := strconv.Unquote(lit.Value)
			keys = append(keys, key)
		}
		return true
	})
	return keys
}

func hasPrefix(prefixes map[string]bool, key string) bool {
	for i := range key {
		if key[i] == '.' && prefixes[key[:i+1]] {
			return true
		}
	}
	return false
}

func keysOf(t *testing.T, translation []byte) []string {
	t.Helper()
	sentences := map[string]any{}
	if err := json.Unmarshal(translation, &sentences); err != nil {
		t.Fatal(err)
	}
	keys := make([]string, 0, len(sentences))
	for key := range sentences {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// sayings are the calls whose texts a person reads.
var sayings = []string{
	"NewButton", "NewButtonWithIcon", "NewCheck", "NewHyperlink", "NewLabel", "NewLabelWithStyle", "NewMenu",
	"NewMenuItem", "NewRichTextFromMarkdown", "NewText", "SetPlaceHolder", "SetText", "SetTitle", "newModal",
}

// TestNoSentenceIsInTheCode finds texts for a person that are not in the
// translations.
func TestNoSentenceIsInTheCode(t *testing.T) {
	for _, s := range sources(t) {
		if !under(s.dir, "ui") || strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !slices.Contains(sayings, nameOf(call.Fun)) {
				return true
			}
			for _, arg := range call.Args {
				lit, ok := arg.(*ast.BasicLit)
				if ok && lit.Kind == token.STRING && strings.ContainsFunc(lit.Value, unicode.IsLetter) {
					t.Errorf("%s: %s is said in the code, not in the translations", s.path, lit.Value)
				}
			}
			return true
		})
	}
}

// nameOf is the last name of a called function.
func nameOf(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}
