package editor

import "unicode/utf8"

// NextCluster returns the offset after the cluster that begins at off. A \r\n
// is one cluster.
func (t Text) NextCluster(off int) int {
	off, _ = t.clamp(off, off)
	if off == t.Len() {
		return off
	}
	for size := 64; ; size = maxCluster + utf8.UTFMax {
		w := t.Slice(off, off+size)
		n, _ := firstCluster(w)
		if n < len(w)-utf8.UTFMax || size > maxCluster || off+len(w) == t.Len() {
			return off + n
		}
	}
}

// PrevCluster returns the offset at which the cluster begins that ends at
// off, or, for an offset inside a cluster, that holds it.
func (t Text) PrevCluster(off int) int {
	off, _ = t.clamp(off, off)
	if off <= 1 {
		return 0
	}
	w := t.Slice(off-2, off)
	if w[0] < utf8.RuneSelf && w[1] < utf8.RuneSelf {
		if w[0] == '\r' && w[1] == '\n' {
			return off - 2
		}
		return off - 1
	}
	start := t.safeBefore(off)
	for at := start; ; {
		next := t.NextCluster(at)
		if next >= off || next <= at {
			return at
		}
		at = next
	}
}

// safeBefore returns an offset before off where a cluster is known to begin:
// between two ASCII characters. Where there is none near it takes the start
// of a character some way back.
func (t Text) safeBefore(off int) int {
	from := max(0, off-maxCluster)
	w := t.Slice(from, off)
	for i := len(w) - 2; i > 0; i-- {
		if w[i] < utf8.RuneSelf && w[i-1] < utf8.RuneSelf && (w[i] != '\n' || w[i-1] != '\r') {
			return from + i
		}
	}
	if from > 0 {
		for i := 0; i < utf8.UTFMax && i < len(w); i++ {
			if utf8.RuneStart(w[i]) {
				return from + i
			}
		}
	}
	return from
}

// ClusterStart returns off if a cluster begins there, or else the start of
// the cluster that holds it: never between \r and \n.
func (t Text) ClusterStart(off int) int {
	off, _ = t.clamp(off, off)
	if off == 0 || off == t.Len() {
		return off
	}
	prev := t.PrevCluster(off)
	if t.NextCluster(prev) > off {
		return prev
	}
	return off
}
