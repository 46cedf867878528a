package syntax

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/editor"
)

// still returns a highlighter whose worker never starts: the test does its steps.
func still(l Language, src string) *Highlighter {
	h := New(l, 1, editor.FromString(src), func() {}, spawn)
	h.working = true
	return h
}

func spawn(f func()) { go f() }

func settle(h *Highlighter) {
	for h.step() {
		h.working = true
	}
	h.working = true
}

// within cuts out the spans of a range.
func within(spans []Span, from, to int) []Span {
	var out []Span
	for _, s := range spans {
		if s.To > from && s.From < to {
			out = append(out, Span{max(s.From, from), min(s.To, to), s.Style})
		}
	}
	return out
}

// document makes a text in which states reach far.
func document(r *rand.Rand, lines int) string {
	parts := []string{"a: b\n", "  key: \"text\"\n", "block: |\n", "  inside: # not a comment\n", "\n", "q: \"open\n", "  closed\" # c\n", "- [1, 2]\n", "'single\n", "...\n", "\"\"\"\n", "<!-- c\n", "-->\n", "<a b='c\n", "/* x\n", "*/\n", "long: " + strings.Repeat("word ", 5000) + "\n", "x\r\n", "y\r"}
	var b strings.Builder
	for range lines {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// TestWindowsAgree asks for many windows of texts that are edited, and compares
// each with the text coloured as a whole.
func TestWindowsAgree(t *testing.T) {
	for name, file := range map[string]string{"yaml": "a.yaml", "json": "a.jsonc", "toml": "a.toml", "xml": "a.xml", "nginx": "nginx.conf", "systemd": "x.service", "hosts": "/etc/hosts"} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			l := Detect(file, nil)
			src := document(r, 1500)
			h := still(l, src)
			for round := range 25 {
				v := editor.Version(round + 1)
				from := r.IntN(len(src) + 1)
				to := min(len(src), from+2000)
				h.Styles(v, from, to)
				settle(h)
				got := within(h.Styles(v, from, to), from, to)
				if want := within(whole(l, src), from, to); !slices.Equal(got, want) {
					t.Fatalf("round %d, %d to %d of %d:\n%v\nwant\n%v", round, from, to, len(src), got, want)
				}
				at := r.IntN(len(src) + 1)
				end := min(len(src), at+r.IntN(30))
				insert := document(r, r.IntN(3))
				c := newChange(len(src), editor.Replacement{From: at, To: end, Insert: editor.FromString(insert)})
				src = src[:at] + insert + src[end:]
				h.Changed(v+1, editor.FromString(src), c)
				sorted(t, h.Styles(v+1, 0, len(src)), len(src))
			}
		})
	}
}

// TestOnlyWhatIsNeededIsLookedAt counts what it costs to show the beginning of a text
// and its end, and to press a key.
func TestOnlyWhatIsNeededIsLookedAt(t *testing.T) {
	src := strings.Repeat("key: value # comment\n", 500_000)
	var seen int
	l := Language{own: func(s state, piece []byte, first bool, out *sink) state {
		seen += len(piece)
		return lexYAML(s, piece, first, out)
	}}
	h := still(l, src)
	end := len(src) - 1000
	show := func(v editor.Version, from int) int {
		seen = 0
		h.Styles(v, from, from+1000)
		settle(h)
		return seen
	}
	if n := show(1, 0); n > 4*markEvery {
		t.Errorf("to show the beginning %d bytes are looked at", n)
	}
	if n := show(1, end); n < end {
		t.Errorf("only %d bytes were looked at before the end was shown", n)
	}
	for v, at := range []int{500, end, 500} {
		c := newChange(len(src), editor.Replacement{From: at, To: at, Insert: editor.FromString("x")})
		src = src[:at] + "x" + src[at:]
		seen = 0
		h.Changed(editor.Version(v+2), editor.FromString(src), c)
		settle(h)
		if n := seen + show(editor.Version(v+2), at); n > 8*markEvery {
			t.Errorf("a key press at %d costs %d bytes", at, n)
		}
	}
	if n := show(4, end); n > 8*markEvery {
		t.Errorf("to show the end again costs %d bytes", n)
	}
}

