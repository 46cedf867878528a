package crashsim

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"holdfast/atomicsave/internal/vfs"
)

// drive records calls on a disk with an old file and returns the analysis.
func drive(t *testing.T, s Scenario, calls func(m *memory, dir vfs.Dir)) *analysis {
	t.Helper()
	m := newMemory(s.Disk)
	if _, err := m.prepare(s.Old); err != nil {
		t.Fatal(err)
	}
	begin, bases := m.start()
	dir, err := m.OpenDir(nil, targetDir)
	if err != nil {
		t.Fatal(err)
	}
	calls(m, dir)
	return newAnalysis(s, m, begin, bases)
}

// contentsOf returns the distinct contents that the target may have, as bytes.
func contentsOf(t *testing.T, a *analysis, until int) map[string]bool {
	t.Helper()
	images, complete := a.at(until)
	if !complete {
		t.Fatal("not all states were listed")
	}
	got := map[string]bool{}
	for _, f := range images {
		if f.file == nil {
			got[f.kind.String()] = true
			continue
		}
		content := make([]byte, 0, f.size)
		for i, pick := range f.picks {
			u := f.file.units[i]
			part := f.file.bytes(u, int(pick))
			if part == nil {
				part = make([]byte, u.to-u.from)
			}
			content = append(content, part...)
		}
		if int64(len(content)) != f.size {
			t.Fatalf("%d bytes in parts, size %d", len(content), f.size)
		}
		got[string(content)] = true
	}
	return got
}

// TestAgainstBruteForce makes every state of a truncated and rewritten file of
// three sectors by hand.
func TestAgainstBruteForce(t *testing.T) {
	s := Scenario{Old: text("old", 1100), New: text("new", 1400), Limit: 1000}
	a := drive(t, s, func(m *memory, dir vfs.Dir) {
		f, _ := dir.OpenFile(targetName, vfs.ReadWrite, 0)
		f.Truncate(0)
		f.Write(s.New)
	})
	want := map[string]bool{string(s.Old): true, "": true}
	edges := []int{0, 512, 1024, 1400}
	for size := 1; size < len(edges); size++ {
		for kept := range 1 << size {
			content := make([]byte, edges[size])
			for i := range size {
				if kept&(1<<i) != 0 {
					copy(content[edges[i]:edges[i+1]], s.New[edges[i]:])
				}
			}
			want[string(content)] = true
		}
	}
	compare(t, contentsOf(t, a, len(a.ops)), want)
}

// TestOverwriteInPlace: without a cut, what is not kept is the old text.
func TestOverwriteInPlace(t *testing.T) {
	s := Scenario{Old: text("old", 1024), New: text("new", 700), Limit: 1000}
	a := drive(t, s, func(m *memory, dir vfs.Dir) {
		f, _ := dir.OpenFile(targetName, vfs.ReadWrite, 0)
		f.WriteAt(s.New, 0)
		f.Truncate(700)
		f.Sync(vfs.Durable)
	})
	want := map[string]bool{}
	for _, size := range []int{700, 1024} {
		for kept := range 4 {
			content := bytes.Clone(s.Old[:size])
			if kept&1 != 0 {
				copy(content, s.New[:512])
			}
			if kept&2 != 0 {
				copy(content[512:], s.New[512:])
			}
			want[string(content)] = true
		}
	}
	compare(t, contentsOf(t, a, 2), want)
	compare(t, contentsOf(t, a, 3), map[string]bool{string(s.New): true})
}

func compare(t *testing.T, got, want map[string]bool) {
	t.Helper()
	for content := range want {
		if !got[content] {
			t.Errorf("not listed: %s", short(content))
		}
	}
	for content := range got {
		if !want[content] {
			t.Errorf("listed, but impossible: %s", short(content))
		}
	}
}

func short(content string) string {
	row := fmt.Sprintf("%d bytes:", len(content))
	for at := 0; at < len(content); at += 128 {
		row += fmt.Sprintf(" %.4q", content[at:])
	}
	return row
}

// TestCallsAddAndFlushesRemove is the ground for looking between calls only: a
// call that does not flush adds states, a flush takes some away. It is tried on
// thousands of random programs.
func TestCallsAddAndFlushesRemove(t *testing.T) {
	const programs = 1500
	for seed := range uint64(programs) {
		random := rand.New(rand.NewPCG(seed, 1))
		s := Scenario{Old: text("old", 600), New: text("new", 900), Limit: 100000, Disk: Disks()[random.IntN(4)]}
		a := drive(t, s, func(m *memory, dir vfs.Dir) { randomCalls(random, m, dir) })
		before, _ := a.at(0)
		for i, o := range a.ops {
			after, complete := a.at(i + 1)
			if !complete {
				t.Fatalf("seed %d: not all states were listed", seed)
			}
			small, large := before, after
			if o.kind == opSync || o.kind == opSyncDir {
				small, large = after, before
			}
			for at := range small {
				if _, ok := large[at]; !ok {
					t.Fatalf("seed %d on %s, call %d, %s: %v is only on one side", seed, s.Disk, i, a.roles.call(o), at)
				}
			}
			if s.Disk.lies && len(small) != len(large) && (o.kind == opSync || o.kind == opSyncDir) {
				t.Fatalf("seed %d: a flush that does nothing changed something", seed)
			}
			before = after
		}
	}
}

func randomCalls(random *rand.Rand, m *memory, dir vfs.Dir) {
	names := []string{targetName, "a", "b"}
	name := func() string { return names[random.IntN(len(names))] }
	for range 9 {
		switch random.IntN(10) {
		case 0, 1:
			if f, err := dir.OpenFile(name(), vfs.CreateNew, 0o644); err == nil {
				f.Write(text("new", 512*(1+random.IntN(2))))
				f.Close()
			}
		case 2, 3:
			if f, err := dir.OpenFile(name(), vfs.ReadWrite, 0); err == nil {
				f.WriteAt(text("xyz", 300), int64(300*random.IntN(3)))
				f.Close()
			}
		case 4:
			if f, err := dir.OpenFile(name(), vfs.ReadWrite, 0); err == nil {
				f.Truncate(int64(450 * random.IntN(3)))
				f.Close()
			}
		case 5:
			if f, err := dir.OpenFile(name(), vfs.ReadWrite, 0); err == nil {
				f.Sync(vfs.Flush(1 + random.IntN(3)))
				f.Close()
			}
		case 6, 7:
			dir.Rename(name(), dir, name(), vfs.Move(1+random.IntN(3)))
		case 8:
			dir.Remove(name())
		case 9:
			dir.Sync()
		}
	}
}
