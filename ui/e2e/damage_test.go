//go:build e2e && linux

package e2e

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ownFiles are the files that the program keeps for itself, with their content;
// empty ones are left out.
func (d *desktop) ownFiles() map[string][]byte {
	d.t.Helper()
	all := map[string][]byte{}
	for _, top := range []string{d.config(), filepath.Join(d.home, ".local/state/holdfast")} {
		err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			if len(data) > 0 {
				all[path] = data
			}
			return err
		})
		must(d.t, err)
	}
	return all
}

// damages are what may have become of a file of the program's own.
var damages = map[string]func([]byte) []byte{
	"truncated": func(b []byte) []byte { return b[:len(b)/2] },
	"zeroed":    func(b []byte) []byte { return make([]byte, len(b)) },
	"random": func(b []byte) []byte {
		chance, out := rand.New(rand.NewPCG(7, uint64(len(b)))), make([]byte, len(b))
		for i := range out {
			out[i] = byte(chance.Uint32())
		}
		return out
	},
	"from the future": func(b []byte) []byte {
		b = bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 7`), 1)
		b = bytes.Replace(b, []byte(`"format":1`), []byte(`"format":7`), 1)
		return bytes.Replace(b, []byte("holdfast draft 1\n"), []byte("holdfast draft 7\n"), 1)
	},
}

// TestAllOwnFilesDamaged damages everything that the program keeps for itself, after
// it was killed with unsaved text. The next start shows the file, tells what it has
// set aside, and can save; no file of the user's is touched.
func TestAllOwnFilesDamaged(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t)
			d.settings(`{"format": 1, "tab_width": 3}`)
			path := d.put("a.conf", []byte("old\n"))
			a := d.start("a.conf", path)
			a.rewrite("a.conf", "saved")
			a.typed(" unsaved")
			a.waitTitle("● a.conf")
			eventually(t, "there is a draft", func() error {
				for file, data := range d.ownFiles() {
					if strings.HasSuffix(file, ".draft") && bytes.Contains(data, []byte("saved unsaved")) {
						return nil
					}
				}
				return os.ErrNotExist
			})
			_ = a.cmd.Process.Kill()
			<-a.ended
			before := d.ownFiles()
			for file, data := range before {
				must(t, os.WriteFile(file, damage(bytes.Clone(data)), 0o600))
			}
			a = d.start("", path)
			a.waitStill()
			a.shoot("told")
			for range 8 { // messages and offers, one after the other
				a.press("Escape")
				a.waitStill()
			}
			a.shoot("closed")
			holds(t, path, []byte("saved"))
			a.press("ctrl+Home")
			a.typed("new ")
			a.waitTitle("● a.conf")
			a.press("ctrl+s")
			a.waitTitle("a.conf")
			holds(t, path, []byte("new saved"))
			onlyNames(t, d.files(), "a.conf")
			// The draft is the only one that nobody could write anew.
			var kept []string
			for _, data := range d.ownFiles() {
				kept = append(kept, string(data))
			}
			for file, data := range before {
				if want := string(damage(bytes.Clone(data))); strings.HasSuffix(file, ".draft") && !strings.Contains(strings.Join(kept, "\n--\n"), want) {
					t.Errorf("what %s held is gone", file)
				}
			}
		})
	}
}
