package editor

import "io"

// TextReader reads a range of a text. Len makes the length known to those
// who reserve space before they write.
type TextReader struct {
	text    Text
	off, to int
}

// Reader returns a reader of the bytes from from to to, clamped.
func (t Text) Reader(from, to int) *TextReader {
	from, to = t.clamp(from, to)
	return &TextReader{text: t, off: from, to: to}
}

// Len returns the number of bytes not yet read.
func (r *TextReader) Len() int { return r.to - r.off }

// Read implements io.Reader.
func (r *TextReader) Read(p []byte) (int, error) {
	if r.off == r.to {
		return 0, io.EOF
	}
	n := 0
	for c := range r.text.Chunks(r.off, min(r.to, r.off+len(p))) {
		n += copy(p[n:], c)
	}
	r.off += n
	return n, nil
}

// WriteTo implements io.WriterTo: the pieces go out without being copied.
func (r *TextReader) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for c := range r.text.Chunks(r.off, r.to) {
		n, err := w.Write(c)
		total += int64(n)
		r.off += n
		if err == nil && n < len(c) {
			err = io.ErrShortWrite
		}
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
