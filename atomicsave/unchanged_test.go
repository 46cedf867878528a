package atomicsave

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"holdfast/atomicsave/internal/faultfs"
	"holdfast/atomicsave/internal/vfs"
)

// A save of what is there already makes no file and changes no time.
func TestUnchangedSaveWritesNothing(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 100_000)
	announced := func(r io.Reader, n int) io.Reader {
		return struct {
			io.Reader
			length
		}{r, length(n)}
	}
	for name, c := range map[string]struct {
		content io.Reader
		is      string
		temp    bool // known only from the hash
	}{
		"seekable":        {strings.NewReader("same"), "same", false},
		"partly read":     {afterRead(t, "xxsame", 2), "same", false},
		"empty":           {strings.NewReader(""), "", false},
		"pieces":          {pieces{2, []byte("same")}, "same", false},
		"not seekable":    {announced(strings.NewReader("same"), 4), "same", false},
		"big, seekable":   {strings.NewReader(big), big, false},
		"big, only once":  {announced(strings.NewReader(big), len(big)), big, true},
		"unannounced":     {iotest.OneByteReader(strings.NewReader("same")), "same", true},
		"one byte a time": {announced(iotest.OneByteReader(strings.NewReader("same")), 4), "same", false},
	} {
		for _, level := range []Durability{Full, Balanced, Fast} {
			t.Run(name+" "+level.String(), func(t *testing.T) {
				dir := t.TempDir()
				write(t, conf(dir), c.is)
				before := identify(t, conf(dir))
				disk := faultfs.New(vfs.OS(), nil)
				content := c.content
				if s, ok := content.(io.Seeker); ok && name != "partly read" {
					s.Seek(0, io.SeekStart)
				} else if level != Full {
					t.Skip("the content is used up")
				}
				r := mustSaveFrom(t, conf(dir), content, Options{Expect: before, Durability: level}.OnDisk(disk))
				if r.Strategy != StrategyUnchanged || r.State != New || r.Achieved != level || r.Fingerprint != before {
					t.Errorf("report %+v", r)
				}
				if after := identify(t, conf(dir)); after != before {
					t.Errorf("fingerprint %v, was %v", after, before)
				}
				for _, call := range disk.Calls() {
					if call.Op == "open-create" && !c.temp || call.Op == "rename" {
						t.Errorf("call %+v", call)
					}
				}
				wantNames(t, dir, "app.conf")
			})
		}
	}
}

type length int

func (n length) Len() int { return int(n) }

// afterRead returns a reader of text from which n bytes have been read.
func afterRead(t *testing.T, text string, n int) io.Reader {
	t.Helper()
	r := strings.NewReader(text)
	if _, err := io.ReadFull(r, make([]byte, n)); err != nil {
		t.Fatal(err)
	}
	return r
}

// Content of the same length that differs is saved as a whole, from where the
// reader stood.
func TestSameLengthIsSaved(t *testing.T) {
	for name, content := range map[string]io.Reader{
		"seekable": afterRead(t, "xxNEW", 2),
		"pieces":   pieces{2, []byte("NEW")},
		"announced": struct {
			io.Reader
			length
		}{strings.NewReader("NEW"), 3},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), "old")
			mustSaveFrom(t, conf(dir), content, Options{Expect: identify(t, conf(dir))})
			wantContent(t, conf(dir), "NEW")
		})
	}
}

// An expected version that is gone is a conflict, whatever is to be saved; with
// AnyVersion, what is there already stays.
func TestUnchangedAndConflict(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	fp := identify(t, conf(dir))
	write(t, conf(dir), "theirs")
	_, err := Save(ctx, conf(dir), bytes.NewReader([]byte("theirs")), Options{Expect: fp})
	wantError(t, err, Changed, Old)
	r := mustSave(t, conf(dir), "theirs", Options{Expect: AnyVersion()})
	if r.Strategy != StrategyUnchanged || r.Fingerprint != identify(t, conf(dir)) {
		t.Errorf("report %+v", r)
	}
}

// What is written in pieces is compared, too, once it is all there.
func TestUnchangedWriter(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "same")
	before := identify(t, conf(dir))
	disk := faultfs.New(vfs.OS(), nil)
	w, err := Create(ctx, conf(dir), Options{Expect: before}.OnDisk(disk))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "same"); err != nil {
		t.Fatal(err)
	}
	r, err := w.Commit(ctx)
	if err != nil || r.Strategy != StrategyUnchanged || r.State != New || r.Achieved != Full || r.Fingerprint != before {
		t.Errorf("report %+v, %v", r, err)
	}
	for _, call := range disk.Calls() {
		if call.Op == "rename" {
			t.Errorf("call %+v", call)
		}
	}
	wantNames(t, dir, "app.conf")
	if _, err := w.Write(nil); ClassOf(err) != Usage {
		t.Error(err)
	}
}
