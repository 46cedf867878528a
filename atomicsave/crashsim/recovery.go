package crashsim

import (
	"bytes"
	"context"
	"maps"
	"strings"

	"holdfast/atomicsave"
)

// Overwriting in place keeps all of the new and the old content in files of the
// program's own while the target is torn. This file finds out whether they are
// there after a cut.

// The roles of the files in the program's own folder.
const (
	roleNew    = "recovery-new"
	roleOld    = "recovery-old"
	roleRecord = "recovery-record"
)

// recoveryRole gives a name in the program's own folder its role.
func recoveryRole(name string) string {
	switch {
	case strings.HasSuffix(name, ".new"):
		return roleNew
	case strings.HasSuffix(name, ".old"):
		return roleOld
	case strings.HasSuffix(name, ".json"):
		return roleRecord
	case strings.HasPrefix(name, "process-"):
		return "recovery-notes"
	case strings.HasPrefix(name, "."):
		return "recovery-temp"
	}
	return "recovery-" + name
}

// prepareInPlace opens the journal of the program and mounts the old file, so that
// it cannot be replaced.
func (m *memory) prepareInPlace() (err error) {
	m.journal, err = atomicsave.OpenJournalOn(context.Background(), m, stateDir)
	if n := m.dirs[targetDir].entries[targetName]; n != nil {
		n.info.MountRoot = true
	}
	return err
}

// recoverable reports whether, in a world, a torn target can be made whole: the
// record, the new and the old content are under their names, and nothing of them
// is uncertain.
func (a *analysis) recoverable(w world, until int) bool {
	if a.scenario.Strategy != InPlace {
		return false
	}
	found := map[string]*file{}
	for s, ids := range a.ownNames(w, until) {
		role := a.roles.of(s.dir, s.name)
		if len(ids) == 1 && ids[0] != 0 {
			found[role] = a.files[ids[0]]
		}
	}
	for role, want := range map[string]Kind{roleNew: New, roleOld: Old} {
		if v, certain := a.certainly(found[role], w, until); !certain || v.kind != want {
			return false
		}
	}
	// The record has the hashes of both only once both are complete.
	record, certain := a.certainly(found[roleRecord], w, until)
	return certain && bytes.Contains(found[roleRecord].assemble(record), []byte(`"new":`))
}

// ownNames returns what the names in the program's own folder may mean after a cut.
func (a *analysis) ownNames(w world, until int) meanings {
	if a.disk.separate {
		history := a.history(until)
		maps.DeleteFunc(history, func(s slot, _ []int) bool { return s.dir != stateID })
		return history
	}
	now := maps.Clone(a.begin)
	for _, o := range a.ops[:w.prefix] {
		if o.changesNames() {
			now.apply(o)
		}
	}
	own := meanings{}
	for s, id := range now {
		if s.dir == stateID {
			own[s] = []int{id}
		}
	}
	return own
}

// certainly returns what a file holds if there is only one thing that it may hold.
func (a *analysis) certainly(f *file, w world, until int) (v variant, certain bool) {
	if f == nil {
		return variant{}, false
	}
	got := a.contents(f, w, until)
	if !got.complete || len(got.list) != 1 {
		return variant{}, false
	}
	return got.list[0], true
}

// assemble makes the bytes of a variant.
func (f *file) assemble(v variant) []byte {
	content := make([]byte, 0, v.size)
	for i, pick := range v.picks {
		u := f.units[i]
		part := f.bytes(u, int(pick))
		if part == nil {
			part = make([]byte, u.to-u.from)
		}
		content = append(content, part...)
	}
	return content
}
