package tomlfile

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"holdfast/editor/check/diag"
)

// FuzzOracle compares the verdict with that of a parser that others wrote, which
// reads version 1.1. Where the two differ for a reason, the specification is on
// our side: the other adds to tables that are complete, does not know the leap
// second of RFC 3339, has no limit for nesting, and takes a backslash that is escaped
// itself for one that escapes the quotation mark after it, where six of those end a
// string. Numbers too large for a float are infinite for us and an error there.
func FuzzOracle(f *testing.F) {
	for _, src := range append(accepted, rejected...) {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if !utf8.Valid(src) || bytes.Contains(src, []byte(":60")) || bytes.Contains(src, []byte(`\\"""""`)) || len(src) > MaxDepth {
			return
		}
		list := diag.NewList(context.Background(), src)
		Parse(src, V11, list, nil)
		problems := list.Problems()
		if slices.ContainsFunc(problems, func(p diag.Problem) bool { return slices.Contains(redefinitions, p.Code) }) {
			return
		}
		var into map[string]any
		_, err := toml.Decode(string(src), &into)
		if err != nil && strings.Contains(err.Error(), "out of range for float64") {
			return
		}
		if (err != nil) != list.Failed() {
			t.Errorf("%q: %v, but the other parser says %v", src, problems, err)
		}
	})
}

var redefinitions = []diag.Code{diag.DuplicateKey, diag.DuplicateTable, diag.InlineTableClosed, diag.TableDefinedElsewhere, diag.NotATable}
