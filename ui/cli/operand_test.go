package cli

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestParseOperand(t *testing.T) {
	const drive = len("C:")
	tests := []struct {
		arg    string
		volume int
		exist  []string
		want   Operand
	}{
		{arg: "hosts", want: Operand{"hosts", 0, 0}},
		{arg: "hosts:12", want: Operand{"hosts", 12, 0}},
		{arg: "hosts:12:5", want: Operand{"hosts", 12, 5}},
		{arg: "hosts:0", want: Operand{"hosts", 0, 0}},
		{arg: "/etc/hosts:007:05", want: Operand{"/etc/hosts", 7, 5}},

		// Copied from grep -n and from compilers.
		{arg: "hosts:12:", want: Operand{"hosts", 12, 0}},
		{arg: "hosts:12:5:", want: Operand{"hosts", 12, 5}},

		// Not numbers.
		{arg: "hosts:", want: Operand{"hosts:", 0, 0}},
		{arg: "hosts::", want: Operand{"hosts::", 0, 0}},
		{arg: "hosts:x", want: Operand{"hosts:x", 0, 0}},
		{arg: "hosts:x:3", want: Operand{"hosts:x", 3, 0}},
		{arg: "hosts:-3", want: Operand{"hosts:-3", 0, 0}},
		{arg: "hosts:+3", want: Operand{"hosts:+3", 0, 0}},
		{arg: "hosts:1_000", want: Operand{"hosts:1_000", 0, 0}},
		{arg: "hosts:٣", want: Operand{"hosts:٣", 0, 0}},
		{arg: ":3", want: Operand{":3", 0, 0}},
		{arg: ":", want: Operand{":", 0, 0}},
		{arg: "", want: Operand{"", 0, 0}},
		{arg: "a:1:2:3", want: Operand{"a:1", 2, 3}},
		{arg: "a:99999999999999999999", want: Operand{"a", math.MaxInt, 0}},

		// What exists wins.
		{arg: "log:3", exist: []string{"log:3"}, want: Operand{"log:3", 0, 0}},
		{arg: "log:3", exist: []string{"log:3", "log"}, want: Operand{"log:3", 0, 0}},
		{arg: "log:3:7", exist: []string{"log:3", "log"}, want: Operand{"log:3", 7, 0}},
		{arg: "log:3:7", exist: []string{"log:3:7"}, want: Operand{"log:3:7", 0, 0}},
		{arg: "log:3:7", exist: []string{"log"}, want: Operand{"log", 3, 7}},
		{arg: "log:3:7:9", exist: []string{"log:3:7"}, want: Operand{"log:3:7", 9, 0}},
		{arg: "log:", exist: []string{"log:"}, want: Operand{"log:", 0, 0}},

		// Windows: the drive's colon and an existing file's name stay whole.
		{arg: `C:\x:3`, volume: drive, want: Operand{`C:\x`, 3, 0}},
		{arg: `C:\x:3:4`, volume: drive, want: Operand{`C:\x`, 3, 4}},
		{arg: `C:\x`, volume: drive, want: Operand{`C:\x`, 0, 0}},
		{arg: `C:3`, volume: drive, want: Operand{`C:3`, 0, 0}},
		{arg: `C:3:4`, volume: drive, want: Operand{`C:3`, 4, 0}},
		{arg: `C:`, volume: drive, want: Operand{`C:`, 0, 0}},
		{arg: `\\host\share\x:3`, volume: len(`\\host\share`), want: Operand{`\\host\share\x`, 3, 0}},
		// The same names where drives have no meaning.
		{arg: `C:3`, want: Operand{`C`, 3, 0}},
		{arg: `C:\x:3`, want: Operand{`C:\x`, 3, 0}},
	}
	for _, test := range tests {
		exists := func(name string) bool { return slices.Contains(test.exist, name) }
		if got := parseOperand(test.arg, test.volume, exists); got != test.want {
			t.Errorf("%q with %q on the disk: %+v, want %+v", test.arg, test.exist, got, test.want)
		}
	}
}

func TestParseOperandLooksAtTheDisk(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "conf")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := ParseOperand(name+":4:2"), (Operand{name, 4, 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := ParseOperand(name), (Operand{name, 0, 0}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func FuzzParseOperand(f *testing.F) {
	for _, s := range []string{"a:1:2", `C:\x:3`, "::", ":1", "a:1:", "", "\xff:9"} {
		f.Add(s, 0)
		f.Add(s, 2)
	}
	f.Fuzz(func(t *testing.T, arg string, volume int) {
		volume = max(0, min(volume, len(arg)))
		op := parseOperand(arg, volume, func(string) bool { return false })
		switch {
		case len(op.Path) > len(arg) || arg[:len(op.Path)] != op.Path:
			t.Errorf("%q became %q, which is not how it starts", arg, op.Path)
		case op.Path == "" && arg != "":
			t.Errorf("%q lost its name", arg)
		case op.Line < 0 || op.Column < 0:
			t.Errorf("%q: %+v", arg, op)
		}
	})
}
