package editor

import (
	"bytes"
	"context"
	"io"
	"slices"
	"testing"
	"time"
)

// script hands out the bytes of a fuzz input as decisions.
type script []byte

func (s *script) next() int {
	if len(*s) == 0 {
		return 0
	}
	b := (*s)[0]
	*s = (*s)[1:]
	return int(b)
}

// upto returns a number from 0 to n.
func (s *script) upto(n int) int {
	v := s.next()
	if n > 250 {
		v = v<<8 | s.next()
	}
	return v % (n + 1)
}

// text returns a few bytes, often those that make edges.
func (s *script) text(most int) []byte {
	const alphabet = "\n\r\r\n\tab é界x\xff\xcc\x81.-_()#\""
	b := make([]byte, s.upto(most))
	for i := range b {
		b[i] = alphabet[s.next()%len(alphabet)]
	}
	return b
}

// FuzzText edits several texts that come from one another and compares each,
// old ones too, with plain bytes.
func FuzzText(f *testing.F) {
	f.Add([]byte("\x00\x05abcdef"))
	f.Add([]byte("\x01\x03\r\n\x00\x01\x00\x02\r\x00\x02\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := script(in)
		first := s.text(40)
		texts := []Text{fromBytesSized(bytes.Clone(first), 1+s.upto(5), 4+s.upto(30))}
		wants := [][]byte{first}
		for len(s) > 0 && len(texts) < 60 {
			i := s.upto(len(texts) - 1)
			x, w := texts[i], wants[i]
			from := s.upto(len(w))
			to := from + s.upto(len(w)-from)
			switch s.next() % 4 {
			case 0, 1:
				ins := s.text(12)
				x = x.Replace(from, to, ins)
				w = bytes.Join([][]byte{w[:from], ins, w[to:]}, nil)
			case 2:
				x, w = x.Sub(from, to), w[from:to]
			case 3:
				j := s.upto(len(texts) - 1)
				x, w = Join(x, texts[j]), bytes.Join([][]byte{w, wants[j]}, nil)
			}
			if len(w) > 500 {
				x, w = x.Sub(0, 100), w[:100]
			}
			texts, wants = append(texts, x), append(wants, w)
			checkText(t, x, w)
		}
		for i, x := range texts {
			checkText(t, x, wants[i])
			checkReads(t, x, wants[i], &s)
			if j := s.upto(i); x.Equal(texts[j]) != bytes.Equal(wants[i], wants[j]) {
				t.Fatalf("Equal(%q, %q) is wrong", wants[i], wants[j])
			}
		}
	})
}

// checkReads compares the ways of reading a range.
func checkReads(t *testing.T, x Text, want []byte, s *script) {
	from := s.upto(len(want))
	to := from + s.upto(len(want)-from)
	want = want[from:to]
	if got := x.Slice(from, to); !bytes.Equal(got, want) {
		t.Fatalf("Slice gives %q, want %q", got, want)
	}
	r := x.Reader(from, to)
	if r.Len() != len(want) {
		t.Fatalf("Len is %d, want %d", r.Len(), len(want))
	}
	head := make([]byte, min(3, len(want)))
	if _, err := io.ReadFull(r, head); err != nil {
		t.Fatal(err)
	}
	var tail bytes.Buffer
	if n, err := r.WriteTo(&tail); err != nil || n != int64(tail.Len()) || r.Len() != 0 {
		t.Fatal(n, err, r.Len())
	}
	if got := append(head, tail.Bytes()...); !bytes.Equal(got, want) {
		t.Fatalf("reading gives %q, want %q", got, want)
	}
}

// change makes a valid change of a text of n bytes, and its plain form. Often all
// parts are alike, or all but one.
func (s *script) change(n, most int) (Change, []Replacement) {
	var reps []Replacement
	at, alike := 0, s.next()%3
	width, insert, odd := s.upto(4), FromBytes(s.text(6)), s.upto(most)
	for i := range s.upto(most) {
		from := at + s.upto(min(n-at, 9))
		to := from + width
		if alike == 0 || alike == 1 && i == odd {
			to, insert = from+s.upto(min(n-from, 7)), FromBytes(s.text(6))
		}
		if to > n {
			break
		}
		reps = append(reps, Replacement{from, to, insert})
		at = to
	}
	c, err := NewChange(n, slices.Clone(reps)...)
	if err != nil {
		panic(err)
	}
	return c, reps
}

