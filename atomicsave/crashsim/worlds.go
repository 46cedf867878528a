package crashsim

import (
	"maps"
	"slices"
	"strings"

	"holdfast/atomicsave/internal/vfs"
)

// slot is a name in a directory.
type slot struct {
	dir  int
	name string
}

// names is what a directory tree says: which file has which name.
type names map[slot]int

// apply makes a change of names.
func (n names) apply(o op) {
	from, to := slot{o.dir, o.name}, slot{o.toDir, o.toName}
	switch o.kind {
	case opCreate:
		n[from] = o.node
	case opRemove:
		delete(n, from)
	case opLink:
		n[to] = o.node
	case opRename:
		n[to] = o.node
		delete(n, from)
		if o.how == vfs.Exchange {
			n[from] = o.other
		}
	}
}

// world is one state of the directories after a cut.
type world struct {
	target    int    // the file under the target's name, 0 if none
	leftovers string // the roles of the other names, joined by spaces
	prefix    int    // Ordered: the calls before it have changed names and sizes
	last      int    // Ordered: the index of the last of them
}

// recording is a finished run.
type recording struct {
	disk   Disk
	begin  names // before the first call
	ops    []op
	files  map[int]*file
	roles  *roles
	target slot
}

// worlds lists the states of the directories for a cut after the first until calls.
func (r *recording) worlds(until int) []world {
	if r.disk.separate {
		return r.separateWorlds(until)
	}
	return r.orderedWorlds(until)
}

// orderedWorlds keeps a beginning of the changes: at least what was flushed.
func (r *recording) orderedWorlds(until int) []world {
	committed := 0
	for i, o := range r.ops[:until] {
		about := func(change op) bool { return change.inDir(o.dir) }
		switch {
		case o.kind == opSync && o.flush != vfs.Push:
			about = func(change op) bool { return change.node == o.node || change.other == o.node }
		case o.kind != opSyncDir:
			continue
		}
		for k := i - 1; k >= committed; k-- {
			if r.ops[k].journalled() && about(r.ops[k]) {
				committed = k + 1
				break
			}
		}
	}
	now, last := maps.Clone(r.begin), -1
	var list []world
	for i, o := range r.ops[:until] {
		if i >= committed && o.journalled() {
			list = append(list, r.world(now, i, last))
		}
		if o.journalled() {
			last = i
			if o.changesNames() {
				now.apply(o)
			}
		}
	}
	return append(list, r.world(now, until, last))
}

// journalled reports whether the call changes names or cuts a file: the changes
// whose order a journal keeps.
func (o op) journalled() bool { return o.changesNames() || o.kind == opTruncate }

func (r *recording) world(now names, prefix, last int) world {
	w := world{target: now[r.target], prefix: prefix, last: last}
	var others []string
	for s := range now {
		if s.dir == r.target.dir && s != r.target {
			others = append(others, r.roles.of(s.dir, s.name))
		}
	}
	slices.Sort(others)
	w.leftovers = strings.Join(others, " ")
	return w
}

// meanings says for each name which files it may lead to; 0 is none.
type meanings map[slot][]int

// separateWorlds gives every name any of the values that it had since its
// directory was flushed.
func (r *recording) separateWorlds(until int) []world { return r.combine(r.history(until)) }

// history lists the values that names had since their directories were flushed.
func (r *recording) history(until int) meanings {
	history := meanings{}
	now := maps.Clone(r.begin)
	for s, id := range now {
		history[s] = []int{id}
	}
	for _, o := range r.ops[:until] {
		switch {
		case o.changesNames():
			before := maps.Clone(now)
			now.apply(o)
			for _, s := range []slot{{o.dir, o.name}, {o.toDir, o.toName}} {
				if s.name != "" && now[s] != before[s] {
					if len(history[s]) == 0 {
						history[s] = []int{before[s]}
					}
					history[s] = append(history[s], now[s])
				}
			}
		case o.kind == opSyncDir && !r.disk.lies:
			for s := range history {
				if s.dir == o.dir {
					history[s] = []int{now[s]}
				}
			}
		}
	}
	for s, ids := range history {
		history[s] = slices.Compact(slices.Sorted(slices.Values(ids)))
	}
	return history
}

// combine lists every choice of one value for each name of the target's folder.
func (r *recording) combine(history meanings) []world {
	all := []names{{}}
	for s, values := range history {
		if s.dir != r.target.dir {
			continue
		}
		var next []names
		for _, value := range values {
			for _, w := range all {
				w = maps.Clone(w)
				if value != 0 {
					w[s] = value
				}
				next = append(next, w)
			}
		}
		all = next
	}
	list := make([]world, len(all))
	for i, w := range all {
		list[i] = r.world(w, 0, 0)
	}
	slices.SortFunc(list, func(a, b world) int {
		if a.target != b.target {
			return a.target - b.target
		}
		return strings.Compare(a.leftovers, b.leftovers)
	})
	return list
}
