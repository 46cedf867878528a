package workspace

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/charset"
)

// twelve are the files that editors are known to damage.
var twelve = map[string]string{
	"lf":               "one\ntwo\nthree\n",
	"crlf":             "one\r\ntwo\r\nthree\r\n",
	"cr":               "one\rtwo\rthree\r",
	"mixed":            "one\ntwo\r\nthree\rfour\n",
	"no final newline": "one\ntwo",
	"empty":            "",
	"bom":              "\xef\xbb\xbfone\ntwo\n",
	"utf-16le":         "\xff\xfeo\x00n\x00e\x00\r\x00\n\x00\xe4\x00\n\x00",
	"utf-16be":         "\xfe\xff\x00o\x00n\x00e\x00\r\x00\n\x00\xe4\x00\n",
	"latin-1":          "gr\xfc\xdfe\n\xe4\xf6\xfc\n",
	"invalid utf-8":    "äöüäöüäöüäöü\n\xff\xc3(\n",
	"nul":              "one\x00two\nthree\n",
}

// encoded is what "X" is in the encoding of a file.
func encoded(e charset.Encoding) string {
	switch e {
	case charset.UTF16LE:
		return "X\x00"
	case charset.UTF16BE:
		return "\x00X"
	}
	return "X"
}

// TestTheTwelve opens each, types at its start, in its middle and at its end,
// saves, and wants every other byte as it was.
func TestTheTwelve(t *testing.T) {
	for name, content := range twelve {
		for _, where := range []string{"start", "middle", "end"} {
			path := filepath.Join(t.TempDir(), "file.conf")
			write(t, path, content)
			f := open(t, path)
			mark, second := 0, len(content) // where the text and its second line begin
			for _, bom := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
				if strings.HasPrefix(content, bom) {
					mark = len(bom)
				}
			}
			if at := bytes.IndexAny([]byte(content), "\r\n"); at >= 0 {
				end := regexp.MustCompile(`^(\r\n|\r\x00\n|\r|\n)`).FindString(content[at:])
				second = at + len(end)
				if name == "utf-16le" {
					second++ // the NUL behind the break
				}
			}
			text := f.Document.Text()
			at, raw := 0, mark
			switch where {
			case "middle":
				if at, raw = text.Len(), second; text.Lines() > 1 {
					at = text.LineStart(1)
				}
			case "end":
				at, raw = text.Len(), len(content)
			}
			insert(t, f, at, "X")
			if err := save(t, f); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if want := content[:raw] + encoded(f.Format.Encoding) + content[raw:]; read(t, path) != want {
				t.Errorf("%s, edit at the %s: %q, want %q", name, where, read(t, path), want)
			}
		}
	}
}

// rawLines are the places in bytes of the lines of a file, without their breaks.
func rawLines(raw []byte) (lines [][2]int) {
	from := 0
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\n' && raw[i] != '\r' {
			continue
		}
		lines = append(lines, [2]int{from, i})
		if raw[i] == '\r' && i+1 < len(raw) && raw[i+1] == '\n' {
			i++
		}
		from = i + 1
	}
	return append(lines, [2]int{from, len(raw)})
}

// changeOneLine puts content into a file, opens it, changes one of its lines,
// saves, and compares every other byte. It reports whether the file is text.
func changeOneLine(t *testing.T, path, name string, content []byte, pick int) bool {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	before := state(t, path)
	f, err := Open(context.Background(), path)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return false
	}
	if after := state(t, path); after != before {
		t.Errorf("%s: opening changed %s into %s", name, before, after)
	}
	if f.NotText != nil {
		if _, err := f.BeginSave(); err == nil {
			t.Errorf("%s is not text and can be saved", name)
		}
		return false
	}
	switch f.Format.Encoding {
	case charset.UTF16LE, charset.UTF16BE, charset.UTF32LE, charset.UTF32BE:
		return false // their lines are not found by rawLines; TestTheTwelve has them
	}
	lines := rawLines(content)
	text := f.Document.Text()
	if text.Lines() != len(lines) {
		t.Errorf("%s: %d lines, want %d", name, text.Lines(), len(lines))
		return true
	}
	line := pick % len(lines)
	f.Document.Select(editor.Single(text.LineStart(line), text.LineEnd(line)))
	if _, err := f.Document.Do(editor.InsertText("changed"), editor.Settings{}, noon); err != nil {
		t.Fatal(err)
	}
	s, err := f.BeginSave()
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.Run(context.Background(), Preferences{Durability: atomicsave.Fast}, Net{})
	s.Finish(report, err)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return true
	}
	from, to := lines[line][0], lines[line][1]
	if f.Format.BOM && line == 0 {
		from += len("\xef\xbb\xbf")
	}
	want := fmt.Sprintf("%s%s%s", content[:from], "changed", content[to:])
	if got := read(t, path); got != want {
		t.Errorf("%s (%s): changing line %d of %d changes more", name, f.Format.Encoding, line+1, len(lines))
	}
	return true
}

