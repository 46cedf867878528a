package ui

import (
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"holdfast/ui/textview"
)

const serverSchema = `{"type": "object", "additionalProperties": false, "required": ["name"], "properties": {
  "$schema": {"type": "string"},
  "name": {"type": "string", "description": "What the server is called."},
  "level": {"enum": ["low", "high"], "description": "How much is logged."},
  "port": {"type": "integer"}, "tags": {"type": "array", "items": {"enum": ["a", "no"]}}}}`

// withSchema opens a file beside a schema that its name is mapped to.
func withSchema(t *testing.T, name, content string) *rig {
	path := named(t, name, content)
	put(t, filepath.Join(filepath.Dir(path), "schema.json"), serverSchema)
	r := start(t, Target{Path: path})
	r.setSchema(name, filepath.Join(filepath.Dir(path), "schema.json"))
	return r
}

func (r *rig) offered() []string {
	r.Helper()
	r.until("the list", func() bool { return r.completion != nil })
	var all []string
	for _, k := range r.completion.list.shown {
		all = append(all, k.Text)
	}
	return all
}

func TestCompletion(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		offered             string
		typed               string
		want                string
	}{
		{"s.yaml", "port: 80\n", "", "name $schema level tags", "lev", "port: 80\nlevel: "},
		{"s.yaml", "level: ", "\nport: 1\n", "low high", "h", "level: high\nport: 1\n"},
		{"s.yaml", "tags:\n  - ", "", "a no", "n", "tags:\n  - \"no\""},
		{"s.json", `{"na`, `"}`, "name", "", `{"name": }`},
		{"s.json", `{"name": "x", `, `}`, "$schema level port tags", "po", `{"name": "x", "port": }`},
		{"s.json", `{"level": `, `}`, "low high", "", `{"level": "low"}`},
		{"s.json", `{"level": "`, `"}`, "low high", "h", `{"level": "high"}`},
		{"s.toml", "port = 1\nle", "\n", "level", "", "port = 1\nlevel = \n"},
		{"sshd_config", "PermitRoot", "", "PermitRootLogin", "", "PermitRootLogin "},
		{"compose.yaml", "services:\n  web:\n    heal", "", "healthcheck", "", "services:\n  web:\n    healthcheck:"},
	} {
		r := withSchema(t, tt.name, tt.before+tt.after)
		if strings.HasPrefix(tt.name, "compose") || tt.name == "sshd_config" {
			r.setSchema(tt.name, "")
		}
		r.goToOffset(r.page(), len(tt.before))
		r.runCommand("complete")
		if got := strings.Join(r.offered(), " "); got != tt.offered {
			t.Errorf("%s %q: offers %q, want %q", tt.name, tt.before, got, tt.offered)
		}
		r.typeText(tt.typed)
		if r.completion == nil {
			t.Errorf("%s %q: the list has gone", tt.name, tt.before)
			continue
		}
		r.page().view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if got := r.text(); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.name, tt.before, got, tt.want)
		}
		if r.completion != nil || len(r.floating.layer.Objects) > 0 {
			t.Error("the list stays open")
		}
	}
}

func TestCompletionKeys(t *testing.T) {
	r := withSchema(t, "s.yaml", "level: ")
	r.goToOffset(r.page(), 7)
	r.runCommand("complete")
	r.offered()
	press := func(name fyne.KeyName) { r.page().view.TypedKey(&fyne.KeyEvent{Name: name}) }
	press(fyne.KeyUp)
	if r.completion.list.at != 1 {
		t.Error("up does not go round")
	}
	press(fyne.KeyEscape)
	if r.completion != nil || r.text() != "level: " {
		t.Error("escape does not close the list alone")
	}
	r.runCommand("complete")
	r.offered()
	r.typeText("x")
	if r.completion != nil {
		t.Error("the list stays although nothing fits")
	}
	r.page().view.Undo()
	r.runCommand("complete")
	r.offered()
	press(fyne.KeyLeft)
	press(fyne.KeyLeft)
	if r.completion != nil {
		t.Error("the list stays where the caret is not")
	}
}

