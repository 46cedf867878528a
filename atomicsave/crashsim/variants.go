package crashsim

import (
	"math/rand/v2"
	"slices"
)

// variant is one content that a file may have after a cut.
type variant struct {
	key   uint64
	kind  Kind
	size  int64
	picks []uint8 // the version of each unit below size
}

// choice is what may be combined: one state of each cell and one of the sizes.
type choice struct {
	cells [][][]uint8 // for each cell its states, each a version of every unit
	sizes []int64
}

// choices lists what may be combined. A change of the size is kept or lost as a
// whole: kept of them are. What was written behind a cut that is lost went to
// blocks that the file on the disk does not have.
func (s *state) choices(kept int) choice {
	c := choice{sizes: []int64{s.size}}
	for _, cell := range s.file.cells {
		c.cells = append(c.cells, [][]uint8{slices.Clone(s.now[cell.from:cell.to])})
	}
	const none = int64(1) << 62
	visible := none
	for _, e := range s.pending {
		switch {
		case e.kind == opWrite:
			c.write(s.file, e, visible)
			if visible == none {
				c.extend(s.file.units, e.end())
			}
		case kept > 0:
			kept--
			c.truncate(s.file, e.size)
		default:
			visible = min(visible, e.size)
		}
	}
	slices.Sort(c.sizes)
	c.sizes = slices.Compact(c.sizes)
	return c
}

// write adds the state of each cell after a write.
func (c *choice) write(f *file, e event, visible int64) {
	for i, cell := range f.cells {
		states := c.cells[i]
		next := slices.Clone(states[len(states)-1])
		for at := cell.from; at < cell.to; at++ {
			if u := &f.units[at]; e.off <= u.from && u.to <= e.end() && u.to <= visible {
				next[at-cell.from] = u.after(e.index)
			}
		}
		c.cells[i] = addState(states, next)
	}
}

func addState(states [][]uint8, next []uint8) [][]uint8 {
	if slices.ContainsFunc(states, func(s []uint8) bool { return slices.Equal(s, next) }) {
		return states
	}
	return append(states, next)
}

// extend adds the sizes up to end: the size follows the data in steps of cells.
func (c *choice) extend(units []unit, end int64) {
	largest := slices.Max(c.sizes)
	for _, u := range units {
		if u.to > largest && (u.to == end || u.to < end && u.to%sector == 0) {
			c.sizes = append(c.sizes, u.to)
		}
	}
}

func (c *choice) truncate(f *file, size int64) {
	for i, cell := range f.cells {
		var states [][]uint8
		for _, s := range c.cells[i] {
			for at := cell.from; at < cell.to; at++ {
				if f.units[at].from >= size {
					s[at-cell.from] = 0
				}
			}
			states = addState(states, s)
		}
		c.cells[i] = states
	}
	c.sizes = []int64{size}
}

// below returns how many cells are in a file of that size, at least in part.
func (f *file) below(size int64) int {
	n := 0
	for n < len(f.cells) && f.units[f.cells[n].from].from < size {
		n++
	}
	return n
}

// count returns how many combinations there are, at most limit+1.
func (c *choice) count(f *file, limit int) int {
	total := 0
	for _, size := range c.sizes {
		n := 1
		for _, states := range c.cells[:f.below(size)] {
			if n *= len(states); n > limit {
				return limit + 1
			}
		}
		if total += n; total > limit {
			return limit + 1
		}
	}
	return total
}

// variants lists the contents for one number of size changes kept, all of them
// if there are at most limit; complete tells.
func (s *state) variants(kept, limit int, random *rand.Rand) (list []variant, complete bool) {
	c := s.choices(kept)
	l := &lister{state: s, choice: c, limit: limit, seen: map[uint64]bool{}}
	if c.count(s.file, limit) <= limit {
		for _, size := range c.sizes {
			l.all(size, 0, make([]uint8, 0, len(s.now)))
		}
		return l.list, true
	}
	l.extremes()
	for tries := 0; len(l.list) < limit && tries < 4*limit; tries++ {
		size := c.sizes[random.IntN(len(c.sizes))]
		if tries%2 == 0 {
			size = c.sizes[len(c.sizes)-1]
		}
		l.emit(size, func(i int) int { return random.IntN(len(c.cells[i])) })
	}
	return l.list, false
}

type lister struct {
	*state
	choice
	limit int
	list  []variant
	seen  map[uint64]bool
}

func (l *lister) all(size int64, cell int, picks []uint8) {
	if cell == l.file.below(size) {
		l.keep(size, slices.Clone(picks))
		return
	}
	for _, state := range l.cells[cell] {
		l.all(size, cell+1, l.pick(picks, size, cell, state))
	}
}

// pick appends the state of a cell, as far as the file goes.
func (l *lister) pick(picks []uint8, size int64, cell int, state []uint8) []uint8 {
	for i, v := range state {
		if l.file.units[l.file.cells[cell].from+i].to <= size {
			picks = append(picks, v)
		}
	}
	return picks
}

// extremes lists what people should see first: nothing kept, everything kept,
// the beginning kept, one range lost, one range kept.
func (l *lister) extremes() {
	last := func(i int) int { return len(l.cells[i]) - 1 }
	for _, size := range l.sizes {
		l.emit(size, last)
		l.emit(size, func(int) int { return 0 })
	}
	full := l.sizes[len(l.sizes)-1]
	for at := range l.cells {
		l.emit(full, func(i int) int {
			if i == at {
				return 0
			}
			return last(i)
		})
		l.emit(full, func(i int) int {
			if i == at {
				return last(i)
			}
			return 0
		})
		l.emit(full, func(i int) int {
			if i < at {
				return last(i)
			}
			return 0
		})
	}
}

func (l *lister) emit(size int64, choose func(cell int) int) {
	if len(l.list) >= l.limit {
		return
	}
	picks := make([]uint8, 0, len(l.now))
	for i := range l.file.below(size) {
		picks = l.pick(picks, size, i, l.cells[i][choose(i)])
	}
	l.keep(size, picks)
}

func (l *lister) keep(size int64, picks []uint8) {
	v := l.file.variant(size, picks)
	if !l.seen[v.key] {
		l.seen[v.key] = true
		l.list = append(l.list, v)
	}
}

// variant classifies a content. Contents that are the same have the same key,
// in whatever file they are; two mixtures count as the same only in one file.
func (f *file) variant(size int64, picks []uint8) variant {
	v := variant{size: size, picks: picks}
	like := likeAll
	hash := uint64(14695981039346656037) // FNV-1a
	mix := func(x uint64) { hash = (hash ^ x) * 1099511628211 }
	for i, p := range picks {
		like &= f.units[i].versions[p].like
		mix(uint64(p) + 1)
	}
	switch end := f.ends; {
	case like&likeNew != 0 && size == end.new:
		v.kind = New
	case like&likeOld != 0 && size == end.old:
		v.kind = Old
	case size == 0:
		v.kind = Empty
	case like&likeZero != 0:
		v.kind = Zeroed
		hash = 0
	default:
		v.kind = Torn
		mix(uint64(f.id))
	}
	if v.kind == Torn || v.kind == Zeroed {
		mix(uint64(size))
	} else {
		hash = 0
	}
	v.key = hash<<8 | uint64(v.kind)
	return v
}
