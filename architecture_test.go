package main_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"holdfast/assets"
	"holdfast/ui/words"
)

// mayImport says which packages of the project and which other modules each
// part may import, besides the standard library. The longest matching prefix of
// a package's folder counts.
var mayImport = map[string][]string{
	".":                {"holdfast/ui", "holdfast/ui/cli", "holdfast/ui/native", "holdfast/ui/words", "holdfast/editor/workspace", "fyne.io/fyne/v2"},
	"assets":           {},
	"atomicsave":       {"holdfast/atomicsave", "golang.org/x/sys"},
	"editor":           {"holdfast/editor", "github.com/rivo/uniseg", "golang.org/x/text"},
	"editor/charset":   {"holdfast/editor", "golang.org/x/text", "github.com/wlynxg/chardet"},
	"editor/internal":  {"holdfast/atomicsave", "golang.org/x/sys"},
	"editor/versions":  {"holdfast/editor", "holdfast/atomicsave"},
	"editor/elevate":   {"holdfast/editor/internal/private", "holdfast/atomicsave", "golang.org/x/sys"},
	"editor/check":     {"holdfast/editor", "github.com/santhosh-tekuri/jsonschema/v6", "golang.org/x/text"},
	"editor/syntax":    {"holdfast/editor", "github.com/alecthomas/chroma/v2"},
	"editor/workspace": {"holdfast/editor", "holdfast/atomicsave", "github.com/fsnotify/fsnotify", "github.com/editorconfig/editorconfig-core-go/v2", "golang.org/x/sys"},
	"ui":               {"holdfast", "fyne.io/fyne/v2"},
	"ui/cli":           {"holdfast/ui/cli", "holdfast/atomicsave", "holdfast/editor", "holdfast/ui/words", "github.com/spf13/pflag", "github.com/rivo/uniseg", "golang.org/x/sys"},
	"ui/native":        {"holdfast/ui", "fyne.io/fyne/v2", "github.com/sqweek/dialog", "github.com/rymdport/portal"},
	"ui/native/x11":    {},
	"ui/textview":      {"holdfast/editor", "fyne.io/fyne/v2", "github.com/go-text/typesetting", "github.com/go-text/render", "golang.org/x/image", "github.com/rivo/uniseg"},
	"ui/words":         {"holdfast/assets", "holdfast/atomicsave", "holdfast/editor", "github.com/nicksnyder/go-i18n/v2", "golang.org/x/text", "github.com/jeandeaual/go-locale"},
}

// onlyAtTheEdge lists packages that need cgo or a display, and the folders that
// alone may import them.
var onlyAtTheEdge = map[string]string{
	"fyne.io/fyne/v2/app":      ".",
	"github.com/sqweek/dialog": "ui/native",
}

type source struct {
	dir, path string
	file      *ast.File
}

// sources parses every Go file of the project, for all systems.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "build") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err == nil {
			all = append(all, source{filepath.ToSlash(filepath.Dir(path)), filepath.ToSlash(path), file})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rules are the imports allowed in a folder.
func rules(dir string) []string {
	for d := dir; ; d = filepath.ToSlash(filepath.Dir(d)) {
		if allowed, ok := mayImport[d]; ok && (d != "." || dir == ".") {
			return allowed
		}
		if d == "." {
			return nil
		}
	}
}

func under(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

func TestImportsRunOneWay(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		for _, spec := range s.file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			first, _, _ := strings.Cut(path, "/")
			if !strings.Contains(first, ".") && first != "holdfast" {
				continue // the standard library
			}
			if edge, ok := onlyAtTheEdge[path]; ok && edge != s.dir {
				t.Errorf("%s imports %s, which belongs in %s alone", s.path, path, edge)
			}
			allowed := false
			for _, root := range rules(s.dir) {
				allowed = allowed || under(path, root)
			}
			if !allowed {
				t.Errorf("%s may not import %s", s.path, path)
			}
		}
	}
}

func TestEveryPackageHasADocComment(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if !strings.HasSuffix(s.path, "_test.go") {
			documented[s.dir] = documented[s.dir] || s.file.Doc.Text() != ""
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no doc comment", dir)
		}
	}
}

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
