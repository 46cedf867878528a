package editor

import "bytes"

// Index returns the offset of the first place at or after from where word
// stands, or -1. It reads piece by piece.
func (t Text) Index(word []byte, from int) int {
	from, _ = t.clamp(from, from)
	if len(word) == 0 {
		return from
	}
	var seam []byte // the end of what was read, and the start of what comes
	off := from
	for c := range t.Chunks(from, t.Len()) {
		keep := len(seam)
		seam = append(seam, c[:min(len(c), len(word)-1)]...)
		if i := bytes.Index(seam, word); i >= 0 {
			return off - keep + i
		}
		if i := bytes.Index(c, word); i >= 0 {
			return off + i
		}
		off += len(c)
		if len(c) >= len(word)-1 {
			seam = append(seam[:0], c[len(c)-len(word)+1:]...)
		} else if extra := len(seam) - (len(word) - 1); extra > 0 {
			seam = append(seam[:0], seam[extra:]...)
		}
	}
	return -1
}
