package elevate

import (
	"crypto/sha256"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/atomicsave"
)

func orderOf(content string) Order {
	return Order{Size: int64(len(content)), Sum: sha256.Sum256([]byte(content))}
}

// sent is an order and its content as the helper gets them.
func sent(t *testing.T, o Order, content string) string {
	t.Helper()
	r, err := o.reader([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func TestAnOrderArrivesAsItWasSent(t *testing.T) {
	for _, content := range []string{"", "a", strings.Repeat("0123456789", 100_000)} {
		want := orderOf(content)
		want.Durability = atomicsave.Balanced
		want.Consent = atomicsave.Agree(atomicsave.LossHardLink, atomicsave.LossACL)
		got, r, err := readOrder(strings.NewReader(sent(t, want, content)))
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("arrived is %+v, want %+v", got, want)
		}
		text, err := io.ReadAll(r)
		if err != nil || string(text) != content {
			t.Errorf("%d bytes arrived of %d: %v", len(text), len(content), err)
		}
	}
}

func TestContentThatIsNotTheOrderedOneIsRefused(t *testing.T) {
	const content = "the whole content\n"
	whole := sent(t, orderOf(content), content)
	for name, in := range map[string]string{
		"cut short":       whole[:len(whole)-1],
		"nothing":         whole[:strings.IndexByte(whole, '\n')+1],
		"another content": strings.Replace(whole, "whole", "other", 1),
	} {
		_, r, err := readOrder(strings.NewReader(in))
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := io.ReadAll(r); !errors.Is(err, ErrContent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// More than was ordered is not read.
	_, r, err := readOrder(strings.NewReader(whole + "more"))
	if text, readErr := io.ReadAll(r); err != nil || readErr != nil || string(text) != content {
		t.Errorf("%q, %v, %v", text, err, readErr)
	}
}

func TestOrdersThatMakeNoSense(t *testing.T) {
	good := sent(t, orderOf("x"), "x")
	sum := strings.Repeat("00", 32)
	for name, in := range map[string]string{
		"nothing":        "",
		"no end":         strings.Repeat("x", 2*maxOrder),
		"nonsense":       "\x00\xff\n",
		"empty":          "{}\n",
		"the future":     strings.Replace(good, `"format":1`, `"format":2`, 1),
		"an unknown key": strings.Replace(good, `"format":1`, `"format":1,"command":"rm"`, 1),
		"any version":    strings.Replace(good, `"none"`, `"any"`, 1),
		"no such level":  strings.Replace(good, `"full"`, `"more"`, 1),
		"no such loss":   strings.Replace(good, `"size"`, `"agree":["everything"],"size"`, 1),
		"negative size":  `{"format":1,"expect":"none","durability":"full","size":-1,"sha256":"` + sum + `"}` + "\n",
		"short sum":      `{"format":1,"expect":"none","durability":"full","size":1,"sha256":"00"}` + "\n",
	} {
		if o, _, err := readOrder(strings.NewReader(in)); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
}

func TestPathsThatAPromptCouldNotShowHonestly(t *testing.T) {
	root, err := filepath.Abs(string(filepath.Separator))
	if err != nil {
		t.Fatal(err)
	}
	in := func(names ...string) string { return root + strings.Join(names, string(filepath.Separator)) }
	for _, path := range []string{in("etc", "hosts"), in("a b", "Zoë's 日本語"), in("-rf")} {
		if err := CheckPath(path); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{
		"", "hosts", "./hosts", in("etc", "..", "hosts"), in("etc", "", "hosts"), in("etc", "hosts", ""), in("etc", ".", "hosts"),
		in("a\nb"), in("a\x00b"), in("a\x1b[1A"), in("\u202etxt.stsoh"), in("a\u200bb"), in("a\u2028b"), in("\xff"), in(strings.Repeat("x", 5000)),
	} {
		if err := CheckPath(path); !errors.Is(err, ErrPath) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func FuzzOrder(f *testing.F) {
	f.Add(`{"format":1,"expect":"none","durability":"full","size":1,"sha256":"` + strings.Repeat("00", 32) + `"}` + "\nx")
	f.Fuzz(func(t *testing.T, in string) {
		o, r, err := readOrder(strings.NewReader(in))
		if err != nil {
			return
		}
		if o.Expect.IsAny() || o.Size < 0 {
			t.Fatalf("accepted: %+v", o)
		}
		text, err := io.ReadAll(r)
		if err == nil && (int64(len(text)) != o.Size || sha256.Sum256(text) != o.Sum) {
			t.Fatalf("%d bytes for %+v", len(text), o)
		}
	})
}
