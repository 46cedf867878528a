package vfs

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"syscall"
	"testing"
	"time"
)

// modelDisk is a directory in memory for the logic of Replace: names and which
// file they are. Calls may be told to answer with errors, once each, in order.
type modelDisk struct {
	files  map[string]Info
	script map[string][]func() error // answers by call; nil or none: do it
	log    []string
	waited time.Duration
	onWait func()
}

var (
	oldInfo     = Info{Kind: Regular, Dev: 1, Ino: 10, Size: 3, MtimeNs: 100, Nlink: 1}
	newInfo     = Info{Kind: Regular, Dev: 1, Ino: 11, Size: 4, MtimeNs: 200, Nlink: 1}
	foreignInfo = Info{Kind: Regular, Dev: 1, Ino: 12, Size: 5, MtimeNs: 300, Nlink: 1}
)

func newModel() *modelDisk {
	return &modelDisk{
		files:  map[string]Info{"target": oldInfo, "temp": newInfo},
		script: map[string][]func() error{},
	}
}

// next makes the coming calls of a kind answer as given; nil means "do it".
func (m *modelDisk) next(call string, answers ...func() error) {
	m.script[call] = append(m.script[call], answers...)
}

func (m *modelDisk) answer(call string) (func() error, bool) {
	m.log = append(m.log, call)
	queue := m.script[call]
	if len(queue) == 0 || queue[0] == nil {
		if len(queue) > 0 {
			m.script[call] = queue[1:]
		}
		return nil, false
	}
	if len(queue) > 1 { // the last answer stays
		m.script[call] = queue[1:]
	}
	return queue[0], true
}

func (m *modelDisk) move(from, to string, over bool) error {
	info, ok := m.files[from]
	_, taken := m.files[to]
	switch {
	case !ok:
		return winFileNotFound
	case taken && !over:
		return syscall.Errno(183)
	}
	m.files[to] = info
	delete(m.files, from)
	return nil
}

func (m *modelDisk) look(path string) (Info, error) {
	if answer, ok := m.answer("look"); ok {
		if err := answer(); err != nil {
			return Info{}, err
		}
	}
	info, ok := m.files[path]
	if !ok {
		return Info{}, fs.ErrNotExist
	}
	return info, nil
}

func (m *modelDisk) replaceFile(target, temp, backup string) error {
	if answer, ok := m.answer("replace"); ok {
		return answer()
	}
	m.move(target, backup, false)
	return m.move(temp, target, false)
}

func (m *modelDisk) do(call, from, to string, over bool) error {
	if answer, ok := m.answer(call); ok {
		return answer()
	}
	return m.move(from, to, over)
}

func (m *modelDisk) moveOver(from, to string) error  { return m.do("over", from, to, true) }
func (m *modelDisk) moveUnder(from, to string) error { return m.do("under", from, to, true) }
func (m *modelDisk) moveNew(from, to string) error   { return m.do("new", from, to, false) }

func (m *modelDisk) carry(from, to string) error {
	if answer, ok := m.answer("carry"); ok {
		return answer()
	}
	return nil
}

func (m *modelDisk) prepare(from, to string) error {
	if answer, ok := m.answer("prepare"); ok {
		return answer()
	}
	return nil
}

func (m *modelDisk) owner(path string) string { return "owner of " + path }

func (m *modelDisk) own(path, owner string) { m.log = append(m.log, "own "+path+" "+owner) }

func (m *modelDisk) wait(ctx context.Context, d time.Duration) error {
	m.waited += d
	if m.onWait != nil {
		m.onWait()
	}
	return ctx.Err()
}

func (m *modelDisk) run(ctx context.Context) error {
	r := replacement{calls: m, target: "target", temp: "temp", backup: "backup"}
	return r.run(ctx)
}

// holds fails the test unless exactly these names hold these files.
func (m *modelDisk) holds(t *testing.T, want map[string]Info) {
	t.Helper()
	for name, info := range want {
		if got, ok := m.files[name]; !ok || got.Ino != info.Ino {
			t.Errorf("%s: got file %d (present %v), want %d", name, got.Ino, ok, info.Ino)
		}
	}
	for name := range m.files {
		if _, ok := want[name]; !ok {
			t.Errorf("%s was left behind", name)
		}
	}
}

func answers(err error) func() error { return func() error { return err } }

// outcome fails the test unless err is a *ReplaceError of that outcome, cause
// and paths.
func outcome(t *testing.T, err error, want Outcome, cause error, paths ...string) {
	t.Helper()
	failed, ok := errors.AsType[*ReplaceError](err)
	if !ok {
		t.Fatalf("got %v, want a *ReplaceError", err)
	}
	if failed.Outcome != want || !errors.Is(err, cause) || !slices.Equal(failed.Paths, paths) {
		t.Errorf("got outcome %d, cause %v, paths %q; want %d, %v, %q",
			failed.Outcome, failed.Err, failed.Paths, want, cause, paths)
	}
}

var (
	untouched = map[string]Info{"target": oldInfo, "temp": newInfo}
	replaced  = map[string]Info{"target": newInfo, "backup": oldInfo}
)
