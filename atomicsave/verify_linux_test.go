package atomicsave

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Verify reads the finished file through a new handle: what is not what was written never
// takes the place of the old file.
func TestVerify(t *testing.T) {
	for name, spoil := range map[string]func(temp string) error{
		"another byte": func(temp string) error { return os.WriteFile(temp, []byte("nEw"), 0o600) },
		"longer":       func(temp string) error { return os.WriteFile(temp, []byte("new\n"), 0o600) },
		"cut short":    func(temp string) error { return os.Truncate(temp, 2) },
		"nothing":      nil,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), "old")
			opts := Options{Expect: identify(t, conf(dir)), Verify: true}
			opts.Observe = func(e Event) {
				if e.Step != StepFlushFile || spoil == nil {
					return
				}
				found, err := filepath.Glob(filepath.Join(dir, tempPrefix+"*"))
				if err != nil || len(found) != 1 {
					t.Fatal(found, err)
				}
				if err := spoil(found[0]); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Save(ctx, conf(dir), strings.NewReader("new"), opts)
			want := "old"
			if spoil == nil {
				want = "new"
				if err != nil {
					t.Error(err)
				}
			} else {
				e := wantError(t, err, Corrupt, Old)
				if e.Step != StepVerify {
					t.Errorf("found at %v", e.Step)
				}
			}
			wantContent(t, conf(dir), want)
			wantNames(t, dir, "app.conf")
		})
	}
}
