package atomicsave

import (
	_ "embed"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The package doc is a contract: what it says in tables is compared with the code here.

//go:embed doc.go
var packageDoc string

// docLines are the lines of the package doc.
func docLines() (lines []string) {
	for line := range strings.Lines(packageDoc) {
		if rest, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "//"); ok {
			lines = append(lines, rest)
		}
	}
	return lines
}

// errorTable is the table of errors in the package doc: the states that each class may
// come with.
var errorTable = sync.OnceValue(func() map[string][]string {
	table, inside := map[string][]string{}, false
	for _, line := range docLines() {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "\tclass "):
			inside = true
		case inside && len(fields) == 0:
			return table
		case inside:
			states := fields[len(fields)-1:]
			if len(fields) > 3 && fields[len(fields)-2] == "or" {
				states = []string{fields[len(fields)-3], states[0]}
			}
			table[fields[0]] = append(table[fields[0]], states...)
		}
	}
	return table
})

// wantInTable checks that the package doc foretells an error.
func wantInTable(t testing.TB, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if states := errorTable()[ClassOf(err).String()]; !slices.Contains(states, StateOf(err).String()) {
		t.Errorf("the package doc says that %v leaves %v: %v", ClassOf(err), states, err)
	}
}

func TestErrorTableIsComplete(t *testing.T) {
	for _, name := range classNames {
		if states := strings.Join(errorTable()[name], " "); states != "old" && states != "old unknown" {
			t.Errorf("%s: states %q", name, states)
		}
	}
	for name := range errorTable() {
		if !slices.Contains(classNames[:], name) {
			t.Errorf("%s is no class", name)
		}
	}
}

// Each class has an example in the package doc.
func TestErrorExamplesAreComplete(t *testing.T) {
	var classes []string
	inside := false
	for _, line := range docLines() {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "\tclass         for example"):
			inside = true
		case len(fields) == 0:
			inside = inside && len(classes) == 0
		case inside:
			classes = append(classes, fields[0])
			if len(fields) < 3 {
				t.Errorf("no example: %s", line)
			}
		}
	}
	slices.Sort(classes)
	want := slices.Sorted(slices.Values(classNames[:]))
	if !slices.Equal(classes, want) {
		t.Errorf("examples of %q, want %q", classes, want)
	}
}

// What the doc says was run names the tests that ran; they must be there.
func TestNamedTestsExist(t *testing.T) {
	exists := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(string(text), -1) {
			exists[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, line := range docLines() {
		for _, name := range regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(line, -1) {
			if named++; !exists[name] {
				t.Errorf("there is no %s", name)
			}
		}
	}
	if named < 40 {
		t.Errorf("the package doc names only %d tests", named)
	}
}

// A list of all constants of a type, for translations, has all of them.
func TestListsAreComplete(t *testing.T) {
	listed := map[string][]string{}
	for _, k := range CaveatKinds() {
		listed["CaveatKind"] = append(listed["CaveatKind"], string(k))
	}
	for _, k := range ReasonCodes() {
		listed["ReasonCode"] = append(listed["ReasonCode"], string(k))
	}
	for _, file := range []string{"report.go", "plan.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			kind, _ := spec.Type.(*ast.Ident)
			value, _ := spec.Values[0].(*ast.BasicLit)
			if kind != nil && value != nil && listed[kind.Name] != nil {
				at := slices.Index(listed[kind.Name], strings.Trim(value.Value, `"`))
				if at < 0 {
					t.Errorf("%s is not listed", spec.Names[0])
					return true
				}
				listed[kind.Name] = slices.Delete(listed[kind.Name], at, at+1)
			}
			return true
		})
	}
	for kind, left := range listed {
		if len(left) > 0 {
			t.Errorf("no constants of %s: %q", kind, left)
		}
	}
}

func TestOnlyOneTypeOfError(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	_, durability := ParseDurability("very")
	_, fingerprint := ParseFingerprint("h1-x")
	_, content := Save(ctx, conf(dir), nil, Options{Expect: AnyVersion()})
	reader, err := Open(ctx, conf(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(reader.Close(), reader.Close()); err != nil {
		t.Error("closed twice:", err)
	}
	_, closed := reader.Read(make([]byte, 1))
	for name, err := range map[string]error{
		"ParseDurability":    durability,
		"ParseFingerprint":   fingerprint,
		"Durability":         new(Durability).UnmarshalText([]byte("very")),
		"Fingerprint":        new(Fingerprint).UnmarshalText([]byte("h1-x")),
		"Consent":            new(Consent).UnmarshalText([]byte("owner,life")),
		"no content":         content,
		"no content of many": SaveAll(ctx, []Item{{Path: conf(dir), Options: Options{Expect: AnyVersion()}}})[0].Err,
		"Reader":             closed,
	} {
		wantError(t, err, Usage, Old)
		if name == "Reader" && !errors.Is(err, fs.ErrClosed) {
			t.Error(err)
		}
	}
	wantContent(t, conf(dir), "old")
	if reader, err = Open(ctx, conf(dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(reader); err != nil {
		t.Error(err)
	}
	reader.Close()
	if _, err := reader.Read(make([]byte, 1)); err != io.EOF {
		t.Error(err)
	}
}