// listed returns the parts of a change.
func listed(c Change) []Replacement {
	var reps []Replacement
	for i := range c.Parts() {
		reps = append(reps, c.Part(i))
	}
	return reps
}

// invertPlain is Invert, with no more than plain bytes.
func invertPlain(b []byte, reps []Replacement) []Replacement {
	var inv []Replacement
	shift := 0
	for _, r := range reps {
		from := r.From + shift
		inv = append(inv, Replacement{from, from + r.Insert.Len(), FromBytes(b[r.From:r.To])})
		shift += r.Insert.Len() - (r.To - r.From)
	}
	return inv
}

// checkParts compares the parts of a change with what they have to be.
func checkParts(t *testing.T, c Change, want []Replacement) {
	t.Helper()
	got := listed(c)
	same := func(a, b Replacement) bool {
		return a.From == b.From && a.To == b.To && a.Insert.Equal(b.Insert)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("the parts are %v, want %v", got, want)
	}
	for i := range want {
		if got := len(applyPlain(make([]byte, c.before), want[:i])) - c.before; c.parts.shift(i) != got {
			t.Fatalf("the %d first of %v move what follows by %d, not by %d", i, want, got, c.parts.shift(i))
		}
	}
}

func applyPlain(b []byte, reps []Replacement) []byte {
	var out []byte
	at := 0
	for _, r := range reps {
		out = append(append(out, b[at:r.From]...), r.Insert.String()...)
		at = r.To
	}
	return append(out, b[at:]...)
}

// FuzzChange applies, inverts, composes and maps.
func FuzzChange(f *testing.F) {
	f.Add([]byte("\x20abcdefghijkl\x03\x01\x02\x03\x04"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := script(in)
		b := s.text(200)
		x := fromBytesSized(bytes.Clone(b), 1+s.upto(7), 4+s.upto(30))
		a, reps := s.change(len(b), 100)
		y, plain := a.Apply(x), applyPlain(b, reps)
		inverse := a.Invert(x)
		checkParts(t, a, reps)
		checkParts(t, inverse, invertPlain(b, reps))
		checkParts(t, inverse.Invert(y), reps)
		checkText(t, y, plain)
		checkText(t, inverse.Apply(y), b)
		checkText(t, x, b)

		next, nextReps := s.change(len(plain), 8)
		both := a.Compose(next)
		z := applyPlain(plain, nextReps)
		checkChange(t, both)
		checkText(t, both.Apply(x), z)
		checkText(t, both.Invert(x).Apply(both.Apply(x)), b)
		checkText(t, a.Compose(inverse).Apply(x), b)
		checkMap(t, a)
		mapper := a.mapper()
		for pos := 0; pos <= len(b); pos++ {
			for _, bias := range []Bias{Before, After} {
				if got := a.Map(pos, bias); got != naiveMap(a, pos, bias) || got != mapper.Map(pos, bias) {
					t.Fatalf("%v: Map(%d, %d) = %d, want %d", reps, pos, bias, got, naiveMap(a, pos, bias))
				}
			}
		}
	})
}

// checkChange verifies that a change is sorted, disjoint and knows its sizes.
func checkChange(t *testing.T, c Change) {
	t.Helper()
	d, err := NewChange(c.before, listed(c)...)
	if err != nil || d.after != c.after {
		t.Fatalf("%v: sizes %d and %d: %v", listed(c), c.after, d.after, err)
	}
	at := -1
	for _, r := range listed(c) {
		if r.From <= at {
			t.Fatalf("%v: replacements that touch", listed(c))
		}
		at = r.To
	}
}

// checkMap verifies that mapping keeps the order of positions.
func checkMap(t *testing.T, c Change) {
	t.Helper()
	for _, bias := range []Bias{Before, After} {
		last := 0
		for pos := 0; pos <= c.before; pos++ {
			to := c.Map(pos, bias)
			if to < last || to > c.after {
				t.Fatalf("%v: %d maps to %d after %d of %d", listed(c), pos, to, last, c.after)
			}
			last = to
		}
	}
}