// state is what a look at a file must not change.
func state(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	fp, err := Current(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(info.Size(), info.Mode(), info.ModTime().UnixNano(), fp)
}

// TestGeneratedFiles changes one line of thousands of files that are made of
// whatever is difficult.
func TestGeneratedFiles(t *testing.T) {
	scraps := []string{"\n", "\r\n", "\r", "\n\n", "key = value", " ", "\t", "ä", "€", "中文", "😀", "e\u0301", "\u2028", "\u0085", "\f", "\ufeff", "\u200b", "\x00", "\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xf8", "\x1b[0m", "\U0010fe41", strings.Repeat("x", 5000)}
	rng := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "file.conf")
	n, text := 2000, 0
	if testing.Short() {
		n = 300
	}
	for i := range n {
		var content bytes.Buffer
		if i%7 == 0 {
			content.WriteString("\xef\xbb\xbf")
		}
		few := scraps[:4+rng.IntN(len(scraps)-4)]
		for range rng.IntN(40) {
			content.WriteString(few[rng.IntN(len(few))])
		}
		if changeOneLine(t, path, fmt.Sprintf("%.200q", content.Bytes()), content.Bytes(), rng.IntN(1000)) {
			text++
		}
		if t.Failed() {
			return
		}
	}
	if text < n/2 {
		t.Errorf("only %d of %d are text", text, n)
	}
}

// TestFilesOfThisMachine changes one line in copies of files that are here: the
// settings of the system, what programs brought, and the source of Go.
func TestFilesOfThisMachine(t *testing.T) {
	roots := []string{"/etc", "/usr/share"}
	if out, err := exec.Command("go", "env", "GOROOT").Output(); err == nil {
		roots = append(roots, filepath.Join(strings.TrimSpace(string(out)), "src"))
	}
	most := 700
	if testing.Short() {
		most = 100
	}
	folder, text, other := t.TempDir(), 0, 0
	for _, root := range roots {
		var all []string
		_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() {
				all = append(all, path)
			}
			return nil // what cannot be read is passed over
		})
		every := max(len(all)/most, 1)
		for i := 0; i < len(all); i += every {
			info, err := os.Stat(all[i])
			if err != nil || info.Size() > 2<<20 {
				continue
			}
			content, err := os.ReadFile(all[i])
			if err != nil {
				continue // no right to read it
			}
			if changeOneLine(t, filepath.Join(folder, "file"+filepath.Ext(all[i])), all[i], content, i) {
				text++
			} else {
				other++
			}
		}
	}
	t.Logf("%d text files and %d others", text, other)
}

// TestOpeningAndClosingLeavesAFileAlone also looks at what belongs to a file
// beside its bytes.
func TestOpeningAndClosingLeavesAFileAlone(t *testing.T) {
	for name, content := range twelve {
		path := filepath.Join(t.TempDir(), "file.conf")
		write(t, path, content)
		old := time.Date(2001, 2, 3, 4, 5, 6, 789, time.UTC)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		before := state(t, path)
		f, loading, err := BeginOpen(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		if loading != nil {
			loading.Close()
		}
		insert(t, f, 0, "X") // and left without a save
		if after := state(t, path); after != before || read(t, path) != content {
			t.Errorf("%s: %s became %s", name, before, after)
		}
		if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
			t.Errorf("%s: the folder has %d entries", name, len(entries))
		}
	}
}
