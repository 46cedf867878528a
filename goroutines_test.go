package main_test

import (
	"go/ast"
	"slices"
	"testing"
)

// mayDieAlone are the functions with goroutines whose panics do not reach the main
// one, which would write the drafts, and why that loses nothing.
var mayDieAlone = map[string]string{
	"main.go main":                      "reads the index of fonts before there is text, and catches panics",
	"ui/panics.go spawn":                "carries panics to the main goroutine",
	"ui/native/native.go New":           "the thread of the dialogs, which catches panics",
	"ui/native/prepare_linux.go loadGL": "calls the driver, not Go",
	"ui/textview/systemfonts.go lookup": "catches panics of the scanner, and else only posts",

	"editor/check/schema/schema.go compare": "catches panics",
	"editor/workspace/instance.go serve":    "passes panics to whoever waits for requests",
	"editor/workspace/instance.go accept":   "the same",
	"editor/workspace/instance.go hungUp":   "reads one byte",
	"atomicsave/content.go feed":            "only hashes",
	"atomicsave/read.go add":                "only hashes",
	"atomicsave/saveall.go parallel":        "panics become those of the caller",

	"atomicsave/internal/vfs/retire_unix.go Retire": "only closes files",
}

// withoutWindow are the folders of what runs in a process without a window.
var withoutWindow = []string{"ui/cli", "atomicsave/lab", "atomicsave/internal/fuse", "atomicsave/crashsim"}

// TestPanicsReachTheTop finds goroutines that could end the program with text of the
// user that no draft holds.
func TestPanicsReachTheTop(t *testing.T) {
	found := map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest() || slices.ContainsFunc(withoutWindow, func(root string) bool { return under(s.dir, root) }) {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if !startsGoroutine(n) {
					return true
				}
				at := s.path + " " + f.Name.Name
				found[at] = true
				if mayDieAlone[at] == "" {
					t.Errorf("%s: %s starts a goroutine whose panic writes no drafts: see spawn in ui/panics.go", fileSet.Position(n.Pos()), f.Name.Name)
				}
				return true
			})
		}
	}
	for at := range mayDieAlone {
		if !found[at] {
			t.Errorf("mayDieAlone has %s, which starts none", at)
		}
	}
}

// startsGoroutine reports whether a node is a go statement or a call of
// sync.WaitGroup.Go.
func startsGoroutine(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "Go"
	}
	return false
}