func TestColoursMoveAlong(t *testing.T) {
	src := "a: 1\nb: 2\n"
	h := still(Detect("a.yaml", nil), src)
	h.Styles(1, 0, len(src))
	settle(h)
	c := newChange(len(src), editor.Replacement{From: 0, To: 0, Insert: editor.FromString("xyz")})
	h.Changed(2, editor.FromString("xyz"+src), c)
	if got := show("xyz"+src, h.Styles(2, 0, 100)); got != "key:a|number:1|key:b|number:2" {
		t.Errorf("%s", got)
	}
	settle(h)
	if got := show("xyz"+src, h.Styles(2, 0, 100)); got != "key:xyza|number:1|key:b|number:2" {
		t.Errorf("%s", got)
	}
	h.Replaced(3, editor.FromString("c: 3"))
	if got := h.Styles(3, 0, 100); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

// TestATypedLetterBelongsToItsWord before the worker has looked at it, and what is not
// a letter belongs to nothing.
func TestATypedLetterBelongsToItsWord(t *testing.T) {
	src := "ab: 12 # c\n\"s\": true\n"
	for _, c := range []struct {
		at     int
		insert string
		want   string
	}{
		{0, "x", "key:xab|number:12|comment:# c|key:\"s\"|keyword:true"},
		{2, "x", "key:abx|number:12|comment:# c|key:\"s\"|keyword:true"},
		{4, "9", "key:ab|number:912|comment:# c|key:\"s\"|keyword:true"},
		{6, "é", "key:ab|number:12é|comment:# c|key:\"s\"|keyword:true"},
		{10, "x", "key:ab|number:12|comment:# cx|key:\"s\"|keyword:true"},
		{2, " ", "key:ab|number:12|comment:# c|key:\"s\"|keyword:true"},
		{2, "xy", "key:ab|number:12|comment:# c|key:\"s\"|keyword:true"},
	} {
		h := still(Detect("a.yaml", nil), src)
		h.Styles(1, 0, len(src))
		settle(h)
		edited := src[:c.at] + c.insert + src[c.at:]
		h.Changed(2, editor.FromString(edited), newChange(len(src), editor.Replacement{From: c.at, To: c.at, Insert: editor.FromString(c.insert)}))
		if got := show(edited, h.Styles(2, 0, len(edited))); got != c.want {
			t.Errorf("%q at %d: %s, want %s", c.insert, c.at, got, c.want)
		}
	}
}

// TestMuchThatComesAtOnceIsNotColoured reads a file on behind what is visible,
// and pastes into it: what is kept, and looked at with every key, stays small.
func TestMuchThatComesAtOnceIsNotColoured(t *testing.T) {
	l := Detect("a.conf", nil)
	text := editor.FromString(strings.Repeat("a = b # c\n", 1000))
	h := still(l, text.String())
	h.Styles(1, 0, text.Len())
	settle(h)
	much := editor.FromString(strings.Repeat("a = b # c\n", 100_000))
	for i, at := range []int{text.Len(), text.Len() / 2} {
		v := editor.Version(i + 2)
		c := newChange(text.Len(), editor.Replacement{From: at, To: at, Insert: much})
		text = c.Apply(text)
		h.Changed(v, text, c)
		settle(h)
		if n := len(h.shown.spans); n > 40*margin/10 {
			t.Errorf("at %d: %d spans are kept", at, n)
		}
		if len(h.Styles(v, 0, 100)) == 0 {
			t.Error("what is visible is not coloured")
		}
	}
}

// TestWorker uses a highlighter as a window does.
func TestWorker(t *testing.T) {
	ready := make(chan struct{}, 1000)
	h := New(Detect("a.yaml", nil), 1, editor.FromString("a: 1\n"), func() { ready <- struct{}{} }, spawn)
	h.Styles(1, 0, 5)
	wait := func() {
		select {
		case <-ready:
		case <-time.After(time.Minute):
			t.Fatal("nothing comes")
		}
	}
	wait()
	if got := show("a: 1\n", h.Styles(1, 0, 5)); got != "key:a|number:1" {
		t.Errorf("%s", got)
	}
	var all sync.WaitGroup
	src := "a: 1\n"
	for i := range 50 {
		c := newChange(len(src), editor.Replacement{From: 0, To: 0, Insert: editor.FromString("b")})
		src = "b" + src
		h.Changed(editor.Version(i+2), editor.FromString(src), c)
		all.Go(func() { h.Styles(editor.Version(i+2), 0, 100) })
	}
	all.Wait()
	for show(src, h.Styles(51, 0, 100)) != "key:"+src[:51]+"|number:1" {
		wait()
	}
	h.Close()
	h.Changed(99, editor.FromString("x"), newChange(len(src)))
}

// TestAPanicOfTheWorker comes to whoever gave it its goroutine.
func TestAPanicOfTheWorker(t *testing.T) {
	died := make(chan any, 1)
	h := New(Detect("a.yaml", nil), 1, editor.FromString("a: 1\n"), func() { panic("broken") }, func(f func()) {
		go func() {
			defer func() { died <- recover() }()
			f()
		}()
	})
	h.Styles(1, 0, 5)
	if cause := <-died; cause != "broken" {
		t.Errorf("it died of %v", cause)
	}
}

func TestPlain(t *testing.T) {
	h := New(Language{}, 1, editor.FromString("a"), func() { t.Error("called") }, spawn)
	if got := h.Styles(1, 0, 1); len(got) > 0 || h.working {
		t.Errorf("%v", got)
	}
}

func TestHuge(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short, as under the race detector, chroma needs longer than ChromaTime for this text")
	}
	large := strings.Repeat("x = 'é' # c\n", ChromaWhole/5)
	p := still(Detect("a.py", nil), large)
	for _, from := range []int{0, len(large) / 2, len(large) - 10} {
		p.Styles(1, from, from+10)
		settle(p)
		if got := p.Styles(1, from, from+10); len(got) == 0 {
			t.Errorf("nothing at %d", from)
		}
	}
	p.Styles(1, 0, len(large)) // more than a screen: it must end
	settle(p)
}

