package main_test

import (
	"encoding/xml"
	"go/ast"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTheThreatModelNamesTests reads the tables of .github/SECURITY.md: each line
// has tests, and each of them exists.
func TestTheThreatModelNamesTests(t *testing.T) {
	text, err := os.ReadFile(".github/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	exists := map[string]bool{}
	for _, s := range sources(t) {
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasSuffix(s.path, "_test.go") {
				exists[s.dir+" "+f.Name.Name] = true
			}
		}
	}
	group := regexp.MustCompile("^`([^`]+)`: (.+)$")
	lines := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 || strings.HasPrefix(cells[0], "---") || strings.TrimSpace(cells[0]) == "threat" {
			continue
		}
		lines++
		for tests := range strings.SplitSeq(cells[2], ";") {
			m := group.FindStringSubmatch(strings.TrimSpace(tests))
			if m == nil {
				t.Errorf("%q names no tests of a package", tests)
				continue
			}
			for name := range strings.SplitSeq(m[2], ", ") {
				if !exists[m[1]+" "+name] {
					t.Errorf("%s has no test %s, which is named for: %s", m[1], name, cells[0])
				}
			}
		}
	}
	if lines < 20 {
		t.Errorf("%d lines", lines)
	}
}

// mayUseSockets lists the folders whose files may use package net: for the socket
// between two starts, and for the display.
var mayUseSockets = []string{"editor/workspace", "ui/native/x11"}

// TestNothingTalksToTheNetwork looks at what the project's own code imports: no
// protocol of a network, and sockets only where they are known.
func TestNothingTalksToTheNetwork(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		for _, spec := range s.file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if path == "net" && slices.Contains(mayUseSockets, s.dir) || path == "net/url" || path == "net/netip" {
				continue
			}
			if under(path, "net") || under(path, "golang.org/x/net") || path == "crypto/tls" {
				t.Errorf("%s imports %s", s.path, path)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && s.dir == "editor/workspace" && len(call.Args) > 0 {
				name := nameOf(call.Fun)
				lit, literal := call.Args[0].(*ast.BasicLit)
				if pkg, ok := call.Fun.(*ast.SelectorExpr); ok && isIdent(pkg.X, "net") && (strings.HasPrefix(name, "Dial") || strings.HasPrefix(name, "Listen")) &&
					!(literal && lit.Value == `"unix"`) {
					t.Errorf("%s: net.%s is not for a socket of Unix", s.path, name)
				}
			}
			return true
		})
	}
}

// TestThePackagesHaveNoHTTPClient looks at all that the packages are built from, on
// each system: nothing in them speaks HTTP or TLS.
func TestThePackagesHaveNoHTTPClient(t *testing.T) {
	if !strings.Contains(os.Getenv("GOFLAGS"), "-modfile=") {
		t.Skip("this is not built as packages are, from what .ci/slim prepares; .ci/test does that")
	}
	for _, system := range []string{"linux", "windows", "darwin"} {
		cmd := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo,no_emoji,no_metadata", ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(system, err)
		}
		all := strings.Fields(string(out))
		if !slices.Contains(all, "fyne.io/fyne/v2") {
			t.Fatalf("%s: Fyne is not among %d packages", system, len(all))
		}
		for _, path := range all {
			if under(path, "net/http") || path == "crypto/tls" || path == "net/smtp" || path == "net/rpc" {
				t.Errorf("%s: %s is part of the program", system, path)
			}
		}
	}
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// TestThePolicyKeepsNothing reads the policy that packages install: each save is
// asked for, by the administrator's password, and for the verb write alone.
func TestThePolicyKeepsNothing(t *testing.T) {
	text, err := os.ReadFile("assets/linux/app.holdfast.Holdfast.policy")
	if err != nil {
		t.Fatal(err)
	}
	var policy struct {
		Actions []struct {
			Defaults struct {
				Any      string `xml:"allow_any"`
				Inactive string `xml:"allow_inactive"`
				Active   string `xml:"allow_active"`
			} `xml:"defaults"`
			Annotations []struct {
				Key   string `xml:"key,attr"`
				Value string `xml:",chardata"`
			} `xml:"annotate"`
		} `xml:"action"`
	}
	decoder := xml.NewDecoder(strings.NewReader(string(text)))
	decoder.Strict = true
	if err := decoder.Decode(&policy); err != nil || len(policy.Actions) != 1 {
		t.Fatal(err, len(policy.Actions))
	}
	action := policy.Actions[0]
	for _, allowed := range []string{action.Defaults.Any, action.Defaults.Inactive, action.Defaults.Active} {
		if allowed != "auth_admin" {
			t.Errorf("the policy allows %q", allowed)
		}
	}
	got := map[string]string{}
	for _, a := range action.Annotations {
		got[a.Key] = a.Value
	}
	if got["org.freedesktop.policykit.exec.path"] != "/usr/bin/holdfast" || got["org.freedesktop.policykit.exec.argv1"] != "write" || len(got) != 2 {
		t.Errorf("the policy is for %v", got)
	}
}
