//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// TestInvalidTextIsStopped saves JSON with a comma missing: nothing reaches the
// file until the user has the text repaired, or insists.
func TestInvalidTextIsStopped(t *testing.T) {
	d := newDesktop(t)
	whole, broken := []byte("{\n  \"a\": 1,\n  \"b\": 2\n}\n"), []byte("{\n  \"a\": 1 \n  \"b\": 2\n}\n")
	path := d.put("a.json", whole)
	a := d.start("a.json", path)
	a.beforeModal()
	a.press("Down", "End", "BackSpace", "space", "ctrl+s")
	a.expectModal("invalid")
	holds(t, path, whole)
	a.press("Return") // Go there
	a.waitStill()
	a.shoot("there")
	a.press("ctrl+s")
	a.expectModal("invalid-again")
	a.press("Left", "Return") // Repair and save
	repaired := []byte("{\n  \"a\": 1, \n  \"b\": 2\n}\n")
	waitFile(t, path, repaired)
	a.waitTitle("a.json")

	a.press("ctrl+z", "ctrl+s")
	a.expectModal("invalid-after-undo")
	a.press("Left", "Left", "Return") // Save anyway
	waitFile(t, path, broken)
	a.waitTitle("a.json")
}

// TestVisudoStopsASave lets the real visudo judge a file before it is replaced.
func TestVisudoStopsASave(t *testing.T) {
	program, err := exec.LookPath("visudo")
	if err != nil {
		t.Skip("visudo is not installed")
	}
	d := newDesktop(t)
	good := []byte("root ALL=(ALL:ALL) ALL\n")
	path := d.put("my.sudoers", good)
	a := d.start("my.sudoers", path)
	a.beforeModal()
	a.press("ctrl+End")
	a.typed("# c\n")
	a.press("ctrl+s")
	a.expectModal("asked")
	a.press("Right", "Right", "Return") // Check every save
	good = append(good, "# c\n"...)
	waitFile(t, path, good)
	a.waitTitle("my.sudoers")
	t.Logf("%s agreed", program)

	a.typed("this is ( wrong\n")
	a.press("ctrl+s")
	a.expectModal("refused")
	holds(t, path, good)
	a.press("Return") // Go there
	a.press("ctrl+shift+k", "ctrl+s")
	a.waitTitle("my.sudoers")
	holds(t, path, good)
	onlyNames(t, d.files(), "my.sudoers")
}

// TestCompletionAndOutline types a key with the help of a schema, folds, and
// jumps.
func TestCompletionAndOutline(t *testing.T) {
	d := newDesktop(t)
	schema, err := json.Marshal(map[string]any{"properties": map[string]any{
		"name": map[string]any{"type": "string"}, "level": map[string]any{"enum": []string{"low", "high"}},
	}})
	must(t, err)
	d.put("schema.json", schema)
	text := "# yaml-language-server: $schema=schema.json\nname:\n  - a\n  - b\n"
	path := d.put("s.yaml", []byte(text))
	a := d.start("s.yaml", path)
	a.press("ctrl+End", "ctrl+space")
	a.waitStill()
	a.shoot("keys")
	a.press("Return", "ctrl+space")
	a.waitStill()
	a.shoot("values")
	a.press("Down", "Return")
	text += "level: high"
	a.waitTitle("● s.yaml")
	if got := a.text(); got != text {
		t.Fatalf("the text is %q", got)
	}
	a.press("ctrl+Home", "Down", "ctrl+shift+bracketleft")
	a.waitStill()
	a.shoot("folded")
	a.press("ctrl+s")
	waitFile(t, path, []byte(text))

	a.beforeModal()
	a.press("ctrl+shift+o")
	a.expectModal("outline")
	a.typed("level")
	a.press("Return")
	a.waitStill() // the modal has gone, and with it the fold
	a.typed("# ")
	a.press("ctrl+s")
	waitFile(t, path, []byte("# yaml-language-server: $schema=schema.json\nname:\n  - a\n  - b\n# level: high"))
}
