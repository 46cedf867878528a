package charset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/editor"
)

// cases are the kinds of files that editors are known to damage.
var cases = []struct {
	name, raw string
	format    Format
	offset    int // of what is not text; -1 for text
}{
	{"LF", "a\nb\n", Format{UTF8, false, LF, LF, true, false}, -1},
	{"CRLF", "a\r\nb\r\n", Format{UTF8, false, CRLF, CRLF, true, false}, -1},
	{"CR", "a\rb\r", Format{UTF8, false, CR, CR, true, false}, -1},
	{"mixed", "a\r\nb\r\nc\nd\re", Format{UTF8, false, Mixed, CRLF, false, false}, -1},
	{"no final newline", "a\nb", Format{UTF8, false, LF, LF, false, false}, -1},
	{"one line", "a", Format{UTF8, false, None, None, false, false}, -1},
	{"empty", "", Format{UTF8, false, None, None, false, false}, -1},
	{"UTF-8 BOM", "\xef\xbb\xbfa\n", Format{UTF8, true, LF, LF, true, false}, -1},
	{"only a BOM", "\xef\xbb\xbf", Format{UTF8, true, None, None, false, false}, -1},
	{"two BOMs", "\xef\xbb\xbf\xef\xbb\xbfa", Format{UTF8, true, None, None, false, false}, -1},
	{"UTF-8", "ä€😀\n", Format{UTF8, false, LF, LF, true, false}, -1},
	{"UTF-16LE", "\xff\xfea\x00\n\x00", Format{Encoding: UTF8}, 0},
	{"UTF-16BE", "\xfe\xff\x00a\x00\n", Format{Encoding: UTF8}, 0},
	{"Latin-1", "gr\xfc\xdfe\n", Format{Encoding: UTF8}, 2},
	{"invalid UTF-8", "ab\n\xc3(\n", Format{Encoding: UTF8}, 3},
	{"cut UTF-8", "ab\xe2\x82", Format{Encoding: UTF8}, 2},
	{"surrogate", "\xed\xa0\x80", Format{Encoding: UTF8}, 0},
	{"NUL", "\xef\xbb\xbfab\x00\xff", Format{Encoding: UTF8, BOM: true}, 5},
}

func TestDecode(t *testing.T) {
	for _, c := range cases {
		text, format, err := Decode([]byte(c.raw))
		if format != c.format {
			t.Errorf("%s: format %+v, want %+v", c.name, format, c.format)
		}
		var bad *Error
		switch {
		case c.offset < 0 && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.offset >= 0 && (!errors.As(err, &bad) || bad.Class != NotText || bad.Offset != c.offset || bad.Reason == ""):
			t.Errorf("%s: got %v, want not text at %d", c.name, err, c.offset)
		case c.offset >= 0 && text.Len() > 0:
			t.Errorf("%s: text of what is none", c.name)
		}
	}
}

// encode returns the bytes of a file, checking Len on the way.
func encode(t *testing.T, text editor.Text, f Format) []byte {
	t.Helper()
	r, err := Encode(text, f)
	if err != nil {
		t.Fatal(err)
	}
	size := r.Len()
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) != size || r.Len() != 0 {
		t.Fatalf("Len said %d, then %d; %d bytes came", size, r.Len(), len(raw))
	}
	return raw
}

func TestUntouchedBytesComeBack(t *testing.T) {
	for _, c := range cases {
		text, format, err := Decode([]byte(c.raw))
		if err != nil {
			continue
		}
		if got := encode(t, text, format); string(got) != c.raw {
			t.Errorf("%s: %q comes back as %q", c.name, c.raw, got)
		}
		body := text.String()
		head := strings.TrimSuffix(c.raw, body)
		for _, at := range []int{0, len(body) / 2, len(body)} {
			got := encode(t, text.Replace(at, at, []byte("X\r\nY")), format)
			want := head + body[:at] + "X\r\nY" + body[at:]
			if string(got) != want {
				t.Errorf("%s: an edit at %d gives %q, want %q", c.name, at, got, want)
			}
		}
	}
}

