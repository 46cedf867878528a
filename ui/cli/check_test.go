package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/ui/words"
)

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	good := put(t, filepath.Join(dir, "good.json"), "{\"a\": 1}\n")
	bad := put(t, filepath.Join(dir, "bad.json"), "{\"é\": 1,\n \"b\": 01,}\n")
	doubtful := put(t, filepath.Join(dir, "doubtful.yaml"), "a: yes\n")
	unknown := put(t, filepath.Join(dir, "unknown.xyz"), "?")
	for _, tt := range []struct {
		code int
		out  string
		args []string
	}{
		{0, "", []string{good}},
		{1, bad + ":2:7: “01”: a number must not begin with an extra zero. [leading-zero]\n" + bad + ":2:9: There must be no comma after the last entry. [trailing-comma]\n", []string{bad}},
		{0, doubtful + ":1:4: warning: “yes” is text in YAML 1.2, but many programs read it as true. Put it in quotes, or write true. [yaml11-boolean]\n", []string{doubtful}},
		{1, "", []string{"--strict", good, doubtful}},
		{2, "", []string{unknown}},
		{2, "", []string{filepath.Join(dir, "missing.json"), bad}},
		{2, "", nil},
		{2, "", []string{"--as", "nonsense", good}},
		{1, "", []string{"--as", "toml", good}},
		{1, "", []string{good, bad}},
		{2, "", []string{dir}},
	} {
		_, r := within(nil, append([]string{"check"}, tt.args...)...)
		if r.code != tt.code {
			t.Errorf("%q: exit code %d, want %d", tt.args, r.code, tt.code)
		}
		if tt.out != "" && r.out != tt.out {
			t.Errorf("%q:\n%s\nwant\n%s", tt.args, r.out, tt.out)
		}
		if (r.err != "") != (tt.code == 2) {
			t.Errorf("%q: on standard error: %q", tt.args, r.err)
		}
	}
}

// TestCheckKeepsTheSpacesOfALanguage: French puts spaces that do not break inside
// its quotation marks; what a file could do to the terminal is still replaced.
func TestCheckKeepsTheSpacesOfALanguage(t *testing.T) {
	words.Use("fr")
	defer words.Use("en")
	_, r := within(strings.NewReader("{\"a\": \x1b[31m}"), "check", "--as", "json", "-")
	if r.code != 1 || !strings.Contains(r.out, "«\u00a0�") || strings.ContainsAny(r.out, "\x1b\u2028") {
		t.Errorf("%q", r.out)
	}
}

func TestCheckStandardInput(t *testing.T) {
	_, r := within(strings.NewReader("a = 1\na = 2\n"), "check", "--as", "toml", "-")
	if r.code != 1 || r.out != "-:2:1: “a” is here twice. [duplicate-key]\n" {
		t.Errorf("%+v", r)
	}
}

func TestCheckJSON(t *testing.T) {
	dir := t.TempDir()
	bad := put(t, filepath.Join(dir, "bad.json"), "[1 2]")
	_, r := within(nil, "check", "--json", bad, filepath.Join(dir, "none.json"))
	r.exits(t, 2)
	var got []verdict
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Error != nil || got[1].Error == nil || got[1].Problems == nil {
		t.Fatalf("%+v", got)
	}
	p := got[0].Problems[0]
	if p.Line != 1 || p.Column != 3 || p.Code != "expected-comma" || p.Fix == nil || p.Fix.Insert != "," || p.Message == "" {
		t.Errorf("%+v", p)
	}
}

// TestCheckNames gives names that could be taken for flags or break a line.
func TestCheckNames(t *testing.T) {
	t.Chdir(t.TempDir())
	put(t, "-x.json", "[")
	if err := os.WriteFile("a\nb\x1b[1m.json", []byte("["), 0o644); err != nil {
		t.Skip("this system has no such names:", err)
	}
	_, r := within(nil, "check", "--", "-x.json", "a\nb\x1b[1m.json")
	if r.code != 1 || strings.Count(r.out, "\n") != 2 || strings.Contains(r.out, "\x1b") {
		t.Errorf("%+v", r)
	}
}

func TestCheckSchema(t *testing.T) {
	dir := t.TempDir()
	rules := put(t, filepath.Join(dir, "rules.json"), `{"required": ["a"], "properties": {"ports": {"type": "array"}, "$schema": {}}}`)
	fits := put(t, filepath.Join(dir, "fits.yaml"), "a: 1\n")
	not := put(t, filepath.Join(dir, "not.yaml"), "a: 1\nports: 80\n")
	names := put(t, filepath.Join(dir, "names.json"), `{"$schema": "rules.json"}`)
	remote := put(t, filepath.Join(dir, "remote.json"), `{"$schema": "https://example.com/x.json"}`)
	for _, tt := range []struct {
		code int
		out  string
		args []string
	}{
		{0, "", []string{"--schema", rules, fits}},
		{1, not + ":2:8: “ports” must be a list, not a number. [schema-type]\n", []string{"--schema", rules, not}},
		{1, names + ":1:1: “a” is missing. [schema-required]\n", []string{names}},
		{0, "", []string{remote}},
		{2, "", []string{"--schema", filepath.Join(dir, "none.json"), fits}},
		{2, "", []string{"--schema", rules, put(t, filepath.Join(dir, "a.xml"), "<a/>")}},
	} {
		_, r := within(nil, append([]string{"check"}, tt.args...)...)
		if r.code != tt.code || r.out != tt.out {
			t.Errorf("%q: %+v, want %d %q", tt.args, r, tt.code, tt.out)
		}
	}
}

func TestCheckPrograms(t *testing.T) {
	dir := t.TempDir()
	bashrc := put(t, filepath.Join(dir, ".bashrc"), "a=1\nif true; then\nfi fi\n")
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
	if _, r := within(nil, "check", bashrc); r.code != 2 {
		t.Errorf("without --programs: %+v", r)
	}
	_, r := within(nil, "check", "--programs", bashrc)
	if r.code != 1 || !strings.HasPrefix(r.out, bashrc+":3:1: bash says: ") {
		t.Errorf("%+v", r)
	}
}

// TestCheckShippedSchemas checks files that a schema comes with the program for.
func TestCheckShippedSchemas(t *testing.T) {
	dir := t.TempDir()
	compose := put(t, filepath.Join(dir, "compose.yaml"), "services:\n  web:\n    image: x\n    ports: 80\n")
	pkg := put(t, filepath.Join(dir, "package.json"), `{"name": 1}`)
	addressed := put(t, filepath.Join(dir, "a.json"), `{"$schema": "https://json.schemastore.org/tsconfig", "compilerOptions": []}`)
	own := put(t, filepath.Join(dir, "tsconfig.json"), `{"$schema": "https://example.com/own.json", "compilerOptions": []}`)
	for _, tt := range []struct {
		code int
		out  string
		args []string
	}{
		{1, compose + ":4:12: “services.web.ports” must be a list, not a number. [schema-type]\n", []string{compose}},
		{0, "", []string{"--no-schema", compose}},
		{1, pkg + ":1:10: “name” must be text, not a number. [schema-type]\n", []string{pkg}},
		{1, addressed + ":1:54: “compilerOptions” must be empty or a group of keys, not a list. [schema-type]\n", []string{addressed}},
		{0, "", []string{own}},
	} {
		_, r := within(nil, append([]string{"check"}, tt.args...)...)
		if r.code != tt.code || r.out != tt.out {
			t.Errorf("%q: %+v, want %d %q", tt.args, r, tt.code, tt.out)
		}
	}
}
