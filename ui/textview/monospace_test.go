package textview

import "testing"

func TestMonospaceFonts(t *testing.T) {
	list, err := MonospaceFonts(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Skip("no monospace font is installed here")
	}
	seen := map[string]bool{}
	for _, f := range list {
		if f.Family == "" || seen[f.Family] {
			t.Errorf("%q is listed without a name or twice", f.Family)
		}
		seen[f.Family] = true
	}
}
