package editor

import "math"

// parts are the replacements of a change. They are listed one by one, unless they
// are alike: each takes away as many bytes as the others and puts the same text in
// their place, as when every match is replaced. Alike ones take 4 bytes each, and
// the change that takes them back has the same 4 bytes.
type parts struct {
	list []Replacement

	// kept says of each part, if they are alike, how many bytes lie before it that
	// stay. That is the same number in the old text and in the new one.
	kept   []uint32
	width  int // how many bytes each part takes away
	insert Text
}

// partsOf takes reps over, which are in order.
func partsOf(reps []Replacement) parts {
	for _, r := range reps {
		if !r.like(reps[0]) {
			return parts{list: reps}
		}
	}
	p := room(len(reps))
	for _, r := range reps {
		p.add(r)
	}
	return p
}

// room returns no parts yet, with room for n.
func room(n int) parts { return parts{kept: make([]uint32, 0, n)} }

// like reports whether two replacements take away as many bytes and put the very
// same text in their place.
func (r Replacement) like(o Replacement) bool {
	return r.To-r.From == o.To-o.From && r.Insert == o.Insert
}

// add puts a replacement behind the others.
func (p *parts) add(r Replacement) {
	if p.list != nil {
		p.list = append(p.list, r)
		return
	}
	n := len(p.kept)
	if n == 0 {
		p.width, p.insert = r.To-r.From, r.Insert
	}
	kept := r.From - n*p.width
	if uint64(kept) > math.MaxUint32 || !r.like(Replacement{0, p.width, p.insert}) {
		p.spread()
		p.list = append(p.list, r)
		return
	}
	p.kept = append(p.kept, uint32(kept))
}

// spread lists parts that were alike until now.
func (p *parts) spread() {
	list := make([]Replacement, len(p.kept), max(cap(p.kept), len(p.kept)+1))
	for i := range list {
		list[i] = p.at(i)
	}
	*p = parts{list: list}
}

func (p *parts) len() int {
	if p.list != nil {
		return len(p.list)
	}
	return len(p.kept)
}

func (p *parts) at(i int) Replacement {
	if p.list != nil {
		return p.list[i]
	}
	from := int(p.kept[i]) + i*p.width
	return Replacement{from, from + p.width, p.insert}
}

// shift is by how much the parts before the i-th move what follows them.
func (p *parts) shift(i int) int {
	if p.list == nil {
		return i * (p.insert.Len() - p.width)
	}
	shift := 0
	for _, r := range p.list[:i] {
		shift += r.grows()
	}
	return shift
}

// size estimates the memory that the parts take.
func (p *parts) size() int {
	n := 4*len(p.kept) + p.insert.Len() + 32*len(p.list)
	for _, r := range p.list {
		n += r.Insert.Len()
	}
	return n
}