func BenchmarkKeyPressIn100MB(b *testing.B) {
	src := "[\n" + strings.Repeat("  {\"name\": \"web server\", \"ports\": [80, 443]},\n", 2_200_000) + "1]"
	text := editor.FromString(src)
	h := still(Detect("a.json", nil), "")
	h.Replaced(1, text)
	h.Styles(1, 50_000_000, 50_005_000)
	settle(h)
	v := editor.Version(1)
	b.ResetTimer()
	for b.Loop() {
		c := newChange(text.Len(), editor.Replacement{From: 50_000_000, To: 50_000_000, Insert: editor.FromString("x")})
		text = c.Apply(text)
		v++
		h.Changed(v, text, c)
		for row := range 50 {
			h.Styles(v, 50_000_000+row*100, 50_000_000+row*100+100)
		}
	}
}

func BenchmarkLexers(b *testing.B) {
	for _, name := range []string{"a.json", "a.yaml", "a.toml", "a.xml", "nginx.conf", "a.ini"} {
		b.Run(name, func(b *testing.B) {
			l := Detect(name, nil)
			src := []byte("  key: \"value\" # [1, 2, true]\n")
			b.SetBytes(int64(len(src)) * 1000)
			for b.Loop() {
				out := sink{}
				for range 1000 {
					l.own(0, src, true, &out)
				}
			}
		})
	}
}

func FuzzLexers(f *testing.F) {
	f.Add("a: |\n  b\n\"c\n'd\n<!-- e\n[f]\n\"\"\"g\n$h{i}\\")
	f.Fuzz(func(t *testing.T, src string) {
		for _, name := range []string{"a.json", "a.yaml", "a.toml", "a.xml", "a.ini", "a.properties", ".env", "x.service", "/etc/hosts", "/etc/fstab", "crontab", "/etc/crontab", "sshd_config", "nginx.conf", "Caddyfile"} {
			sorted(t, whole(Detect(name, []byte("1.1.1.1 a")), src), len(src))
		}
	})
}

func newChange(oldLen int, reps ...editor.Replacement) editor.Change {
	c, err := editor.NewChange(oldLen, reps...)
	if err != nil {
		panic(err)
	}
	return c
}
