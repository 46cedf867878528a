package schema

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/editor/check"
)

const service = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["name"],
  "additionalProperties": false,
  "properties": {
    "$schema": {"type": "string"},
    "name": {"type": "string", "pattern": "^[a-z]+$"},
    "ports": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    "level": {"enum": ["low", "high", 3]},
    "build": {"oneOf": [{"type": "string"}, {"$ref": "part.yaml#/$defs/build"}]},
    "either": {"anyOf": [{"type": "string"}, {"type": "array"}]}
  }
}`

const part = "$defs:\n  build:\n    type: object\n    properties:\n      context: {type: string}\n    required: [context]\n"

func put(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T) *Schema {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "part.yaml", part)
	s, err := Load(put(t, dir, "a schema #1%.json", service))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func show(problems []check.Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Code, p.Data["Name"]+p.Data["Key"]))
	}
	return strings.Join(all, ", ")
}

func TestCheck(t *testing.T) {
	s := load(t)
	for _, tt := range []struct {
		format check.Format
		src    string
		want   string
	}{
		{check.YAML, "name: web\nports: [80]\nlevel: high\nbuild: .\neither: []\n", ""},
		{check.YAML, "name: web\nports: 80\n", "2:8 schema-type ports"},
		{check.YAML, "ports:\n  - 80\n  - x\n", "1:1 schema-required name, 3:5 schema-type ports[1]"},
		{check.YAML, "name: Web\nlevel: mid\nnmae: x\n", "1:7 schema-pattern name, 2:8 schema-choice level, 3:1 schema-unknown-key nmae"},
		{check.YAML, "name: web\nbuild:\n  contxt: x\n", "2:1 schema-required buildcontext"},
		{check.YAML, "name: web\nbuild:\n  context: 1\n", "3:12 schema-type build.context"},
		{check.YAML, "name: web\neither: 1\n", "2:9 schema-type either"},
		{check.YAML, "x: &a web\nname: *a\n", "1:1 schema-unknown-key x"},
		{check.JSON, "{\"name\": \"web\",\n \"ports\": [0]}", "2:12 schema-other ports[0]"},
		{check.TOML, "name = \"web\"\nports = [\"a\"]\n[build]\ncontext = 1\n", "2:10 schema-type ports[0], 4:11 schema-type build.context"},
		{check.JSON, "{\"name\": ", "1:10 expected-value "},
		{check.YAML, "name: web\nname: wob\n", "2:1 duplicate-key name"},
		{check.JSON, "{\"name\": \"web\", \"ports\": [1e999999999, -1E-999999999]}", "1:40 schema-other ports[1]"},
		{check.JSON, "[]", "1:1 schema-type "},
	} {
		problems, err := s.Check(t.Context(), tt.format, []byte(tt.src))
		got := show(problems)
		if err != nil || got != tt.want {
			t.Errorf("%q:\n%s, %v\nwant\n%s", tt.src, got, err, tt.want)
		}
	}
}

func TestChoicesOfTypes(t *testing.T) {
	problems, err := load(t).Check(t.Context(), check.YAML, []byte("name: web\neither: 1\n"))
	if err != nil || len(problems) != 1 || problems[0].Data["Want"] != "string array" || problems[0].Data["Found"] != "number" {
		t.Errorf("%+v, %v", problems, err)
	}
}

// TestBadSchemas has schemas that cannot be used, among them those that are on
// a network.
func TestBadSchemas(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"broken.json":  `{"type": `,
		"wrong.json":   `{"type": "nonsense"}`,
		"remote.json":  `{"$ref": "https://example.com/schema.json"}`,
		"http.json":    `{"$ref": "http://127.0.0.1:1/schema.json"}`,
		"share.json":   `{"$ref": "file://server/share/schema.json"}`,
		"lost.json":    `{"$ref": "nowhere.json"}`,
		"meta.json":    `{"$schema": "https://example.com/meta"}`,
		"pattern.json": `{"pattern": "("}`,
	} {
		_, err := Load(put(t, dir, name, content))
		if e, ok := errors.AsType[*check.FailError](err); !ok || e.Class != check.BadSchema {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(filepath.Join(dir, "missing.json")); err == nil {
		t.Error("a missing schema is no error")
	}
}

func TestNamed(t *testing.T) {
	dir := t.TempDir()
	there := put(t, dir, "s.json", "{}")
	at := filepath.Join(dir, "file")
	for _, tt := range []struct {
		format        check.Format
		content, want string
	}{
		{check.JSON, `{"$schema": "./s.json"}`, there},
		{check.JSON, `{"$schema": "s.json#"}`, there},
		{check.JSON, `{"$schema": "file://` + slashed(there) + `"}`, there},
		{check.YAML, "# yaml-language-server: $schema=s.json\na: b\n", there},
		{check.YAML, "---\n\n# c\n# yaml-language-server: $schema=s.json\n", there},
		{check.YAML, "a: b\n# yaml-language-server: $schema=s.json\n", ""},
		{check.TOML, "#:schema ./s.json\na = 1\n", there},
		{check.TOML, "\"$schema\" = 's.json'\n", there},
		{check.JSON, `{"$schema": "https://json-schema.org/draft/2020-12/schema"}`, ""},
		{check.JSON, `{"$schema": "missing.json"}`, ""},
		{check.JSON, `{"$schema": 1}`, ""},
		{check.JSON, `{"a": "$schema"}`, ""},
		{check.JSON, `{"$schema": ".."}`, ""},
	} {
		if got, _ := Named(at, tt.format, []byte(tt.content)); got.Path != tt.want {
			t.Errorf("%q: %q, want %q", tt.content, got, tt.want)
		}
	}
}

func TestBounds(t *testing.T) {
	s := load(t)
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 7; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10), ","))
	}
	for name, src := range map[string]string{"aliases": bomb.String(), "many values": "[" + strings.Repeat("1,", 1<<20) + "1]"} {
		problems, err := s.Check(t.Context(), check.YAML, []byte(src))
		if err != nil || len(problems) == 0 || problems[0].Code != "schema-too-large" && problems[0].Code != "alias-bomb" {
			t.Errorf("%s: %.200s, %v", name, show(problems), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Check(ctx, check.JSON, []byte("{}")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
