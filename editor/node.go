package editor

import "bytes"

// piece is a run of text in one node. Its bytes never change. The capacity
// of text may reach beyond its length, into a chunk that is still being
// filled: only source.extend may use it, and callers outside the package
// never see it.
type piece struct {
	text   []byte
	breaks int32 // of text alone; see countBreaks
}

func newPiece(b []byte) piece {
	return piece{text: b, breaks: int32(countBreaks(b))}
}

// node is a node of a persistent AVL tree whose every node holds a piece.
// Nodes are never changed after newNode returned them: an edit copies the
// path from the root. The fields are ordered to fill 64 bytes exactly.
type node struct {
	left, right *node
	text        []byte // never empty
	bytes       int    // of the whole subtree
	breaks      int    // of the whole subtree, as if it stood alone
	own         int32  // breaks of text alone
	height      uint8
	first, last byte // of the whole subtree
}

func newNode(l *node, p piece, r *node) *node {
	n := &node{
		left: l, right: r, text: p.text, own: p.breaks,
		bytes: len(p.text), breaks: int(p.breaks),
		first: p.text[0], last: p.text[len(p.text)-1],
		height: 1 + max(l.tall(), r.tall()),
	}
	if l != nil {
		n.bytes += l.bytes
		n.breaks += l.breaks - straddle(l.last, n.first)
		n.first = l.first
	}
	if r != nil {
		n.bytes += r.bytes
		n.breaks += r.breaks - straddle(n.last, r.first)
		n.last = r.last
	}
	return n
}

// straddle is 1 when a and b, standing side by side, are the two halves of
// one break that both sides counted.
func straddle(a, b byte) int {
	if a == '\r' && b == '\n' {
		return 1
	}
	return 0
}

func (n *node) piece() piece { return piece{text: n.text, breaks: n.own} }

func (n *node) tall() uint8 {
	if n == nil {
		return 0
	}
	return n.height
}

func (n *node) size() int {
	if n == nil {
		return 0
	}
	return n.bytes
}

// join makes one balanced tree of l, p and r, in time proportional to the
// difference of their heights.
func join(l *node, p piece, r *node) *node {
	hl, hr := l.tall(), r.tall()
	switch {
	case hl > hr+1:
		return rebalance(l.left, l.piece(), join(l.right, p, r))
	case hr > hl+1:
		return rebalance(join(l, p, r.left), r.piece(), r.right)
	}
	return newNode(l, p, r)
}

// rebalance is newNode for subtrees whose heights differ by two at most.
func rebalance(l *node, p piece, r *node) *node {
	hl, hr := l.tall(), r.tall()
	switch {
	case hl > hr+1:
		if l.left.tall() >= l.right.tall() {
			return newNode(l.left, l.piece(), newNode(l.right, p, r))
		}
		m := l.right
		return newNode(newNode(l.left, l.piece(), m.left), m.piece(), newNode(m.right, p, r))
	case hr > hl+1:
		if r.right.tall() >= r.left.tall() {
			return newNode(newNode(l, p, r.left), r.piece(), r.right)
		}
		m := r.left
		return newNode(newNode(l, p, m.left), m.piece(), newNode(m.right, r.piece(), r.right))
	}
	return newNode(l, p, r)
}

// concat joins two trees that have no piece between them.
func concat(l, r *node) *node {
	switch {
	case l == nil:
		return r
	case r == nil:
		return l
	}
	rest, p := cutLast(l)
	return join(rest, p, r)
}

// cutLast takes the last piece out of a tree that is not empty.
func cutLast(n *node) (*node, piece) {
	if n.right == nil {
		return n.left, n.piece()
	}
	rest, p := cutLast(n.right)
	return rebalance(n.left, n.piece(), rest), p
}

// split cuts a tree at a byte offset: l holds the first off bytes.
func split(n *node, off int) (l, r *node) {
	switch {
	case n == nil || off <= 0:
		return nil, n
	case off >= n.bytes:
		return n, nil
	}
	at := off - n.left.size()
	switch {
	case at <= 0:
		a, b := split(n.left, off)
		return a, join(b, n.piece(), n.right)
	case at >= len(n.text):
		a, b := split(n.right, at-len(n.text))
		return join(n.left, n.piece(), a), b
	}
	p, q := n.piece().cut(at)
	return join(n.left, p, nil), join(nil, q, n.right)
}

// cut divides a piece, 0 < at < len, counting only the shorter part.
func (p piece) cut(at int) (piece, piece) {
	a, b := p.text[:at], p.text[at:]
	both := p.breaks + int32(straddle(p.text[at-1], p.text[at]))
	if at <= len(p.text)/2 {
		n := int32(countBreaks(a))
		return piece{a, n}, piece{b, both - n}
	}
	n := int32(countBreaks(b))
	return piece{a, both - n}, piece{b, n}
}

// build makes a balanced tree of pieces in linear time.
func build(ps []piece) *node {
	if len(ps) == 0 {
		return nil
	}
	m := len(ps) / 2
	return newNode(build(ps[:m]), ps[m], build(ps[m+1:]))
}

// find returns the piece that holds the byte at off, and its offset in the
// tree. off must be inside the tree.
func (n *node) find(off int) (p piece, start int) {
	for {
		l := n.left.size()
		switch {
		case off < l:
			n = n.left
		case off < l+len(n.text):
			return n.piece(), start + l
		default:
			off -= l + len(n.text)
			start += l + len(n.text)
			n = n.right
		}
	}
}

// countBreaks counts the line breaks of b alone: \n, \r\n and lone \r.
func countBreaks(b []byte) int {
	n := bytes.Count(b, lf)
	if cr := bytes.Count(b, cr); cr > 0 {
		n += cr - bytes.Count(b, crlf)
	}
	return n
}

var (
	lf   = []byte{'\n'}
	cr   = []byte{'\r'}
	crlf = []byte{'\r', '\n'}
)
