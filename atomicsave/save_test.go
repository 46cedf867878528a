package atomicsave

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

var ctx = context.Background()

func TestCreate(t *testing.T) {
	dir := t.TempDir()
	r := mustSave(t, conf(dir), "hello", Options{})
	wantContent(t, conf(dir), "hello")
	wantNames(t, dir, "app.conf")
	if r.Strategy != StrategyCreate || r.State != New || r.Asked != Full {
		t.Errorf("report %+v", r)
	}
	if r.Fingerprint != identify(t, conf(dir)) {
		t.Errorf("fingerprint %v, want %v", r.Fingerprint, identify(t, conf(dir)))
	}
}

func TestCreateOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	_, err := Save(ctx, conf(dir), strings.NewReader("new"), Options{})
	e := wantError(t, err, Exists, Old)
	if !errors.Is(e, fs.ErrExist) {
		t.Errorf("%v is not fs.ErrExist", err)
	}
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")
}

func TestReplace(t *testing.T) {
	for _, level := range []Durability{Full, Balanced, Fast} {
		t.Run(level.String(), func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), "old")
			r := mustSave(t, conf(dir), "new!", Options{Expect: identify(t, conf(dir)), Durability: level})
			wantContent(t, conf(dir), "new!")
			wantNames(t, dir, "app.conf")
			if r.Strategy != StrategyReplace || r.State != New || r.Asked != level || r.Achieved != level {
				t.Errorf("report %+v", r)
			}
			if r.Fingerprint != identify(t, conf(dir)) {
				t.Error("the report's fingerprint is not the file's")
			}
			for _, c := range remarks(r) {
				if c.Loss != LossCreationTime { // wine cannot set one
					t.Errorf("caveat %v", c)
				}
			}
		})
	}
}

func TestAnyVersion(t *testing.T) {
	dir := t.TempDir()
	mustSave(t, conf(dir), "one", Options{Expect: AnyVersion()})
	mustSave(t, conf(dir), "two", Options{Expect: AnyVersion()})
	wantContent(t, conf(dir), "two")
	wantNames(t, dir, "app.conf")
}

func TestChanged(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	fp := identify(t, conf(dir))
	write(t, conf(dir), "theirs")
	_, err := Save(ctx, conf(dir), strings.NewReader("mine"), Options{Expect: fp})
	wantError(t, err, Changed, Old)
	wantContent(t, conf(dir), "theirs")

	if err := os.Remove(conf(dir)); err != nil {
		t.Fatal(err)
	}
	_, err = Save(ctx, conf(dir), strings.NewReader("mine"), Options{Expect: fp})
	wantError(t, err, Changed, Old)
	wantNames(t, dir)
}

// A program that touches a file, or writes the same bytes again, is no conflict.
func TestTouchIsNoChange(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	fp := identify(t, conf(dir))
	if err := os.Remove(conf(dir)); err != nil {
		t.Fatal(err)
	}
	write(t, conf(dir), "old")
	if same, err := Unchanged(ctx, conf(dir), fp); !same || err != nil {
		t.Errorf("Unchanged %v, %v", same, err)
	}
	mustSave(t, conf(dir), "new", Options{Expect: fp})
	wantContent(t, conf(dir), "new")
}

func TestUnchanged(t *testing.T) {
	dir := t.TempDir()
	check := func(fp Fingerprint, want bool) {
		t.Helper()
		if got, err := Unchanged(ctx, conf(dir), fp); got != want || err != nil {
			t.Errorf("Unchanged(%v) = %v, %v, want %v", fp, got, err, want)
		}
	}
	check(Fingerprint{}, true)
	write(t, conf(dir), "old")
	check(Fingerprint{}, false)
	fp := identify(t, conf(dir))
	check(fp, true)
	write(t, conf(dir), "new") // of the same length
	check(fp, false)
	check(AnyVersion(), true)
}

func TestContents(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 200_000)
	for name, c := range map[string]struct {
		content io.Reader
		want    string
	}{
		"empty":           {strings.NewReader(""), ""},
		"string":          {strings.NewReader("x"), "x"},
		"big":             {strings.NewReader(big), big},
		"no length":       {struct{ io.Reader }{strings.NewReader(big)}, big},
		"one by one":      {iotest.OneByteReader(strings.NewReader(big[:3000])), big[:3000]},
		"eof with data":   {iotest.DataErrReader(strings.NewReader(big)), big},
		"section":         {io.NewSectionReader(strings.NewReader(big), 5, 7), big[5:12]},
		"pieces":          {pieces{3, []byte(big[:500_000])}, big[:500_000]},
		"uneven pieces":   {pieces{150_000, []byte(big[:500_000])}, big[:500_000]},
		"NUL and invalid": {strings.NewReader("\xff\x00\r\n"), "\xff\x00\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			r := mustSaveFrom(t, conf(dir), c.content, Options{Verify: true, Durability: Fast})
			wantContent(t, conf(dir), c.want)
			if r.Fingerprint != identify(t, conf(dir)) {
				t.Error("the hash is wrong")
			}
		})
	}
}

