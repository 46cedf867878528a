package crashsim

import (
	"bytes"
	"slices"

	"holdfast/atomicsave/internal/vfs"
)

const (
	sector   = 512 // what a disk writes as a whole
	maxUnits = 8   // ranges that a file is cut into, besides the edges of writes
)

// unit is a range of a file of which every write covers all or nothing. Every
// size that the file ever had is an edge of one.
type unit struct {
	from, to int64
	versions []version // what the range ever held; the first one is zeros
}

// version is what a unit holds after one of the writes to it.
type version struct {
	op   int   // index of the write, zeroOp or baseOp
	same uint8 // the first version of the unit with these very bytes
	like likeness
}

const (
	zeroOp = -2 // never written
	baseOp = -1 // what was there before the save
)

// likeness says what bytes look like.
type likeness uint8

const (
	likeOld likeness = 1 << iota
	likeNew
	likeZero
	likeAll = likeOld | likeNew | likeZero
)

// event is a recorded call on one file.
type event struct {
	op
	index int
}

// file is what the recording says about one file.
type file struct {
	id     int
	base   []byte // before the save
	events []event
	units  []unit
	cells  []span
	freed  int  // index of the call after which nothing led to it, or -1
	ends   ends // the sizes of the old and the new content
}

// span is a cell: the units that reach the disk together, because they share a
// sector.
type span struct{ from, to int }

// ends are the sizes of the two contents, -1 where there is none.
type ends struct{ old, new int64 }

// newFile collects the calls on a file and cuts it into units.
func newFile(id int, base []byte, ops []op, old, new []byte) *file {
	f := &file{id: id, base: base, freed: -1, ends: ends{-1, int64(len(new))}}
	if old != nil {
		f.ends.old = int64(len(old))
	}
	for i, o := range ops {
		if o.node != id {
			continue
		}
		switch o.kind {
		case opWrite, opTruncate, opSync:
			f.events = append(f.events, event{o, i})
		case opFree:
			f.freed = i
		}
	}
	f.cut(old, new)
	return f
}

// cut finds the units and all their versions.
func (f *file) cut(old, new []byte) {
	edges := []int64{0, int64(len(f.base))}
	for _, e := range f.events {
		switch e.kind {
		case opWrite:
			edges = append(edges, e.off, e.end())
		case opTruncate:
			edges = append(edges, e.size, e.was)
		}
	}
	largest := slices.Max(edges)
	for at, step := int64(0), granularity(largest); at < largest; at += step {
		edges = append(edges, at)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for i := 1; i < len(edges); i++ {
		if edges[i-1]%sector == 0 {
			f.cells = append(f.cells, span{i - 1, i})
		}
		f.cells[len(f.cells)-1].to = i
		f.units = append(f.units, f.unit(edges[i-1], edges[i], old, new))
	}
}

// granularity is the length of the units of a file of that size.
func granularity(size int64) int64 {
	sectors := (size + sector - 1) / sector
	return max(1, (sectors+maxUnits-1)/maxUnits) * sector
}

func (f *file) unit(from, to int64, old, new []byte) unit {
	u := unit{from: from, to: to}
	u.add(zeroOp, nil, old, new)
	u.versions[0].same = 0
	if to <= int64(len(f.base)) {
		u.add(baseOp, f.base[from:to], old, new)
	}
	for _, e := range f.events {
		if e.kind == opWrite && e.off <= from && to <= e.end() {
			u.add(e.index, e.data[from-e.off:to-e.off], old, new)
		}
	}
	for i := range u.versions {
		u.versions[i].same = uint8(i)
		for j := range i {
			if f.bytes(u, j) == nil && u.versions[i].like&likeZero != 0 || j > 0 && bytes.Equal(f.bytes(u, i), f.bytes(u, j)) {
				u.versions[i].same = uint8(j)
				break
			}
		}
	}
	return u
}

// add appends a version; data is nil for zeros. A unit that is overwritten very
// often keeps its last version in the last place.
func (u *unit) add(index int, data, old, new []byte) {
	v := version{op: index}
	if data == nil || allZero(data) {
		v.like |= likeZero
	}
	for _, c := range []struct {
		content []byte
		bit     likeness
	}{{old, likeOld}, {new, likeNew}} {
		if u.to > int64(len(c.content)) {
			continue
		}
		part := c.content[u.from:u.to]
		if data == nil && allZero(part) || data != nil && bytes.Equal(data, part) {
			v.like |= c.bit
		}
	}
	if len(u.versions) == 255 {
		u.versions = u.versions[:254]
	}
	u.versions = append(u.versions, v)
}

// bytes returns the content of a version, nil for zeros.
func (f *file) bytes(u unit, v int) []byte {
	switch at := u.versions[v].op; at {
	case zeroOp:
		return nil
	case baseOp:
		return f.base[u.from:u.to]
	default:
		i := slices.IndexFunc(f.events, func(e event) bool { return e.index == at })
		return f.events[i].data[u.from-f.events[i].off : u.to-f.events[i].off]
	}
}

func allZero(p []byte) bool {
	for len(p) > 0 {
		n := min(len(p), len(zeros))
		if !bytes.Equal(p[:n], zeros[:n]) {
			return false
		}
		p = p[n:]
	}
	return true
}

var zeros [4096]byte

// state is what is certain about a file, and what is not.
type state struct {
	file    *file
	size    int64
	now     []uint8 // the version of each unit that is certain
	pending []event
}

// stateAt is the state after the calls before until, of which those before
// certain are on the disk.
func (f *file) stateAt(certain, until int) state {
	s := state{file: f, size: int64(len(f.base)), now: make([]uint8, len(f.units))}
	for i, u := range f.units {
		if len(u.versions) > 1 && u.versions[1].op == baseOp {
			s.now[i] = u.versions[1].same
		}
	}
	for _, e := range f.events {
		switch {
		case e.index >= until:
			return s
		case e.kind == opSync:
		case e.index >= certain:
			s.pending = append(s.pending, e)
		default:
			s.apply(e)
		}
	}
	return s
}

func (s *state) apply(e event) {
	for i, u := range s.file.units {
		switch {
		case e.kind == opWrite && e.off <= u.from && u.to <= e.end():
			s.now[i] = u.after(e.index)
		case e.kind == opTruncate && u.from >= e.size:
			s.now[i] = 0
		}
	}
	if e.kind == opTruncate {
		s.size = e.size
	} else {
		s.size = max(s.size, e.end())
	}
}

// after returns the version that a write made.
func (u *unit) after(index int) uint8 {
	for _, v := range u.versions {
		if v.op == index {
			return v.same
		}
	}
	return uint8(len(u.versions) - 1)
}

// certain returns the index before which all calls on the file are on the disk,
// for a cut after the calls before until. last is the latest change of names or
// sizes that the disk has kept: with it, what was pushed before is there.
func (f *file) certain(d Disk, until, last int) int {
	certain := 0
	for _, e := range f.events {
		if e.index >= until || e.kind != opSync || d.lies {
			continue
		}
		if e.flush != vfs.Push || !d.separate && last > e.index {
			certain = e.index
		}
	}
	return certain
}
