package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport has a line for each package of the project: the packages and the
// other modules that it imports besides the standard library. A package without a
// line fails, and so does a line that says more than is true.
var mayImport = map[string]string{
	".":                   "ui ui/cli ui/native ui/words editor/workspace fyne.io/fyne/v2",
	".ci/package/notices": "",
	"assets":              "",
	"assets/schemas":      "",

	"atomicsave":                   "atomicsave/internal/vfs golang.org/x/sys",
	"atomicsave/crashsim":          "atomicsave atomicsave/internal/vfs",
	"atomicsave/internal/crashrig": "atomicsave atomicsave/crashsim",
	"atomicsave/internal/faultfs":  "atomicsave/internal/vfs",
	"atomicsave/internal/fuse":     "golang.org/x/sys",
	"atomicsave/internal/fuse/odd": "atomicsave/internal/fuse golang.org/x/sys",
	"atomicsave/internal/oddfs":    "atomicsave/internal/fuse/odd",
	"atomicsave/internal/vfs":      "golang.org/x/sys",
	"atomicsave/lab":               "atomicsave atomicsave/crashsim atomicsave/internal/fuse/odd atomicsave/internal/vfs golang.org/x/sys",

	"editor":                  "github.com/rivo/uniseg",
	"editor/charset":          "editor github.com/wlynxg/chardet golang.org/x/text",
	"editor/check":            "editor/check/diag editor/check/jsonfile editor/check/linefile editor/check/tomlfile editor/check/tree editor/check/xmlfile editor/check/yamlfile golang.org/x/text",
	"editor/check/diag":       "",
	"editor/check/escape":     "",
	"editor/check/external":   "editor/check editor/check/diag",
	"editor/check/jsonfile":   "editor/check/diag editor/check/escape editor/check/tree",
	"editor/check/linefile":   "editor/check/diag",
	"editor/check/outline":    "editor/check editor/check/tree",
	"editor/check/schema":     "assets/schemas editor/check editor/check/diag editor/check/spot editor/check/tree github.com/santhosh-tekuri/jsonschema/v6 golang.org/x/text",
	"editor/check/spot":       "editor/check",
	"editor/check/tomlfile":   "editor/check/diag editor/check/escape editor/check/tree",
	"editor/check/tree":       "",
	"editor/check/xmlfile":    "editor/check/diag editor/check/escape",
	"editor/check/yamlfile":   "editor/check/diag editor/check/escape editor/check/tree",
	"editor/elevate":          "atomicsave editor/internal/private golang.org/x/sys",
	"editor/internal/private": "atomicsave",
	"editor/internal/process": "golang.org/x/sys",
	"editor/merge":            "editor",
	"editor/syntax":           "editor editor/check github.com/alecthomas/chroma/v2",
	"editor/versions":         "atomicsave editor/internal/private",
	"editor/workspace":        "atomicsave editor editor/charset editor/elevate editor/internal/private editor/internal/process editor/merge editor/versions github.com/editorconfig/editorconfig-core-go/v2 github.com/fsnotify/fsnotify golang.org/x/sys",

	"ui": "assets atomicsave atomicsave/lab editor editor/charset editor/check editor/check/diag editor/check/external editor/check/outline editor/check/schema editor/check/spot editor/check/tree " +
		"editor/elevate editor/merge editor/syntax editor/versions editor/workspace ui/savelab ui/textview ui/words fyne.io/fyne/v2",
	"ui/cli": "atomicsave atomicsave/crashsim atomicsave/lab editor/check editor/check/external editor/check/schema editor/elevate editor/merge editor/versions editor/workspace " +
		"ui/cli/plainlocale ui/words github.com/rivo/uniseg github.com/spf13/pflag golang.org/x/sys",
	"ui/cli/plainlocale": "",
	"ui/e2e":             "",
	"ui/native":          "ui ui/native/x11 ui/words fyne.io/fyne/v2 github.com/go-gl/glfw/v3.4/glfw github.com/rymdport/portal github.com/sqweek/dialog",
	"ui/native/x11":      "",
	"ui/savelab":         "atomicsave atomicsave/crashsim atomicsave/lab ui/words fyne.io/fyne/v2",
	"ui/textview":        "editor fyne.io/fyne/v2 github.com/go-text/render github.com/go-text/typesetting golang.org/x/image golang.org/x/text",
	"ui/words":           "assets atomicsave editor editor/charset editor/check editor/check/diag editor/workspace github.com/jeandeaual/go-locale github.com/nicksnyder/go-i18n/v2 golang.org/x/text",
}

