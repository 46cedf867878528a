package vfs

import (
	"errors"
	"testing"

	"golang.org/x/sys/windows"
)

// Flags and creation time are set and read back on one file; the rest of the
// attributes is not wine's.
func TestAttributesOfOneFile(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	fill(t, d, "a", "x")
	f, err := d.OpenFile("a", ReadWrite, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names, err := f.Attrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := f.Attr(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := f.Attr("user.x"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("an attribute of Linux: %v", err)
	}
	birth := []byte{0, 0x80, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 1} // 1970
	if err := f.SetAttr(AttrBirth, birth); err != nil {
		t.Errorf("creation time: %v", err)
	}
}

func TestParseStreams(t *testing.T) {
	one := func(next int, name string) []byte {
		units, _ := windows.UTF16FromString(name)
		units = units[:len(units)-1]
		b := make([]byte, 24, 128)
		b[0], b[4] = byte(next), byte(2*len(units))
		for _, u := range units {
			b = append(b, byte(u), byte(u>>8))
		}
		for len(b)%8 != 0 {
			b = append(b, 0)
		}
		return b
	}
	data := one(0, "::$DATA")
	list := append(one(len(data), "::$DATA"), one(0, ":Zone.Identifier:$DATA")...)
	if got := parseStreams(data); len(got) != 0 {
		t.Errorf("only the content: %q", got)
	}
	if got := parseStreams(list); len(got) != 1 || got[0] != "Zone.Identifier" {
		t.Errorf("got %q", got)
	}
	list[len(data)+4] = 255
	if got := parseStreams(list); len(got) != 0 {
		t.Errorf("a length beyond the end: %q", got)
	}
}

func TestPlainList(t *testing.T) {
	for sddl, want := range map[string]string{
		"D:PAI(A;;FA;;;SY)":       "D:P(A;;FA;;;SY)",
		"D:AI(A;ID;FA;;;BA)":      "D:(A;ID;FA;;;BA)",
		"D:ARAI":                  "D:",
		"D:(A;;0x1200a9;;;AIxAR)": "D:(A;;0x1200a9;;;AIxAR)",
		"D:NO_ACCESS_CONTROL":     "D:NO_ACCESS_CONTROL",
	} {
		if got := plainList(sddl); got != want {
			t.Errorf("%s: got %s, want %s", sddl, got, want)
		}
	}
}

// Whoever made a file may own it.
func TestOwnerOfOurs(t *testing.T) {
	d := openTestDir(t, t.TempDir())
	fill(t, d, "a", "x")
	was := ownerAt(joinPath(d.path, "a"))
	if was == "" || !mayOwn(was) {
		t.Errorf("owner %q, may own: %v", was, mayOwn(was))
	}
	if unkept, err := d.Unkept("a"); err != nil || len(unkept) != 0 {
		t.Errorf("unkept %q, %v", unkept, err)
	}
	if mayOwn("S-1-5-21-1-2-3-4") && !hasRestore(windows.GetCurrentProcessToken()) {
		t.Error("may own for a stranger without the privilege")
	}
}