func mustSaveFrom(t *testing.T, path string, content io.Reader, opts Options) Report {
	t.Helper()
	r, err := Save(ctx, path, content, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// pieces is content that is written in pieces.
type pieces struct {
	size    int
	content []byte
}

func (p pieces) Read([]byte) (int, error) { return 0, errors.New("WriterTo was not used") }
func (p pieces) Len() int                 { return len(p.content) }
func (p pieces) WriteTo(w io.Writer) (total int64, err error) {
	for rest := p.content; len(rest) > 0; {
		n, err := w.Write(rest[:min(p.size, len(rest))])
		total += int64(n)
		if err != nil {
			return total, err
		}
		rest = rest[n:]
	}
	return total, nil
}

type liar struct{ io.Reader }

func (liar) Len() int { return 100 }

// Content that ends early, fails, panics or is cancelled leaves the old file.
func TestContentFails(t *testing.T) {
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		content io.Reader
		class   Class
		cause   error
	}{
		"too short": {liar{strings.NewReader("short")}, Other, io.ErrUnexpectedEOF},
		"too long":  {liar{strings.NewReader(strings.Repeat("x", 101))}, Other, io.ErrUnexpectedEOF},
		"fails":     {io.MultiReader(strings.NewReader("part"), iotest.ErrReader(boom)), Other, boom},
		"disk-like": {iotest.ErrReader(fs.ErrPermission), Other, fs.ErrPermission},
		"cancelled": {iotest.ErrReader(context.Canceled), Cancelled, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), "old")
			_, err := Save(ctx, conf(dir), c.content, Options{Expect: AnyVersion()})
			if e := wantError(t, err, c.class, Old); !errors.Is(err, c.cause) || e.Step != StepWrite {
				t.Errorf("error %v at %v", err, e.Step)
			}
			wantContent(t, conf(dir), "old")
			wantNames(t, dir, "app.conf")
		})
	}
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("content") }

func TestPanicLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	func() {
		defer func() { recover() }()
		Save(ctx, conf(dir), panics{}, Options{})
	}()
	wantNames(t, dir)
}

// A save that is cancelled after any step before the replace leaves the old
// file; after the replace it is too late.
func TestCancelAfterEachStep(t *testing.T) {
	for _, step := range []Step{"", StepProbe, StepCreateTemp, StepReserve, StepWrite, StepMetadata, StepFlushFile, StepVerify, StepCheck, StepReplace, StepFlushDirectory} {
		t.Run(string(step), func(t *testing.T) {
			dir := t.TempDir()
			write(t, conf(dir), "old")
			c, cancel := context.WithCancel(ctx)
			defer cancel()
			if step == "" {
				cancel()
			}
			content := strings.Repeat("new", 1<<20)
			_, err := Save(c, conf(dir), strings.NewReader(content), Options{
				Expect: identify(t, conf(dir)), Verify: true,
				Check: func(context.Context, string) error { return nil },
				Observe: func(e Event) {
					if e.Step == step {
						cancel()
					}
				},
			})
			if c.Err() == nil {
				t.Skip("this system's save has no such step")
			}
			if step == StepReplace || step == StepFlushDirectory {
				if err != nil {
					t.Error(err)
				}
				wantContent(t, conf(dir), content)
			} else {
				wantError(t, err, Cancelled, Old)
				wantContent(t, conf(dir), "old")
			}
			wantNames(t, dir, "app.conf")
		})
	}
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	veto := errors.New("line 3: syntax error")
	opts := Options{Expect: AnyVersion()}
	var seen string
	opts.Check = func(_ context.Context, temp string) error {
		b, err := os.ReadFile(temp)
		seen = string(b)
		return errors.Join(err, veto)
	}
	_, err := Save(ctx, conf(dir), strings.NewReader("new"), opts)
	if wantError(t, err, Vetoed, Old); !errors.Is(err, veto) || seen != "new" {
		t.Errorf("%v, the check saw %q", err, seen)
	}
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")

	opts.Check = func(_ context.Context, temp string) error { return os.WriteFile(temp, []byte("tidied up"), 0o600) }
	_, err = Save(ctx, conf(dir), strings.NewReader("new"), opts)
	wantError(t, err, Corrupt, Old)
	wantContent(t, conf(dir), "old")

	opts.Check = func(context.Context, string) error { return nil }
	mustSave(t, conf(dir), "new", opts)
	wantContent(t, conf(dir), "new")
	wantNames(t, dir, "app.conf")
}

func TestBadPaths(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "file"), "x")
	for name, c := range map[string]struct {
		path  string
		class Class
	}{
		"empty":             {"", BadName},
		"NUL":               {filepath.Join(dir, "a\x00b"), BadName},
		"directory":         {filepath.Join(dir, "sub"), NotRegular},
		"trailing slash":    {filepath.Join(dir, "sub") + "/", NotRegular},
		"dot":               {dir + "/sub/.", NotRegular},
		"dot dot":           {dir + "/sub/..", NotRegular},
		"no folder":         {filepath.Join(dir, "gone", "a.conf"), Vanished},
		"folder is a file":  {filepath.Join(dir, "file", "a.conf"), Vanished},
		"name of 256 bytes": {filepath.Join(dir, strings.Repeat("n", 256)), BadName},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Save(ctx, c.path, strings.NewReader("new"), Options{Expect: AnyVersion()})
			wantError(t, err, c.class, Old)
			wantNames(t, dir, "file", "sub")
		})
	}
}
