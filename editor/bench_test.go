package editor

import (
	"bytes"
	"fmt"
	"testing"
)

// configText makes n bytes of something like a config file.
func configText(n int) []byte {
	b := make([]byte, 0, n+100)
	for i := 0; len(b) < n; i++ {
		b = fmt.Appendf(b, "server.%d.listen = 127.0.0.1:%d # comment\n", i, i%65536)
	}
	return b[:n]
}

var benchSizes = []int{1 << 20, 10 << 20, 100 << 20, 1 << 30}

func sized(b *testing.B, f func(*testing.B, Text)) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("%dMB", n>>20), func(b *testing.B) { f(b, FromBytes(configText(n))) })
	}
}

func BenchmarkTypeInTheMiddle(b *testing.B) {
	sized(b, func(b *testing.B, t Text) {
		at := t.Len() / 2
		b.ReportAllocs()
		for b.Loop() {
			t = t.Replace(at, at, []byte{'x'})
			at++
		}
	})
}

func BenchmarkInsertAnywhere(b *testing.B) {
	sized(b, func(b *testing.B, t Text) {
		at := 12345
		b.ReportAllocs()
		for b.Loop() {
			at = (at*1103515245 + 12345) % t.Len()
			t = t.Replace(at, at, []byte{'x'})
		}
	})
}

func BenchmarkLineStart(b *testing.B) {
	sized(b, func(b *testing.B, t Text) {
		line, sum := 12345, 0
		for b.Loop() {
			line = (line*1103515245 + 12345) % t.Lines()
			sum += t.LineStart(line)
		}
	})
}

func BenchmarkLineStartCRLF(b *testing.B) {
	t := FromBytes(bytes.ReplaceAll(configText(10<<20), lf, crlf))
	line, sum := 12345, 0
	for b.Loop() {
		line = (line*1103515245 + 12345) % t.Lines()
		sum += t.LineStart(line)
	}
}

func BenchmarkLineOf(b *testing.B) {
	sized(b, func(b *testing.B, t Text) {
		at, sum := 12345, 0
		for b.Loop() {
			at = (at*1103515245 + 12345) % t.Len()
			sum += t.LineOf(at)
		}
	})
}

func BenchmarkFromBytes(b *testing.B) {
	for name, raw := range map[string][]byte{
		"LF":   configText(100 << 20),
		"CRLF": bytes.ReplaceAll(configText(95<<20), lf, crlf),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				FromBytes(raw)
			}
		})
	}
}

// BenchmarkKey is what a key press costs in the engine: command, change,
// history.
func BenchmarkKey(b *testing.B) {
	sized(b, func(b *testing.B, t Text) {
		d := NewDocument(t)
		d.Select(Single(t.Len()/2, t.Len()/2))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := d.Do(InsertText("x"), Settings{}, epoch); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkManyCarets is a key press with a caret in every tenth line of a
// megabyte.
func BenchmarkManyCarets(b *testing.B) {
	t := FromBytes(configText(1 << 20))
	var carets []Range
	for line := 0; line < t.Lines(); line += 10 {
		at := t.LineStart(line)
		carets = append(carets, Range{Anchor: at, Head: at})
	}
	d := NewDocument(t)
	d.Select(NewSelection(carets, 0))
	for b.Loop() {
		if _, err := d.Do(InsertText("x"), Settings{}, epoch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(carets)), "carets")
}
