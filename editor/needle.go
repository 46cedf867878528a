package editor

import (
	"bytes"
	"strings"
)

// needle looks for a fixed string by its rarest byte, which the processor
// finds many bytes at a time.
type needle struct {
	word []byte // in lower case if fold
	fold bool   // ASCII letters match in either case
	rare int    // index in word
	a, b byte   // the rare byte, in both cases if fold
}

// byFrequency has the bytes of common text, the most frequent first.
const byFrequency = " etaoinsrlhdcumpfg\nyb.wv,0k1-_/2=x\"TAS:IC3M5Ej4PRDN(){}#OLB89F67GHUWVYqz;'JKQXZ"

func newNeedle(word string, fold bool) *needle {
	n := &needle{word: []byte(word), fold: fold}
	if fold {
		n.word = lower(nil, n.word)
	}
	best := -1
	for i, c := range n.word {
		rank := strings.IndexByte(byFrequency, c)
		if rank < 0 {
			rank = len(byFrequency)
		}
		if rank > best {
			best, n.rare, n.a, n.b = rank, i, c, c
		}
	}
	if fold && 'a' <= n.a && n.a <= 'z' {
		n.b = n.a - 'a' + 'A'
	}
	return n
}

// hunt looks for a needle in one stretch of bytes, from left to right.
type hunt struct {
	*needle
	body         []byte
	nextA, nextB int  // where the rare byte stands next, in either case
	plain        bool // the rare byte is not rare here
	misses       int
}

func (n *needle) in(b []byte) hunt { return hunt{needle: n, body: b, nextA: -1, nextB: -1} }

// next returns the first place at or after from, or -1. from must not
// decrease from call to call.
func (h *hunt) next(from int) int {
	last := len(h.body) - len(h.word) + h.rare // where the rare byte may stand at most
	for at := from + h.rare; at <= last; {
		if h.plain {
			return indexFrom(h.body, h.word, at-h.rare)
		}
		if h.nextA < at {
			h.nextA = indexByte(h.body[:last+1], h.a, at)
		}
		if h.nextB < at && h.a != h.b {
			h.nextB = indexByte(h.body[:last+1], h.b, at)
		}
		hit := h.nextA
		if h.a != h.b {
			hit = min(hit, h.nextB)
		}
		if hit > last {
			return -1
		}
		if start := hit - h.rare; h.is(h.body[start : start+len(h.word)]) {
			return start
		}
		at = hit + 1
		h.misses++
		h.plain = !h.fold && h.misses > 64+at/32
	}
	return -1
}

func indexFrom(b, word []byte, from int) int {
	if i := bytes.Index(b[from:], word); i >= 0 {
		return from + i
	}
	return -1
}

// indexByte returns the first place of c at or after from, or one past the
// end.
func indexByte(b []byte, c byte, from int) int {
	if i := bytes.IndexByte(b[from:], c); i >= 0 {
		return from + i
	}
	return len(b)
}

// is reports whether b, of the length of the needle, is the needle.
func (n *needle) is(b []byte) bool {
	if !n.fold {
		return bytes.Equal(b, n.word)
	}
	for i, c := range b {
		if lowerTable[c] != n.word[i] {
			return false
		}
	}
	return true
}
