package ui

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

const composeFile = "services:\n  web:\n    image: x\n    ports: 80\n"

// TestAShippedSchemaCanBeSwitchedOff marks what does not fit until the schema is
// switched off, and again when it is on.
func TestAShippedSchemaCanBeSwitchedOff(t *testing.T) {
	r := start(t, Target{Path: named(t, "compose.yaml", composeFile)})
	found := func() bool { return len(r.page().problems.list) > 0 }
	r.until("the mark", found)
	if p := r.page().problems.list[0]; p.Line != 4 || p.Code != "schema-type" || p.Data["Name"] != "services.web.ports" {
		t.Errorf("%+v", p)
	}
	r.useShipped("compose", false)
	r.until("no mark", func() bool { return !found() })
	if !slices.Equal(r.prefs.SchemasOff, []string{"compose"}) {
		t.Errorf("switched off: %q", r.prefs.SchemasOff)
	}
	r.useShipped("compose", true)
	r.until("the mark again", found)
	if len(r.prefs.SchemasOff) > 0 {
		t.Errorf("switched off: %q", r.prefs.SchemasOff)
	}
}

// TestAChosenSchemaComesBeforeAShippedOne maps a file to a schema that anything
// fits.
func TestAChosenSchemaComesBeforeAShippedOne(t *testing.T) {
	path := named(t, "compose.yaml", composeFile)
	put(t, filepath.Join(filepath.Dir(path), "any.json"), "{}")
	r := start(t, Target{Path: path})
	r.until("the mark", func() bool { return len(r.page().problems.list) > 0 })
	r.setSchema("compose.yaml", filepath.Join(filepath.Dir(path), "any.json"))
	r.until("no mark", func() bool { return len(r.page().problems.list) == 0 })
}

// TestTipsAndKeysOfAShippedSchema has our own words for a key where there are any,
// and those of the schema for the others.
func TestTipsAndKeysOfAShippedSchema(t *testing.T) {
	for _, tt := range []struct{ name, content, at, want string }{
		{"compose.yaml", "services:\n  a:\n    image: x\n", "image", "What the container is made from: name:tag. Without a tag it is latest, which changes.\nMust be text."},
		{"package.json", `{"main": "x"}`, "main", "The main field is a module ID that is the primary entry point to your program.\nMust be text."},
	} {
		r := start(t, Target{Path: named(t, tt.name, tt.content)})
		r.goToOffset(r.page(), strings.Index(tt.content, tt.at))
		r.runCommand("explain")
		r.until("the tip", func() bool { return r.tip() != "" })
		if got := r.tip(); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
	before := "services:\n  web:\n    "
	r := start(t, Target{Path: named(t, "compose.yaml", before)})
	r.goToOffset(r.page(), len(before))
	r.runCommand("complete")
	if got := r.offered(); !slices.Contains(got, "post_start") || !slices.Contains(got, "image") {
		t.Errorf("offered: %q", got)
	}
	r.typeText("stop_grace")
	r.page().view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := r.text(); got != before+"stop_grace_period: " {
		t.Errorf("%q", got)
	}
}
