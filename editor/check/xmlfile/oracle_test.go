package xmlfile

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"holdfast/editor/check/diag"
)

// FuzzOracle looks for what encoding/xml refuses and we do not. It is the more
// lenient one but for five things: it reads UTF-8 alone, version 1.0 alone, no
// document type, names of the fourth edition of the specification, and names of
// namespaces, where we have a warning.
func FuzzOracle(f *testing.F) {
	for _, src := range append(accepted, rejected...) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if !utf8.Valid(src) || bytes.Contains(src, []byte("<!DOCTYPE")) || bytes.Contains(src, []byte("<?xml")) {
			return
		}
		list := diag.NewList(context.Background(), src)
		Parse(src, list)
		if len(list.Problems()) > 0 || bytes.ContainsFunc(src, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return
		}
		d := xml.NewDecoder(bytes.NewReader(src))
		for {
			_, err := d.RawToken()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%q is accepted, but the other parser says %v", src, err)
			}
		}
	})
}
