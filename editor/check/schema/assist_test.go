package schema

import (
	"strings"
	"testing"

	"holdfast/editor/check/spot"
)

func names(list []Suggestion) string {
	var out []string
	for _, s := range list {
		out = append(out, s.Text)
	}
	return strings.Join(out, " ")
}

func TestAssist(t *testing.T) {
	s := load(t)
	if got := names(s.Keys(nil)); got != "name $schema build either level ports" {
		t.Errorf("keys: %s", got)
	}
	if got := names(s.Keys([]string{"build"})); got != "context" {
		t.Errorf("keys behind a reference: %s", got)
	}
	if got := names(s.Values([]string{"level"})); got != "low high 3" {
		t.Errorf("values: %s", got)
	}
	if about, ok := s.About([]string{"ports", spot.Item}); !ok || about.Types != "integer" {
		t.Errorf("%+v, %v", about, ok)
	}
	if _, ok := s.About([]string{"nothing", "here"}); ok {
		t.Error("something is said about an unknown key")
	}
}

func TestAssistInCircles(t *testing.T) {
	s, err := Load(put(t, t.TempDir(), "s.json", `{"$ref": "#/$defs/a", "$defs": {"a": {"description": "A node.", "properties": {"next": {"$ref": "#/$defs/a"}}, "anyOf": [{"$ref": "#/$defs/a"}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	path := strings.Fields(strings.Repeat("next ", 50))
	if about, ok := s.About(path); !ok || about.About != "A node." {
		t.Errorf("%+v, %v", about, ok)
	}
}

// TestKinds are told as what is allowed, and never as less.
func TestKinds(t *testing.T) {
	s, err := Load(put(t, t.TempDir(), "s.json", `{"$defs": {"text": {"type": "string"}, "loop": {"anyOf": [{"$ref": "#/$defs/loop"}, {"type": "string"}]}}, "properties": {
		"one": {"type": "string"},
		"either": {"oneOf": [{"type": "string"}, {"type": "array"}]},
		"both": {"type": ["string", "null"], "anyOf": [{"$ref": "#/$defs/text"}, {"type": "array"}]},
		"open": {"anyOf": [{"type": "string"}, {"minimum": 3}]},
		"deep": {"oneOf": [{"type": "object"}, {"type": "array"}]},
		"all": {"allOf": [{"$ref": "#/$defs/text"}, {"minLength": 1}]},
		"loop": {"$ref": "#/$defs/loop"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"one": "string", "either": "string array", "both": "string", "open": "", "deep": "object array", "all": "string", "loop": ""} {
		if about, _ := s.About([]string{key}); about.Types != want {
			t.Errorf("%s: %q, not %q", key, about.Types, want)
		}
	}
	for _, k := range s.Keys(nil) {
		if about, _ := s.About([]string{k.Text}); k.Types != about.Types {
			t.Errorf("%s: %q as a key", k.Text, k.Types)
		}
		if k.Nested != (k.Text == "deep") {
			t.Errorf("%s: nested: %v", k.Text, k.Nested)
		}
	}
}
