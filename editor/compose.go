package editor

// Compose returns the change that does what c does and then next, which must
// be a change of the text that c leads to.
func (c Change) Compose(next Change) Change {
	w := composer{first: c}
	mid := 0
	for i := range next.Parts() {
		r := next.Part(i)
		w.walk(r.From-mid, true)
		w.walk(r.To-r.From, false)
		w.insert(r.Insert)
		mid = r.To
	}
	w.walk(next.before-mid, true)
	w.step(0)
	w.flush()
	return Change{parts: partsOf(w.out), before: c.before, after: next.after}
}

// composer walks along the text between two changes, knows which of it was
// old and which the first change brought, and collects the joint change.
type composer struct {
	first Change
	part  int         // where we are in first
	used  int         // how much of what that part inserts was walked
	old   int         // where we are in the old text
	pend  Replacement // being collected
	open  bool        // pend has begun
	out   []Replacement
}

// walk goes over n bytes that the second change keeps or deletes.
func (w *composer) walk(n int, keep bool) {
	for n > 0 {
		step, inserted := w.step(n)
		n -= step
		switch {
		case inserted && keep:
			w.insert(w.first.Part(w.part).Insert.Sub(w.used, w.used+step))
			fallthrough
		case inserted:
			w.used += step
		case keep:
			w.flush()
			w.old += step
		default:
			w.remove(w.old + step)
		}
	}
}

// step returns how many of at most n bytes can be walked in one go, and
// whether the first change inserted them. What it deleted on the way goes
// into the joint change.
func (w *composer) step(n int) (step int, inserted bool) {
	for w.part < w.first.Parts() {
		r := w.first.Part(w.part)
		if w.old < r.From {
			return min(n, r.From-w.old), false
		}
		if w.old < r.To {
			w.remove(r.To)
		}
		if w.used < r.Insert.Len() {
			return min(n, r.Insert.Len()-w.used), true
		}
		w.used = 0
		w.part++
	}
	return n, false
}

// begin opens the replacement being collected, if none is.
func (w *composer) begin() {
	if !w.open {
		w.pend = Replacement{From: w.old, To: w.old}
		w.open = true
	}
}

func (w *composer) remove(to int) {
	w.begin()
	w.pend.To, w.old = to, to
}

func (w *composer) insert(t Text) {
	if t.Len() > 0 {
		w.begin()
		w.pend.Insert = joinShort(w.pend.Insert, t)
	}
}

func (w *composer) flush() {
	if w.open {
		w.out = append(w.out, w.pend)
		w.open = false
	}
}

// joinShort is Join that keeps short texts in one piece.
func joinShort(a, b Text) Text {
	if n := a.Len() + b.Len(); a.Len() > 0 && n <= copyBytes {
		joined := a.AppendSlice(make([]byte, 0, n), 0, n)
		return FromBytes(b.AppendSlice(joined, 0, n))
	}
	return Join(a, b)
}
