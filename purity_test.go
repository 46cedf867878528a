package main_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayAskForTheSystem are the files that read runtime.GOOS: to say it, not to
// branch on it.
var mayAskForTheSystem = []string{"editor/workspace/crash.go"}

// TestNoBranchOnTheSystem finds code that decides by runtime.GOOS, or by the
// separator of paths, what only a file for that system should know.
func TestNoBranchOnTheSystem(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if isIdent(n.X, "runtime") && n.Sel.Name == "GOOS" && !slices.Contains(mayAskForTheSystem, s.path) {
					t.Errorf("%s asks for the operating system", fileSet.Position(n.Pos()))
				}
			case *ast.BinaryExpr:
				for _, side := range []ast.Expr{n.X, n.Y} {
					if sel, ok := side.(*ast.SelectorExpr); ok && (n.Op == token.EQL || n.Op == token.NEQ) && strings.HasSuffix(sel.Sel.Name, "Separator") {
						t.Errorf("%s knows the operating system by the separator of its paths", fileSet.Position(n.Pos()))
					}
				}
			}
			return true
		})
	}
}

// TestFilesAreShort keeps to what CONTRIBUTING says: one idea each, 400 lines at most.
func TestFilesAreShort(t *testing.T) {
	const most = 400
	for _, s := range sources(t) {
		if n := fileSet.File(s.file.Pos()).LineCount(); n > most {
			t.Errorf("%s has %d lines, and %d is the most", s.path, n, most)
		}
	}
}

// mayChange are the variables of packages below the window that change, and why
// nothing depends on when they do.
var mayChange = map[string]string{
	"atomicsave buffers":              "a pool: what is in it is written before it is read",
	"atomicsave/internal/vfs bare":    "remembers what a mounted file system has answered, which it cannot answer in another way",
	"atomicsave/internal/vfs retired": "which removed files of a disk this process still holds: a save waits for them, and nothing else asks",
	"atomicsave/internal/vfs volumes": "the same for each mount, by a number that the kernel gives once",
}

// TestNoGlobalStateBelowTheWindow finds variables of packages that are assigned
// to after the program has begun, or whose type is made to change.
func TestNoGlobalStateBelowTheWindow(t *testing.T) {
	files := map[string][]source{}
	for _, s := range sources(t) {
		if (under(s.dir, "editor") || under(s.dir, "atomicsave")) && !s.isTest() {
			files[s.dir] = append(files[s.dir], s)
		}
	}
	found := map[string]bool{}
	for dir, sources := range files {
		for name, at := range changed(sources) {
			found[dir+" "+name] = true
			if mayChange[dir+" "+name] == "" {
				t.Errorf("%s: the variable %s of package %s changes", fileSet.Position(at), name, dir)
			}
		}
	}
	for name := range mayChange {
		if !found[name] {
			t.Errorf("mayChange has %s, which does not change", name)
		}
	}
}

// noImports leaves what other packages declare unknown.
type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not needed") }

// changed finds the variables of a package that its functions assign to, whose
// address they take, or whose type holds state by its nature. It looks at the
// files for all systems together, and knows no other package, so the many errors
// of types that it finds say nothing.
func changed(sources []source) map[string]token.Pos {
	var files []*ast.File
	for _, s := range sources {
		files = append(files, s.file)
	}
	uses := map[*ast.Ident]types.Object{}
	config := types.Config{Importer: noImports{}, Error: func(error) {}}
	pkg, _ := config.Check("p", fileSet, files, &types.Info{Uses: uses})
	all := map[string]token.Pos{}
	note := func(e ast.Expr) {
		if id := root(e); id != nil {
			if v, ok := uses[id].(*types.Var); ok && v.Parent() == pkg.Scope() {
				all[v.Name()] = e.Pos()
			}
		}
	}
	for _, file := range files {
		for _, decl := range file.Decls {
			if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
				noteState(g, all)
			}
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Name.Name == "init" && f.Recv == nil {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					if n.Tok != token.DEFINE {
						for _, e := range n.Lhs {
							note(e)
						}
					}
				case *ast.IncDecStmt:
					note(n.X)
				case *ast.UnaryExpr:
					if n.Op == token.AND {
						note(n.X)
					}
				case *ast.CallExpr:
					if len(n.Args) > 0 && (isIdent(n.Fun, "delete") || isIdent(n.Fun, "clear") || isIdent(n.Fun, "copy")) {
						note(n.Args[0])
					}
				}
				return true
			})
		}
	}
	return all
}

