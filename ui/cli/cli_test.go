package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"holdfast/atomicsave"
)

func TestWindowOperands(t *testing.T) {
	tests := []struct {
		args string
		want []Operand
	}{
		{"", nil},
		{"a", []Operand{{"a", 0, 0}}},
		{"aa:1 bb:2:3", []Operand{{"aa", 1, 0}, {"bb", 2, 3}}},
		{"./write", []Operand{{"./write", 0, 0}}},
		{"-- write", []Operand{{"write", 0, 0}}},
		{"-- --version", []Operand{{"--version", 0, 0}}},
		{"aa:1 -- bb:2 -x", []Operand{{"aa", 1, 0}, {"bb:2", 0, 0}, {"-x", 0, 0}}},
		{"a write", []Operand{{"a", 0, 0}, {"write", 0, 0}}},
		{"Write", []Operand{{"Write", 0, 0}}},
		{"--", nil},
	}
	for _, test := range tests {
		outcome, r := within(nil, strings.Fields(test.args)...)
		if !outcome.Window || !slices.Equal(outcome.Files, test.want) {
			t.Errorf("%q: %+v, want a window with %+v", test.args, outcome, test.want)
		}
		if r != (result{}) {
			t.Errorf("%q: %+v, want silence", test.args, r)
		}
	}
}

func TestUsage(t *testing.T) {
	tests := [][]string{
		{"--nonsense"}, {"-x"}, {"a", "--nonsense"}, {"--version=maybe"}, {""}, {"a", ""},
		{"--write"}, {"--json", "write", "a"}, {"---"}, {"--="},
		{"write"}, {"write", ""}, {"write", "a", "b"}, {"write", "--nonsense", "a"}, {"write", "-x", "a"},
		{"write", "--durability", "a"}, {"write", "--durability", "slow", "a"}, {"write", "--durability=", "a"},
		{"write", "--durability=Full", "a"}, {"write", "--durability"},
		{"write", "--expect", "zz", "a"}, {"write", "--expect", "", "a"}, {"write", "a", "--expect"},
		{"write", "--create", "--force", "a"}, {"write", "--expect", "none", "--force", "a"},
		{"write", "--expect", "none", "--create", "a"}, {"write", "--temp-dir", "", "a"}, {"write", "--json=perhaps", "a"},
		{"fingerprint"}, {"fingerprint", "a", "b"}, {"fingerprint", "--json", "a"},
		{"plan"}, {"plan", "a", "b"}, {"plan", "--force", "a"},
		{"help", "nonsense"}, {"help", "write", "plan"}, {"help", "--json"},
	}
	for _, args := range tests {
		outcome, r := within(unread{t}, args...)
		r.exits(t, ExitUsage)
		if outcome.Window || r.out != "" || !strings.Contains(r.err, "holdfast help") {
			t.Errorf("%q: %+v", args, r)
		}
	}
}

// unread is a standard input that must not be touched.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("standard input was read")
	return 0, io.EOF
}

func TestHelp(t *testing.T) {
	_, general := within(nil, "help")
	general.exits(t, ExitDone)
	for code := range 11 {
		if !strings.Contains(general.out, fmt.Sprintf("\n   %2d  ", code)) {
			t.Errorf("help does not explain exit code %d", code)
		}
	}
	if !strings.Contains(general.out, "\n  130  ") || !strings.Contains(general.out, "Holdfast 1.2.3:") {
		t.Errorf("help lacks something:\n%s", general.out)
	}
	for _, args := range [][]string{{"--help"}, {"-h"}, {"a", "--help"}} {
		if _, r := within(nil, args...); r != general {
			t.Errorf("%q: %+v, want the same as help", args, r)
		}
	}
	for _, v := range verbs() {
		_, r := within(nil, "help", v.name)
		r.exits(t, ExitDone)
		if !strings.Contains(general.out, "holdfast "+v.name) {
			t.Errorf("help does not name %s", v.name)
		}
		if _, same := within(unread{t}, v.name, "--help"); same != r {
			t.Errorf("%s --help differs from help %s", v.name, v.name)
		}
		c := &call{}
		c.newFlags(v.name)
		v.setUp(c)
		c.flags.VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(r.out, "  --"+f.Name) {
				t.Errorf("help %s does not explain --%s", v.name, f.Name)
			}
		})
		for line := range strings.Lines(r.out) {
			if len([]rune(line)) > 81 {
				t.Errorf("help %s is wider than 80 columns: %q", v.name, line)
			}
		}
	}
}

func TestVersion(t *testing.T) {
	_, r := within(nil, "--version")
	if r != (result{out: "holdfast 1.2.3\n"}) {
		t.Errorf("%+v", r)
	}
}

// full is an output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestOutputFails(t *testing.T) {
	name := put(t, t.TempDir()+"/a", "old")
	for _, args := range [][]string{{"help"}, {"--version"}, {"fingerprint", name}, {"plan", name}, {"plan", "--json", name}} {
		var errs strings.Builder
		code := Run(args, Streams{Out: full{}, Err: &errs}, "").Exit
		result{code: code, err: errs.String()}.exits(t, ExitIO)
	}
}

func TestExitCodes(t *testing.T) {
	want := map[atomicsave.Class]int{
		atomicsave.Other: 1, atomicsave.Usage: 2, atomicsave.Permission: 4, atomicsave.ReadOnly: 4,
		atomicsave.NoSpace: 5, atomicsave.CrossVolume: 6, atomicsave.InUse: 7, atomicsave.Changed: 3,
		atomicsave.Exists: 3, atomicsave.NotExist: 1, atomicsave.Vanished: 1, atomicsave.NotRegular: 8,
		atomicsave.BadName: 1, atomicsave.Unsupported: 1, atomicsave.Network: 10, atomicsave.IO: 10,
		atomicsave.Cancelled: 130, atomicsave.NeedsConsent: 9, atomicsave.Vetoed: 1, atomicsave.Corrupt: 10,
	}
	for class, code := range want {
		err := fmt.Errorf("wrapped: %w", &atomicsave.Error{Class: class})
		if got := exitCode(err); got != code {
			t.Errorf("%v: %d, want %d", class, got, code)
		}
		// Every class has a sentence of its own, for a save and for a look.
		for _, e := range []error{err, &lookError{err}} {
			lines := message(e)
			if text := strings.Join(lines, " "); len(lines) == 0 || strings.Contains(text, "{{") ||
				strings.Contains(text, "cli.") || strings.Contains(text, "<no value>") || strings.HasPrefix(text, ". ") {
				t.Errorf("%v: %q", class, lines)
			}
		}
	}
	if last := atomicsave.Class(len(want)); last.String() != atomicsave.Other.String() {
		t.Errorf("class %v has no exit code here", last)
	}
	for err, code := range map[error]int{
		nil: 0, io.EOF: 1, context.Canceled: 130, &usageError{}: 2, &streamError{err: io.EOF}: 10,
		&planned{&atomicsave.Error{Class: atomicsave.NeedsConsent}}:                          9,
		&atomicsave.Error{Class: atomicsave.IO, Err: &streamError{err: io.EOF}}:              10,
		&atomicsave.Error{Class: atomicsave.Other, Err: fmt.Errorf("%w", context.Canceled)}:  130,
		&atomicsave.Error{Class: atomicsave.Other, Err: &streamError{err: io.ErrClosedPipe}}: 10,
		&reportError{&streamError{err: io.EOF}}:                                              10,
	} {
		if got := exitCode(err); got != code {
			t.Errorf("%v: %d, want %d", err, got, code)
		}
	}
}
