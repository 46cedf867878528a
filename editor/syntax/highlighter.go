package syntax

import (
	"sort"
	"sync"
	"unicode"
	"unicode/utf8"

	"holdfast/editor"
)

// MaxSize is the size of the largest text that is coloured.
const MaxSize = 1 << 30

// margin is how much is coloured before and behind what is visible.
const margin = 16 << 10

// passSize is how much is looked at before the worker sees whether something
// more urgent has come up.
const passSize = 4 << 20

// Highlighter colours one document. Its methods may be called from any
// goroutine, and return at once.
type Highlighter struct {
	language Language
	ready    func()
	spawn    func(func())

	mu      sync.Mutex
	text    editor.Text
	version editor.Version
	serial  uint64 // counts texts: a version may come back by undo
	marks   marks
	shown   window
	want    [2]int // the range that was asked for last
	working bool
	closed  bool
}

// window is what is coloured: the spans of a range of the text.
type window struct {
	from, to int
	spans    []Span
	serial   uint64
	exact    bool
	asked    [2]int // what it was made for
}

// covers says whether a range was coloured.
func (w window) covers(from, to int) bool {
	return w.serial != 0 && from >= w.from && to <= w.to
}

// New returns a highlighter for a text. ready is called, on another goroutine,
// whenever there is something new to show. spawn runs a function on another
// goroutine; whoever gives it learns of a panic there.
func New(l Language, v editor.Version, t editor.Text, ready func(), spawn func(func())) *Highlighter {
	return &Highlighter{language: l, ready: ready, spawn: spawn, version: v, text: t, serial: 1}
}

// Language is what the text is coloured as.
func (h *Highlighter) Language() Language { return h.language }

// Changed tells of an edit that made the text t out of the last one. What was
// coloured moves along until the new colours are there.
func (h *Highlighter) Changed(v editor.Version, t editor.Text, c editor.Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.OldLen() != h.text.Len() || c.NewLen() != t.Len() {
		h.reset(v, t)
		return
	}
	h.version, h.text = v, t
	h.serial++
	h.marks.changed(c)
	h.shown.changed(c)
	from, to := c.Map(h.want[0], editor.Before), c.Map(h.want[1], editor.Before)
	if to-from > 4*margin { // much has come in between, and little of it is visible
		to = from + margin
		h.shown = window{}
	}
	h.want = [2]int{from, max(from, to)}
	h.wake()
}

// Replaced tells of another text altogether.
func (h *Highlighter) Replaced(v editor.Version, t editor.Text) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reset(v, t)
}

func (h *Highlighter) reset(v editor.Version, t editor.Text) {
	h.version, h.text = v, t
	h.serial++
	h.marks = marks{}
	h.shown = window{}
	h.want = [2]int{min(h.want[0], t.Len()), min(h.want[1], t.Len())}
	h.wake()
}

// Close ends the work. Nothing is called back any more.
func (h *Highlighter) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
}

// Styles returns what is known of the colours between two offsets, sorted and
// apart; spans may reach beyond. What is not known yet is plain, and asked for.
func (h *Highlighter) Styles(v editor.Version, from, to int) []Span {
	h.mu.Lock()
	defer h.mu.Unlock()
	from, to = min(max(from, 0), h.text.Len()), min(to, h.text.Len())
	if v == h.version && !h.shown.covers(from, to) {
		h.ask(from, to)
	}
	spans := h.shown.spans
	i := sort.Search(len(spans), func(i int) bool { return spans[i].To > from })
	j := i + sort.Search(len(spans)-i, func(j int) bool { return spans[i+j].From >= to })
	return spans[i:j:j]
}

// ask widens what is wanted, if that is near, or moves it.
func (h *Highlighter) ask(from, to int) {
	if from > h.want[1]+margin || to < h.want[0]-margin || h.want[1]-h.want[0] > 4*margin {
		h.want = [2]int{from, to}
	} else {
		h.want = [2]int{min(h.want[0], from), max(h.want[1], to)}
	}
	h.wake()
}

// wake starts the worker, if it is needed and not there.
func (h *Highlighter) wake() {
	if h.working || h.closed || h.language.Plain() || h.text.Len() > MaxSize {
		return
	}
	h.working = true
	h.spawn(h.work)
}

// work colours until there is nothing left to do.
func (h *Highlighter) work() {
	for h.step() {
		continue
	}
}