// testsImport has what the tests of a package import besides that package and
// what it imports itself.
var testsImport = map[string]string{
	".":                            "assets",
	"atomicsave":                   "atomicsave/internal/faultfs atomicsave/internal/fuse/odd github.com/google/renameio/v2 github.com/moby/sys/atomicwriter github.com/natefinch/atomic",
	"atomicsave/internal/crashrig": "atomicsave/internal/fuse atomicsave/internal/vfs github.com/google/renameio/v2 github.com/moby/sys/atomicwriter github.com/natefinch/atomic golang.org/x/sys",
	"editor/check/tomlfile":        "github.com/BurntSushi/toml",
	"ui":                           "golang.org/x/text",
	"ui/e2e":                       "editor/charset editor/workspace github.com/godbus/dbus/v5",
}

// onlyAtTheEdge lists what needs cgo or a display, and the folders that alone may
// import it.
var onlyAtTheEdge = map[string]string{
	"C":                        "ui/native",
	"fyne.io/fyne/v2/app":      ".",
	"github.com/sqweek/dialog": "ui/native",
}

// onlyFrom lists what few may import, and who: the window library, and what is at the
// top of the project or of a part of it. The tests of a package are part of it.
var onlyFrom = map[string]string{
	"fyne.io/fyne/v2":  ". ui ui/native ui/savelab ui/textview",
	"ui":               ". ui/native",
	"ui/cli":           ".",
	"ui/native":        ".",
	"ui/native/x11":    "ui/native",
	"ui/savelab":       "ui",
	"ui/textview":      "ui",
	"editor/workspace": ". ui ui/cli ui/e2e ui/words",
}