func TestNewBreak(t *testing.T) {
	for want, raw := range map[string]string{"\n": "a\nb", "\r\n": "a\r\nb\nc\r\n", "\r": "a\r"} {
		if _, f, err := Decode([]byte(raw)); err != nil || f.NewBreak() != want {
			t.Errorf("%q: new breaks are %q, want %q (%v)", raw, f.NewBreak(), want, err)
		}
		if got := NewFormat(want).NewBreak(); got != want {
			t.Errorf("a new file with %q gets %q", want, got)
		}
	}
	if got := (Format{}).NewBreak(); got != "\n" {
		t.Errorf("the zero format has %q", got)
	}
}

func TestEndingsAcrossPieces(t *testing.T) {
	text := editor.Join(editor.FromString("a\r"), editor.FromString("\nb\r"), editor.FromString("c\n"))
	if e, d, final := Endings(text); e != Mixed || d != LF && d != CRLF && d != CR || !final {
		t.Errorf("got %v, %v, %v", e, d, final)
	}
	text = editor.Join(editor.FromString("a\r"), editor.FromString("\nb"))
	if e, d, final := Endings(text); e != CRLF || d != CRLF || final {
		t.Errorf("got %v, %v, %v", e, d, final)
	}
}

func TestPreview(t *testing.T) {
	if got := Preview([]byte("a\x00ä\xff\xfeb\n")).String(); got != "a\u2400ä\ufffd\ufffdb\n" {
		t.Errorf("got %q", got)
	}
	if n := Preview(make([]byte, 3*PreviewBytes)).Len(); n > 3*PreviewBytes {
		t.Errorf("a preview of %d bytes", n)
	}
}

// TestFilesOfThisMachine opens real files, edits each and compares every
// other byte. Of the largest folder it takes one file in ten, and not all.
func TestFilesOfThisMachine(t *testing.T) {
	roots := map[string]int{"/etc": 1, "/usr/share": 10}
	if out, err := exec.Command("go", "env", "GOROOT").Output(); err == nil {
		roots[filepath.Join(strings.TrimSpace(string(out)), "src")] = 1
	}
	text, other := 0, 0
	for root, every := range roots {
		seen := 0
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return nil
			}
			if info, err := e.Info(); err != nil || info.Size() > 1<<20 {
				return nil
			}
			if seen++; seen > 15_000 {
				return fs.SkipAll
			} else if seen%every != 0 {
				return nil
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return nil // no permission, or gone meanwhile
			}
			if roundTrip(t, path, raw) {
				text++
			} else {
				other++
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d text files and %d others", text, other)
}

// roundTrip changes one line of a file and reports whether it is text.
func roundTrip(t *testing.T, path string, raw []byte) bool {
	t.Helper()
	text, format, err := Decode(raw)
	if err != nil {
		var bad *Error
		if !errors.As(err, &bad) || bad.Offset >= len(raw) {
			t.Errorf("%s: %v", path, err)
		}
		Preview(raw)
		return false
	}
	if got := encode(t, text, format); !bytes.Equal(got, raw) {
		t.Errorf("%s: not the same without an edit", path)
	}
	line := text.Lines() / 2
	from, to := text.LineStart(line), text.LineEnd(line)
	edited := encode(t, text.Replace(from, to, []byte("changed")), format)
	bom := len(raw) - text.Len()
	want := fmt.Sprintf("%s%s%s", raw[:bom+from], "changed", raw[bom+to:])
	if string(edited) != want {
		t.Errorf("%s: changing line %d changes more", path, line)
	}
	return true
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name fmt.Stringer
		want string
	}{
		{Mixed, "mixed"}, {CRLF, "CRLF"}, {NotText, "not-text"}, {Unencodable, "unencodable"},
		{Guessed, "guessed"}, {Certain, "certain"},
	} {
		if got := c.name.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	cause := errors.New("cause")
	if err := error(&Error{Reason: "why", Offset: 3, Err: cause}); !errors.Is(err, cause) || !strings.Contains(err.Error(), "why") {
		t.Errorf("got %v", err)
	}
}
