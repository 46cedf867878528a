package ui

import (
	"bytes"
	"testing"

	"holdfast/editor"
	"holdfast/ui/words"
)

// TestLimitsAreSaid has texts that are too large to be checked or coloured: the
// status bar says so, but not of a file for which nothing would be done anyway.
func TestLimitsAreSaid(t *testing.T) {
	words.Use("en")
	block := editor.FromString(string(bytes.Repeat([]byte("[1, 2, 3]\n"), 1<<16)))
	text := block
	for text.Len() <= 1<<30 {
		joined, err := editor.NewChange(text.Len(), editor.Replacement{From: text.Len(), To: text.Len(), Insert: text})
		if err != nil {
			t.Fatal(err)
		}
		text = joined.Apply(text)
		want := map[string]string{"/a/x.json": "", "/a/x.unknown": ""}
		if text.Len() > 32<<20 {
			want["/a/x.json"] = "Checked only when you save: larger than 32 MB"
		}
		if text.Len() > 128<<20 {
			want["/a/x.json"] = "Not checked: larger than 128 MB"
		}
		if text.Len() > 1<<30 {
			want["/a/x.json"] = "No colours and no check: larger than 1024 MB"
		}
		for path, want := range want {
			if got := limitText(path, text); got != want {
				t.Errorf("%s of %d bytes: %q, want %q", path, text.Len(), got, want)
			}
		}
	}
}
