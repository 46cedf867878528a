package charset

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"holdfast/editor"
)

// load reads raw in parts.
func load(raw []byte, size int) (editor.Text, Format, error) {
	var l Loader
	var t editor.Text
	for part := range slices.Chunk(raw, size) {
		more, err := l.Add(part)
		if err != nil {
			f, _ := l.Done()
			return editor.Text{}, f, err
		}
		t = editor.Join(t, more)
	}
	f, err := l.Done()
	if err != nil {
		t = editor.Text{}
	}
	return t, f, err
}

func checkLoad(t *testing.T, raw []byte, size int) {
	t.Helper()
	want, wantFormat, wantErr := Decode(raw)
	got, format, err := load(raw, size)
	var a, b *Error
	if errors.As(err, &a) != errors.As(wantErr, &b) || a != nil && *a != *b {
		t.Errorf("%q by %d bytes: got %v, want %v", raw, size, err, wantErr)
	}
	if !got.Equal(want) || format != wantFormat {
		t.Errorf("%q by %d bytes: got %q, %+v, want %q, %+v", raw, size, got, format, want, wantFormat)
	}
}

func TestLoadInParts(t *testing.T) {
	for _, c := range cases {
		for size := 3; size < 8; size++ {
			checkLoad(t, []byte(c.raw), size)
		}
	}
}

// FuzzLoader compares loading in parts with decoding the whole.
func FuzzLoader(f *testing.F) {
	for i, c := range cases {
		f.Add([]byte(c.raw), byte(i))
	}
	f.Add([]byte("\xef\xbb\xbfä界😀\r\n\xf0\x9f\x98"), byte(0))
	f.Fuzz(func(t *testing.T, raw []byte, size byte) {
		checkLoad(t, bytes.Clone(raw), 3+int(size%30))
	})
}

func BenchmarkDecode(b *testing.B) {
	for name, line := range map[string]string{"ASCII": "server.listen = 127.0.0.1:80 # comment\n", "German": "# Größe für das Überlaufprotokoll\r\n"} {
		raw := bytes.Repeat([]byte(line), 100<<20/len(line))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if _, _, err := Decode(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+" in parts", func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if _, _, err := load(raw, 1<<20); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
