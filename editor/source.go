package editor

import "sync"

const (
	leafBytes  = 32 << 10 // of one piece at most
	firstChunk = 1 << 10  // of the first chunk for typed text
	chunkBytes = 64 << 10 // of the later ones
)

// source hands out room for typed text, from chunks that only ever grow.
// All texts that come from one another share a source. Each region is handed
// out once, so texts that part ways (undo, then other typing; another
// goroutine) never write over each other's bytes, and what an older text
// sees never changes.
type source struct {
	leaf, chunk int // sizes; tests make them tiny

	mu   sync.Mutex
	tail []byte // the chunk being filled; len is what was handed out
}

func newSource() *source { return &source{leaf: leafBytes, chunk: chunkBytes} }

// extend appends b to p in place when p ends where the free room begins. The
// older, shorter slices of the chunk do not notice.
func (s *source) extend(p piece, b []byte) (piece, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	used, n := len(s.tail), len(p.text)
	if used == 0 || n+len(b) > s.leaf || cap(s.tail)-used < len(b) ||
		&s.tail[used-1] != &p.text[n-1] {
		return p, false
	}
	s.tail = append(s.tail, b...)
	grown := p.text[:n+len(b)]
	breaks := int(p.breaks) + countBreaks(b) - straddle(grown[n-1], grown[n])
	return piece{grown, int32(breaks)}, true
}

// pieces copies b into new pieces.
func (s *source) pieces(b []byte) []piece {
	if len(b) > s.chunk/4 {
		return cutPieces(append([]byte(nil), b...), s.leaf)
	}
	return cutPieces(s.store(b), s.leaf)
}

// store copies b, which fits a chunk, into the free room.
func (s *source) store(b []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if used := len(s.tail); cap(s.tail)-used < len(b) {
		size := min(max(2*cap(s.tail), firstChunk), s.chunk)
		s.tail = make([]byte, 0, max(size, len(b)))
	}
	used := len(s.tail)
	s.tail = append(s.tail, b...)
	return s.tail[used:len(s.tail)]
}

// cutPieces divides b, without copying, into pieces of at most leaf bytes.
func cutPieces(b []byte, leaf int) []piece {
	ps := make([]piece, 0, (len(b)+leaf-1)/leaf)
	for len(b) > leaf {
		ps = append(ps, newPiece(b[:leaf:leaf]))
		b = b[leaf:]
	}
	if len(b) > 0 {
		ps = append(ps, newPiece(b))
	}
	return ps
}
