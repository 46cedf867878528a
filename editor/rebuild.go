package editor

const (
	// fewReplacements is the most that are put into the tree one by one.
	fewReplacements = 64
	// copyBytes is the longest run that is copied rather than shared when
	// texts are put together: a node costs 64 bytes itself.
	copyBytes = 1 << 10
)

// rebuild applies a change of many parts in one pass: what lies between
// close replacements is copied into full leaves, what lies between distant
// ones is shared. It returns false if it is not wanted any more.
func (c Change) rebuild(wanted func() bool, t Text) (Text, bool) {
	src := t.src
	if src == nil {
		src = newSource()
	}
	b := textBuilder{leaf: src.leaf}
	at := 0
	for i := range c.Parts() {
		if i%stopStep == 0 && !wanted() {
			return Text{}, false
		}
		r := c.Part(i)
		b.addRange(t, at, r.From)
		b.add(r.Insert)
		at = r.To
	}
	b.addRange(t, at, t.Len())
	return Text{root: b.root(), src: src}, true
}

// textBuilder strings pieces and trees together.
type textBuilder struct {
	leaf  int
	buf   []byte // the leaf being filled
	trees []*node
}

func (b *textBuilder) add(t Text) { b.addRange(t, 0, t.Len()) }

// addRange adds the bytes of t from from to to. It shares a long range, but not
// the short pieces at its ends: what is typed at many carets stays in one piece
// each.
func (b *textBuilder) addRange(t Text, from, to int) {
	if to-from > max(b.leaf/8, 4) {
		p, start := t.root.find(from)
		if end := start + len(p.text); end < to && end-from <= copyBytes {
			b.copy(p.text[from-start:])
			from = end
		}
		if _, last := t.root.find(to - 1); last > from && to-last <= copyBytes {
			b.share(t.Sub(from, last).root)
			from = last
		} else {
			b.share(t.Sub(from, to).root)
			return
		}
	}
	for c := range t.Chunks(from, to) {
		b.copy(c)
	}
}

func (b *textBuilder) copy(p []byte) {
	for len(p) > 0 {
		if b.buf == nil {
			b.buf = make([]byte, 0, b.leaf)
		}
		n := min(len(p), cap(b.buf)-len(b.buf))
		b.buf = append(b.buf, p[:n]...)
		p = p[n:]
		if len(b.buf) == cap(b.buf) {
			b.close()
		}
	}
}

func (b *textBuilder) close() {
	if len(b.buf) > 0 {
		b.trees = append(b.trees, build([]piece{newPiece(b.buf)}))
	}
	b.buf = nil
}

func (b *textBuilder) share(n *node) {
	if n != nil {
		b.close()
		b.trees = append(b.trees, n)
	}
}

// root joins what was added, two by two, so that the work stays linear.
func (b *textBuilder) root() *node {
	b.close()
	ts := b.trees
	for len(ts) > 1 {
		half := ts[:0]
		for i := 0; i < len(ts); i += 2 {
			if i+1 < len(ts) {
				half = append(half, concat(ts[i], ts[i+1]))
			} else {
				half = append(half, ts[i])
			}
		}
		ts = half
	}
	if len(ts) == 0 {
		return nil
	}
	return ts[0]
}
