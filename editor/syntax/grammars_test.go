package syntax

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
)

// TestGrammarsAreThoseOfChroma compares the grammars with the version of chroma
// that go.mod names: an update must take both along.
func TestGrammarsAreThoseOfChroma(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alecthomas/chroma/v2").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skip("the source of chroma is not here: ", err)
	}
	paths, err := fs.Glob(grammarFiles, "grammars/*.xml")
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d grammars: %v", len(paths), err)
	}
	for _, path := range paths {
		ours, err := fs.ReadFile(grammarFiles, path)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := os.ReadFile(filepath.Join(dir, "lexers", "embedded", filepath.Base(path)))
		if err != nil || !bytes.Equal(ours, theirs) {
			t.Errorf("%s is not what chroma has: copy it again (%v)", path, err)
		}
	}
}

// TestGrammarsAreWhole compiles the rules of every grammar, and looks for the
// grammars that they call in.
func TestGrammarsAreWhole(t *testing.T) {
	using := regexp.MustCompile(`<using lexer="([^"]*)"`)
	for _, l := range grammars().Lexers {
		if _, err := chroma.Tokenise(l, &chroma.TokeniseOptions{State: "root"}, "a = \"b\" # c\n"); err != nil {
			t.Errorf("%s: %v", l.Config().Name, err)
		}
	}
	paths, _ := fs.Glob(grammarFiles, "grammars/*.xml")
	for _, path := range paths {
		text, _ := fs.ReadFile(grammarFiles, path)
		for _, m := range using.FindAllSubmatch(text, -1) {
			if l := grammars().Get(string(m[1])); l == nil {
				t.Errorf("%s uses %s, which is not here", path, m[1])
			}
		}
	}
}

// TestOwnRules has the languages that chroma has only as Go code of its package
// lexers.
func TestOwnRules(t *testing.T) {
	for _, tt := range []struct{ file, src, want string }{
		{"x.go", "package a // b\nvar x = `y\nz` + \"c\\\"\" + 0x1F\n", "keyword:package|comment:// b|keyword:var|string:`y\nz`|string:\"c\\\"\"|number:0x1F"},
		{"go.mod", "module a\nrequire b v1.2.3\n", "keyword:module|keyword:require"},
		{"x.md", "# A\nb `c` *d* a_b [e](f)\n- g\n> h\n```sh\n# i\n```\nJ\n---\n<!-- k -->\n", "section:# A|string:`c`|key:[e]|var:(f)|keyword:-|keyword:>|string:```sh\n# i\n```|section:J\n---|comment:<!-- k -->"},
	} {
		l := Detect(tt.file, nil)
		spans := whole(l, tt.src)
		if got := show(tt.src, spans); got != tt.want {
			t.Errorf("%s: %q\nis  %s\nnot %s", tt.file, tt.src, got, tt.want)
		}
		sorted(t, spans, len(tt.src))
	}
}
