package editor

// Extend adds text at the end that belongs to the file but was not there yet:
// a file that is loaded in parts while the user already reads and edits it.
// It is no edit: it is not undone, does not make the document modified, and
// leaves the selection alone. Every version gets a new number, because each
// now names a longer text.
func (d *Document) Extend(more Text) {
	n := more.Len()
	if n == 0 {
		return
	}
	d.text = Join(d.text, more)
	move := d.newest + 1 - d.oldest()
	d.newest += move
	d.version += move
	if d.saved != unsaved {
		d.saved += move
	}
	for i := range d.history.done {
		d.history.lighten(&d.history.done[i])
	}
	for _, steps := range [][]step{d.history.done, d.history.undone} {
		for i := range steps {
			s := &steps[i]
			s.ready = nil
			s.from, s.to = s.from+move, s.to+move
			s.change.before, s.change.after = s.change.before+n, s.change.after+n
		}
	}
}

// oldest returns the lowest number of a version that can still be reached.
func (d *Document) oldest() Version {
	low := d.version
	if d.saved != unsaved {
		low = min(low, d.saved)
	}
	for _, steps := range [][]step{d.history.done, d.history.undone} {
		for _, s := range steps {
			low = min(low, s.from, s.to)
		}
	}
	return low
}
