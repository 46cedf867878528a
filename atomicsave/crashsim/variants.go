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

// choice is what may be combined: one version of each unit and one of the sizes.
type choice struct {
	units [][]uint8
	sizes []int64
}

// choices lists what may be combined. A change of the size is kept or lost as a
// whole: kept of them are. What was written behind a cut that is lost went to
// blocks that the file on the disk does not have.
func (s *state) choices(kept int) choice {
	c := choice{units: make([][]uint8, len(s.now)), sizes: []int64{s.size}}
	for i, v := range s.now {
		c.units[i] = []uint8{v}
	}
	const none = int64(1) << 62
	visible := none
	for _, e := range s.pending {
		switch {
		case e.kind == opWrite:
			c.write(s.file.units, e, visible)
			if visible == none {
				c.extend(s.file.units, e.end())
			}
		case kept > 0:
			kept--
			c.truncate(s.file.units, e.size)
		default:
			visible = min(visible, e.size)
		}
	}
	slices.Sort(c.sizes)
	c.sizes = slices.Compact(c.sizes)
	return c
}

func (c *choice) write(units []unit, e event, visible int64) {
	for i := range units {
		u := &units[i]
		if e.off <= u.from && u.to <= e.end() && u.to <= visible {
			if v := u.after(e.index); !slices.Contains(c.units[i], v) {
				c.units[i] = append(c.units[i], v)
			}
		}
	}
}

// extend adds the sizes up to end: the size follows the data in steps.
func (c *choice) extend(units []unit, end int64) {
	largest := slices.Max(c.sizes)
	for _, u := range units {
		if u.to > largest && u.to <= end {
			c.sizes = append(c.sizes, u.to)
		}
	}
}

func (c *choice) truncate(units []unit, size int64) {
	for i, u := range units {
		if u.from >= size {
			c.units[i] = []uint8{0}
		}
	}
	c.sizes = []int64{size}
}

// count returns how many combinations there are, at most limit+1.
func (c *choice) count(units []unit, limit int) int {
	total := 0
	for _, size := range c.sizes {
		n := 1
		for i, u := range units {
			if u.to <= size && n <= limit {
				n *= len(c.units[i])
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
	if c.count(s.file.units, limit) <= limit {
		for _, size := range c.sizes {
			l.all(size, make([]uint8, 0, len(s.now)))
		}
		return l.list, true
	}
	l.extremes()
	for tries := 0; len(l.list) < limit && tries < 4*limit; tries++ {
		size := c.sizes[random.IntN(len(c.sizes))]
		if tries%2 == 0 {
			size = c.sizes[len(c.sizes)-1]
		}
		l.emit(size, func(i int) int { return random.IntN(len(c.units[i])) })
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

func (l *lister) all(size int64, picks []uint8) {
	i := len(picks)
	if i == len(l.units) || l.file.units[i].to > size {
		l.keep(size, slices.Clone(picks))
		return
	}
	for _, v := range l.units[i] {
		l.all(size, append(picks, v))
	}
}

// extremes lists what people should see first: nothing kept, everything kept,
// the beginning kept, one range lost, one range kept.
func (l *lister) extremes() {
	last := func(i int) int { return len(l.units[i]) - 1 }
	for _, size := range l.sizes {
		l.emit(size, last)
		l.emit(size, func(int) int { return 0 })
	}
	full := l.sizes[len(l.sizes)-1]
	for at := range l.units {
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

func (l *lister) emit(size int64, pick func(unit int) int) {
	if len(l.list) >= l.limit {
		return
	}
	picks := make([]uint8, 0, len(l.units))
	for i, u := range l.file.units {
		if u.to <= size {
			picks = append(picks, l.units[i][pick(i)])
		}
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