// naiveMap follows a position through each replacement in turn.
func naiveMap(c Change, pos int, bias Bias) int {
	shift, at := 0, pos
	for _, r := range listed(c) {
		switch {
		case pos < r.From, r.From < r.To && pos == r.From:
			return at
		case r.From == r.To && pos == r.From && bias == Before:
			return at
		case pos < r.To && bias == Before:
			return r.From + shift
		case pos < r.To:
			return r.From + shift + r.Insert.Len()
		}
		shift += r.Insert.Len() - (r.To - r.From)
		at = pos + shift
	}
	return at
}

// FuzzDocument edits, undoes and redoes, and compares with a list of states.
func FuzzDocument(f *testing.F) {
	f.Add([]byte("\x10hello\x01\x02\x03"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := script(in)
		b := s.text(60)
		d := NewDocument(fromBytesSized(bytes.Clone(b), 1+s.upto(7), 4+s.upto(30)))
		d.history.heavyFrom = s.upto(3)
		seen := map[Version][]byte{d.Version(): b}
		now := epoch
		for len(s) > 0 {
			before := d.Snapshot()
			switch s.next() % 10 {
			case 9:
				replaceByte(t, d, &s, now)
			case 8:
				more := s.text(5)
				d.Extend(FromBytes(more))
				if len(more) > 0 {
					seen = map[Version][]byte{}
					b = append(bytes.Clone(b), more...)
					before = d.Snapshot()
					seen[before.Version] = []byte(before.Text.String())
				}
			case 0:
				if work := d.UndoAhead(); work == nil || !work(context.Background())() {
					d.Undo()
				}
			case 1:
				if work := d.RedoAhead(); work == nil || !work(context.Background())() {
					d.Redo()
				}
			case 2:
				d.Select(Single(s.upto(d.Text().Len()), s.upto(d.Text().Len())))
			case 3:
				d.MarkSaved(d.Version())
				d.Seal()
				for i := range d.history.done {
					d.history.lighten(&d.history.done[i])
				}
			case 4, 5, 6:
				cmd := InsertText(string(s.text(3)))
				if s.next()%2 == 0 {
					cmd = DeleteBack()
				}
				if _, err := d.Do(cmd, Settings{}, now); err != nil {
					t.Fatal(err)
				}
			case 7:
				c, _ := s.change(d.Text().Len(), 5)
				if err := d.Apply(Transaction{Base: d.Version(), Change: c, Selection: d.Selection().Map(c), Time: now}); err != nil {
					t.Fatal(err)
				}
			}
			now = now.Add(time.Duration(s.next()) * 4 * time.Millisecond)
			checkVersion(t, d, seen)
			checkText(t, before.Text, seen[before.Version])
		}
		for d.Undo() {
			checkVersion(t, d, seen)
		}
		if !bytes.Equal(b, []byte(d.Text().String())) {
			t.Fatalf("undoing everything leads to version %d, %q", d.Version(), d.Text())
		}
		for d.Redo() {
			checkVersion(t, d, seen)
		}
	})
}

// replaceByte replaces, in a document, every byte of one kind, or in one case or the
// other; as the window does, with the work done before.
func replaceByte(t *testing.T, d *Document, s *script, now time.Time) {
	const patterns = "abx\n"
	q := Query{Pattern: patterns[s.next()%len(patterns):][:1], MatchCase: s.next()%2 == 0}
	work := mustCompile(t, q).Replacing(d.Text(), nil, string(s.text(3)), "\n")
	for !work.Step() {
		continue
	}
	c, err := work.Change()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Do(Prepare(context.Background(), d.Snapshot(), c, nil), Settings{}, now); err != nil {
		t.Fatal(err)
	}
}

// checkVersion verifies that equal versions mean equal texts.
func checkVersion(t *testing.T, d *Document, seen map[Version][]byte) {
	t.Helper()
	got := d.Text().AppendSlice(nil, 0, d.Text().Len())
	want, known := seen[d.Version()]
	if !known {
		seen[d.Version()] = got
		want = got
	}
	checkText(t, d.Text(), want)
	for _, r := range d.Selection().list() {
		if r.Min() < 0 || r.Max() > len(got) {
			t.Fatalf("selection %v outside %d bytes", r, len(got))
		}
	}
	if d.Modified() != (d.Version() != d.saved) {
		t.Fatal("Modified is wrong")
	}
}

var epoch = time.Unix(0, 0)