// TestChangedSees holds the search itself to a sample.
func TestChangedSees(t *testing.T) {
	const code = `package p
		import ("sync"; "sync/atomic"; "regexp")
		var assigned, counted, pointed int
		var list = []int{1}
		var table = map[string]int{}
		var fields struct{ a []int }
		var once sync.Once
		var number atomic.Int64
		var pool = sync.Pool{New: func() any { return nil }}
		var atFirst int
		var constant, shadowed = 1, 2
		var lazy = sync.OnceValue(func() int { var m sync.Mutex; m.Lock(); return 1 })
		var pattern = regexp.MustCompile("x")
		func init() { atFirst = 1 }
		func f() {
			assigned, counted = 1, counted + 1
			counted++
			_ = &pointed
			list[0] = 2
			delete(table, "a")
			fields.a[0] = 1
			shadowed := constant
			shadowed = 3
			_, _ = shadowed, pattern
		}`
	file, err := parser.ParseFile(fileSet, "sample.go", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(changed([]source{{file: file}})))
	want := []string{"assigned", "counted", "fields", "list", "number", "once", "pointed", "pool", "table"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// noteState adds the variables of a declaration whose type or value is of package
// sync or sync/atomic. What sync.OnceValue makes is worked out once, and constant.
func noteState(g *ast.GenDecl, all map[string]token.Pos) {
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		for i, name := range v.Names {
			made := v.Type
			if made == nil && i < len(v.Values) {
				made = v.Values[i]
			}
			ast.Inspect(made, func(n ast.Node) bool {
				if _, ok := n.(*ast.FuncLit); ok {
					return false
				}
				sel, ok := n.(*ast.SelectorExpr)
				if ok && (isIdent(sel.X, "sync") && !strings.HasPrefix(sel.Sel.Name, "OnceValue") || isIdent(sel.X, "atomic")) {
					all[name.Name] = name.Pos()
				}
				return true
			})
		}
	}
}

// root is the variable at the beginning of what is assigned to: v of v.f[i].
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// pure are the packages that do nothing but think: no disk, no network, no clock, no
// goroutine, no randomness, and nothing printed.
var pure = []string{"editor", "editor/charset", "editor/merge", "editor/check/diag", "editor/check/escape", "editor/check/jsonfile", "editor/check/linefile", "editor/check/outline",
	"editor/check/spot", "editor/check/tomlfile", "editor/check/tree", "editor/check/xmlfile", "editor/check/yamlfile"}

func TestTheCoreOnlyThinks(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.dir) || s.isTest() {
			continue
		}
		for _, spec := range s.file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			for _, root := range []string{"os", "path/filepath", "io/ioutil", "net", "syscall", "math/rand", "crypto/rand", "log", "plugin", "runtime"} {
				if under(path, root) && path != "net/netip" && path != "net/url" { // which only read names
					t.Errorf("%s imports %s", s.path, path)
				}
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s starts a goroutine", fileSet.Position(n.Pos()))
			case *ast.SelectorExpr:
				if isIdent(n.X, "time") && slices.Contains([]string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Sleep", "Tick"}, n.Sel.Name) {
					t.Errorf("%s looks at the clock", fileSet.Position(n.Pos()))
				}
				if isIdent(n.X, "context") && (strings.HasPrefix(n.Sel.Name, "WithTimeout") || strings.HasPrefix(n.Sel.Name, "WithDeadline")) {
					t.Errorf("%s looks at the clock by a context", fileSet.Position(n.Pos()))
				}
				if isIdent(n.X, "fmt") && strings.HasPrefix(n.Sel.Name, "Print") {
					t.Errorf("%s prints", fileSet.Position(n.Pos()))
				}
			}
			return true
		})
	}
}
