package workspace

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"holdfast/editor"
)

func TestProjectStyle(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, ".editorconfig"), "root=true\n[*]\nindent_style=tab\ntab_width=8\n[*.{yaml,yml}]\nindent_style=space\nindent_size=2\n")
	write(t, filepath.Join(sub, ".editorconfig"), "[Makefile]\nend_of_line=lf\ntab_width=4\n")
	for name, want := range map[string]editor.Settings{
		"a.yaml": {TabWidth: 8, UseSpaces: true, IndentWidth: 2}, "Makefile": {TabWidth: 4, IndentWidth: 4}, "b.conf": {TabWidth: 8, IndentWidth: 8},
	} {
		style := ProjectStyleOf(context.Background(), filepath.Join(sub, name))
		if got := DefaultPreferences().Indentation(name, editor.Text{}, style); got != want {
			t.Errorf("%s: %+v of %+v, want %+v", name, got, style, want)
		}
	}
}

// TestAWrongEditorConfigIsPassedOver also with a pipe of that name, which must
// not be waited for.
func TestAWrongEditorConfigIsPassedOver(t *testing.T) {
	for name, content := range map[string]string{
		"zeroed": "\x00\x00\x00", "no sense": "[[[[\n=====\n]]]", "numbers": "[*]\nindent_size=-99999999999999999999\ntab_width=x\n",
		"pattern": "[{{{{{*]\nindent_size=2\n",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, ".editorconfig"), content)
		got := DefaultPreferences().Indentation("a.txt", editor.Text{}, ProjectStyleOf(context.Background(), filepath.Join(dir, "a.txt")))
		if want := (editor.Settings{TabWidth: DefaultTabWidth, IndentWidth: DefaultTabWidth}); got != want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestTheTextCountsBeforeTheSettings(t *testing.T) {
	text := editor.FromString("a:\n    b:\n        c: 1\n")
	got := DefaultPreferences().Indentation("a.yaml", text, ProjectStyle{})
	if !got.UseSpaces || got.IndentWidth != 4 {
		t.Errorf("%+v", got)
	}
}