func (r *rig) tip() string {
	if r.floating.tip == nil {
		return ""
	}
	var all []string
	for _, o := range test.LaidOutObjects(r.floating.tip) {
		switch l := o.(type) {
		case *widget.Label:
			all = append(all, l.Text)
		case *wrappedLabel:
			all = append(all, l.whole)
		}
	}
	return strings.Join(all, "\n")
}

func TestTips(t *testing.T) {
	for _, tt := range []struct{ name, content, at, want string }{
		{"s.yaml", "name: x\nlevel: low\n", "name", "What the server is called.\nMust be text."},
		{"s.yaml", "level: loud\n", "loud", "“level” must be one of: low, high.\n\nHow much is logged."},
		{"s.json", `{"level": "low"}`, "low", "How much is logged."},
		{"sshd_config", "PermitRootLogin no\n", "Login", "Whether root may log in: yes, no, or prohibit-password, which means by key only."},
		{"fstab", "UUID=1 / ext4 noatime,errors=remount-ro 0 1\n", "errors", "After an error on the disk it becomes read-only, so that nothing gets worse."},
		{"hosts", "127.0.0.1 localhost\n", "127", "This computer itself. Do not remove localhost from this line."},
		{"crontab", "5 4 * * * true\n", "4", "The hour, 0 to 23."},
		{"compose.yaml", "services:\n  a:\n    image: x\n", "image", "What the container is made from: name:tag. Without a tag it is latest, which changes.\nMust be text."},
		{"a.service", "[Service]\nRestart=no\n", "Restart", "When it is started again: no, on-failure, on-abnormal, always and others."},
		{".env", "PORT=80\n", "PORT", "The port that the program listens on."},
	} {
		r := withSchema(t, tt.name, tt.content)
		if tt.name[0] != 's' || tt.name == "sshd_config" {
			r.setSchema(tt.name, "")
		}
		if strings.Contains(tt.want, "must be") {
			r.until("the check", func() bool { return len(r.page().problems.list) > 0 })
		}
		at := strings.Index(tt.content, tt.at) + 1
		r.page().view.OnHover(textview.Hover{Offset: at, Position: fyne.NewPos(100, 100)})
		r.until("the tip", func() bool { return r.tip() != "" })
		if got := r.tip(); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.name, tt.at, got, tt.want)
		}
		r.page().view.OnHover(textview.Hover{Offset: -1})
		if r.tip() != "" {
			t.Error("the tip stays")
		}
		r.goToOffset(r.page(), at)
		r.runCommand("explain")
		r.until("the tip", func() bool { return r.tip() == tt.want })
		r.typeText("x")
		if r.tip() != "" {
			t.Error("the tip stays while the user types")
		}
	}
}

func TestASchemaIsChosen(t *testing.T) {
	path := named(t, "s.yaml", "level: loud\n")
	put(t, filepath.Join(filepath.Dir(path), "schema.json"), serverSchema)
	r := start(t, Target{Path: path})
	r.trySchema("*.yaml", filepath.Join(filepath.Dir(path), "missing.json"))
	r.press("button.ok")
	r.trySchema("*.yaml", filepath.Join(filepath.Dir(path), "schema.json"))
	r.until("the problems", func() bool { return len(r.page().problems.list) == 2 })
	// It is marked and does not stop a save: the file is what its schema forgot.
	r.typeText("# c")
	r.typedKey(fyne.KeyReturn)
	r.save()
	r.until("the save", func() bool { return !r.page().file.Modified() && !r.page().file.Saving() })
	r.runCommand("schema")
	r.press("button.forget")
	r.until("the problems to go", func() bool { return len(r.page().problems.list) == 0 })
	if len(r.prefs.Schemas) > 0 {
		t.Error("not forgotten")
	}
	r.runCommand("schema") // by keyboard alone
	field := r.win.Canvas().Focused().(*field)
	field.SetText(filepath.Join(filepath.Dir(path), "schema.json"))
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	r.until("the problems again", func() bool { return len(r.page().problems.list) == 2 })
}