type source struct {
	dir, path string
	file      *ast.File
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

var fileSet = token.NewFileSet()

// sources parses every Go file of the project, for all systems.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && path != ".ci" && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "build" || path == ".ci/patches") { // whose files become those of other modules
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(fileSet, path, nil, parser.ParseComments)
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

func under(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// modules are those that go.mod names.
func modules(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+) v\S+`).FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1])
	}
	if len(all) < 20 {
		t.Fatalf("go.mod names %d modules", len(all))
	}
	return all
}

// named is how mayImport names an import; "" for the standard library.
func named(path string, modules []string) string {
	if path == "holdfast" {
		return "."
	}
	if rest, ok := strings.CutPrefix(path, "holdfast/"); ok {
		return rest
	}
	longest := ""
	for _, m := range modules {
		if under(path, m) && len(m) > len(longest) {
			longest = m
		}
	}
	return longest
}

func TestImportsRunOneWay(t *testing.T) {
	modules := modules(t)
	unused := map[string][]string{}
	for dir, list := range mayImport {
		unused[dir] = strings.Fields(list)
	}
	unusedByTests := map[string][]string{}
	for dir, list := range testsImport {
		unusedByTests[dir] = strings.Fields(list)
	}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		list, ok := mayImport[s.dir]
		if !ok && !seen[s.dir] {
			t.Errorf("package %s has no line in mayImport", s.dir)
		}
		seen[s.dir] = true
		for _, spec := range s.file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if edge, ok := onlyAtTheEdge[path]; ok && edge != s.dir {
				t.Errorf("%s imports %s, which belongs in %s alone", s.path, path, edge)
			}
			if !s.isTest() && (under(path, "testing") || under(path, "fyne.io/fyne/v2/test")) {
				t.Errorf("%s imports %s and is no test", s.path, path)
			}
			name := named(path, modules)
			is := func(allowed string) bool { return allowed == name }
			switch {
			case name == "":
			case slices.Contains(strings.Fields(list), name):
				if !s.isTest() {
					unused[s.dir] = slices.DeleteFunc(unused[s.dir], is)
				}
			case s.isTest() && name == s.dir:
			case s.isTest() && slices.Contains(strings.Fields(testsImport[s.dir]), name):
				unusedByTests[s.dir] = slices.DeleteFunc(unusedByTests[s.dir], is)
			default:
				t.Errorf("%s may not import %s", s.path, path)
			}
		}
	}
	for dir := range mayImport {
		if !seen[dir] {
			t.Errorf("mayImport has a line for %s, which is no package", dir)
		}
	}
	for dir, list := range unused {
		if len(list) > 0 {
			t.Errorf("package %s imports no %q", dir, list)
		}
	}
	for dir, list := range unusedByTests {
		if len(list) > 0 {
			t.Errorf("the tests of %s import no %q", dir, list)
		}
	}
}

// TestNoWindowBelowTheWindow holds mayImport itself to the architecture: what it
// allows below ui, what atomicsave and the core of the editor may need, and what few
// may import at all.
func TestNoWindowBelowTheWindow(t *testing.T) {
	both := func(dir string) []string { return strings.Fields(mayImport[dir] + " " + testsImport[dir]) }
	for dir := range mayImport {
		for _, name := range both(dir) {
			if (under(dir, "atomicsave") || under(dir, "editor") || under(dir, "ui/words") || under(dir, "ui/cli")) && under(name, "fyne.io") {
				t.Errorf("%s knows of the window", dir)
			}
			if (under(dir, "atomicsave") || under(dir, "editor") || dir == "assets") && (name == "." || under(name, "ui")) {
				t.Errorf("%s imports %s from above", dir, name)
			}
			if under(dir, "atomicsave") && under(name, "editor") {
				t.Errorf("%s imports %s from above", dir, name)
			}
		}
		for _, name := range strings.Fields(mayImport[dir]) {
			if under(dir, "atomicsave") && !under(name, "atomicsave") && name != "golang.org/x/sys" {
				t.Errorf("%s needs %s", dir, name)
			}
			if dir == "editor" && name != "github.com/rivo/uniseg" {
				t.Errorf("the core of the editor needs %s", name)
			}
		}
	}
	for name, list := range onlyFrom {
		var from []string
		for dir := range mayImport {
			if slices.Contains(both(dir), name) {
				from = append(from, dir)
			}
		}
		slices.Sort(from)
		if got := strings.Join(from, " "); got != list {
			t.Errorf("%s is imported from %s, and may be from %s", name, got, list)
		}
	}
}

// TestEveryPackageHasADocComment wants one file of each package to say what the
// package is, in the form that go doc knows.
func TestEveryPackageHasADocComment(t *testing.T) {
	docs := map[string]string{}
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		doc := s.file.Doc.Text()
		docs[s.dir] += doc
		if name := s.file.Name.Name; doc != "" && name != "main" && !strings.HasPrefix(doc, "Package "+name+" ") {
			t.Errorf("%s: its comment above the package clause does not begin with Package %s", s.path, name)
		}
		if doc != "" && docs[s.dir] != doc {
			t.Errorf("%s: package %s has two comments", s.path, s.dir)
		}
	}
	for dir, doc := range docs {
		if doc == "" {
			t.Errorf("package %s has no doc comment", dir)
		}
	}
}

// TestTheMapIsComplete compares the map in ARCHITECTURE.md with the folders: each
// package has its line there, and each line its folder.
func TestTheMapIsComplete(t *testing.T) {
	text, err := os.ReadFile(".github/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	drawing := strings.Split(string(text), "```")[1]
	onMap := map[string]bool{".": true}
	var folders []string // those that the line lies in
	line := regexp.MustCompile(`^( *)(\S+/(?: \S+/)*)(?: |$)`)
	for row := range strings.Lines(drawing) {
		m := line.FindStringSubmatch(strings.TrimRight(row, "\r\n"))
		if m == nil {
			continue
		}
		depth := len(m[1]) / 2
		if depth > len(folders) {
			t.Fatalf("the line is in no folder: %s", row)
		}
		for name := range strings.FieldsSeq(m[2]) {
			folders = append(folders[:depth], strings.TrimSuffix(name, "/"))
			dir := strings.Join(folders, "/")
			onMap[dir] = true
			if info, err := os.Stat(dir); err != nil || !info.IsDir() {
				t.Errorf("the map has %s, which is no folder", dir)
			}
		}
	}
	for dir := range mayImport {
		if !onMap[dir] && !under(dir, ".ci") {
			t.Errorf("the map has no line for %s", dir)
		}
	}
}