// step does the most urgent thing: what is visible, then the marks before it, then
// what is visible once more if it was coloured from a guess. It returns false when
// there is nothing to do. What nobody looks at is not gone through.
func (h *Highlighter) step() bool {
	h.mu.Lock()
	text, serial, want, m := h.text, h.serial, h.want, h.marks
	stale := h.shown.serial != serial || !h.shown.covers(want[0], want[1]) && h.shown.asked != want
	known := h.language.own == nil || m.near(beginning(want))
	redo := !h.shown.exact && known && h.language.own != nil
	if h.closed || !stale && !redo && known {
		h.working = false
		h.mu.Unlock()
		return false
	}
	h.mu.Unlock()
	if stale || redo {
		w := h.colour(text, want, &m)
		w.serial, w.asked = serial, want
		h.publish(w, m, true)
		return true
	}
	m.advance(text, h.safe(), passSize)
	h.publish(window{serial: serial}, m, false)
	return true
}

// publish keeps a result, unless the text has changed meanwhile.
func (h *Highlighter) publish(w window, m marks, shown bool) {
	h.mu.Lock()
	current := w.serial == h.serial && !h.closed
	if current {
		h.marks = m
		if shown {
			h.shown = w
		}
	}
	h.mu.Unlock()
	if current && shown {
		h.ready()
	}
}

// colour makes the spans of a range and some more around it.
func (h *Highlighter) colour(t editor.Text, want [2]int, m *marks) window {
	if h.language.own == nil {
		return colourByChroma(h.language.chroma, t, want)
	}
	return colourByLines(h.safe(), t, want, m)
}

// safe is the lexer, made so that a mistake in it leaves a line plain.
func (h *Highlighter) safe() lexer {
	lex := h.language.own
	return func(s state, piece []byte, first bool, out *sink) (next state) {
		kept := len(out.spans)
		defer func() {
			if recover() != nil {
				out.spans = out.spans[:min(kept, len(out.spans))]
				next = 0
			}
		}()
		return lex(s, piece, first, out)
	}
}

// beginning is where the colouring of a range begins.
func beginning(want [2]int) int { return max(0, want[0]-margin) }

// colourByLines runs a lexer over a range, from the nearest remembered state. If
// that is far away it begins nearby, as if nothing stood before.
func colourByLines(lex lexer, t editor.Text, want [2]int, m *marks) window {
	from, to := beginning(want), min(t.Len(), want[1]+margin)
	start, exact := m.before(from), m.near(from)
	if !exact {
		start, exact = mark{off: t.LineStart(t.LineOf(from))}, false
		if from-start.off > 4*markEvery {
			start.off = from - from%maxPiece
		}
	}
	out := sink{}
	s := start.s
	begin := start.off
	pieces(t, start.off, to, func(off int, piece []byte, first bool) bool {
		if !out.on && off+len(piece) > from {
			out.on, begin = true, off
		}
		out.base = off
		s = lex(s, piece, first, &out)
		return true
	})
	return window{from: min(begin, from), to: to, spans: out.spans, exact: exact}
}

// changed moves a window along with an edit.
func (w *window) changed(c editor.Change) {
	if w.serial == 0 || c.Empty() {
		return
	}
	w.from, w.to = c.Map(w.from, editor.Before), c.Map(w.to, editor.Before)
	spans := make([]Span, 0, len(w.spans))
	first, last, shift := extent(c)
	typed := letter(c)
	for i, s := range w.spans {
		switch {
		case typed && s.To == first && s.Style != String, typed && s.From == first && (i == 0 || w.spans[i-1].To < first):
			// The word goes on. Otherwise the letter would come in one colour and have
			// another a frame later, when the worker is late.
			s.From, s.To = c.Map(s.From, editor.Before), c.Map(s.To, editor.After)
		case s.To < first:
		case s.From > last:
			s.From, s.To = s.From+shift, s.To+shift
		default:
			s.From, s.To = c.Map(s.From, editor.After), c.Map(s.To, editor.Before)
		}
		if s.From < s.To {
			spans = append(spans, s)
		}
	}
	w.spans = spans
}

// letter reports whether an edit puts in one letter or digit.
func letter(c editor.Change) bool {
	if c.Parts() != 1 {
		return false
	}
	typed := c.Part(0)
	if typed.From != typed.To || typed.Insert.Len() > utf8.UTFMax {
		return false
	}
	r, n := utf8.DecodeRune(typed.Insert.Slice(0, utf8.UTFMax))
	return n == typed.Insert.Len() && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// extent is where an edit that is not empty begins and ends in the old text, and
// by how much it moves what comes behind.
func extent(c editor.Change) (first, last, shift int) {
	return c.Part(0).From, c.Part(c.Parts() - 1).To, c.NewLen() - c.OldLen()
}
