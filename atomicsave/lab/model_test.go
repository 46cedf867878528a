package lab

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"holdfast/atomicsave/crashsim"
)

var ctx = context.Background()

func simulate(t testing.TB, c Content, s Setup) Model {
	t.Helper()
	m, err := Simulate(ctx, c, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// wantReason checks the code of an error.
func wantReason(t testing.TB, err error, code Code) *Reason {
	t.Helper()
	r, ok := errors.AsType[*Reason](err)
	if !ok || r.Code != code {
		t.Fatalf("error %v, want a *Reason %q", err, code)
	}
	return r
}

func TestOrdinaryDestroysAndSafeDoesNot(t *testing.T) {
	for _, disk := range []crashsim.Disk{crashsim.Ordered(), crashsim.Unordered()} {
		ordinary := simulate(t, Sample(), Setup{Strategy: crashsim.Ordinary, Disk: disk})
		safe := simulate(t, Sample(), Setup{Disk: disk})
		t.Logf("%s: ordinary %+v, full %+v", disk, ordinary.Total, safe.Total)
		if ordinary.Total.Destroyed == 0 || ordinary.Keeps || ordinary.Sampled {
			t.Errorf("%s: ordinary: %+v", disk, ordinary.Total)
		}
		if safe.Total.Destroyed != 0 || !safe.Keeps || safe.Sampled {
			t.Errorf("%s: full: %+v", disk, safe.Total)
		}
	}
}

// Every strategy on every disk: identifiers have words, totals add up, and the
// parts of a picture follow each other.
func TestModelsAreWhole(t *testing.T) {
	long := make([]byte, 3000)
	for i := range long {
		long[i] = byte('a' + i%26)
	}
	var contents []Content
	for _, c := range []struct{ old, new []byte }{
		{nil, long}, {[]byte{}, long}, {long, []byte{}}, {long, long[:700]}, {long[:700], long}, {long, Changed(long)},
	} {
		content, err := FromBytes("x", c.old, c.new)
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, content)
	}
	contents = append(contents, Sample(), large(t, MaxExact+12345))
	used := map[string]bool{}
	for _, c := range contents {
		for _, strategy := range crashsim.Strategies() {
			for _, disk := range crashsim.Disks() {
				m := simulate(t, c, Setup{Strategy: strategy, Disk: disk})
				check(t, c, m)
				for _, p := range m.Positions {
					used[p.ID] = true
				}
			}
		}
	}
	onlyReal := []string{"reserve-temp", "reserve-recovery", "metadata-target", "link-temp"}
	for _, id := range CallIDs() {
		if !used[id] && !slices.Contains(onlyReal, id) {
			t.Errorf("no save leads to %q", id)
		}
	}
}

func check(t *testing.T, c Content, m Model) {
	t.Helper()
	last := m.Positions[len(m.Positions)-1]
	if !last.Saved || m.Positions[0].ID != "begin" || last.ID != "end" {
		t.Errorf("%s on %s: begins with %q, ends with %q", m.Strategy, m.Disk, m.Positions[0].ID, last.ID)
	}
	total := m.Total
	if total.Possible != total.Good+total.Restored+total.Destroyed || total.Possible == 0 {
		t.Errorf("%s on %s: %+v", m.Strategy, m.Disk, total)
	}
	for i, p := range m.Positions {
		if !slices.Contains(CallIDs(), p.ID) {
			t.Errorf("%s on %s: no words for %q", m.Strategy, m.Disk, p.ID)
		}
		if at := m.PointAt(i); at.ID != p.ID || at.N < 1 {
			t.Errorf("position %d is %+v", i, at)
		}
		for _, o := range p.Outcomes {
			for _, pic := range o.Pictures {
				checkPicture(t, c, o.Kind, pic)
			}
		}
	}
}

func checkPicture(t *testing.T, c Content, kind crashsim.Kind, p Picture) {
	t.Helper()
	at := int64(0)
	for _, part := range p.Parts {
		if part.From != at || part.To <= part.From || (part.Source == NotThere) != (part.From >= p.Size) {
			t.Fatalf("%s, %d of %d bytes: %+v", kind, p.Size, p.Whole, p.Parts)
		}
		at = part.To
	}
	if at != p.Whole || kind == crashsim.Old && p.Size != c.OldSize() || kind == crashsim.New && p.Size != c.NewSize() {
		t.Fatalf("%s, %d of %d bytes: %+v", kind, p.Size, p.Whole, p.Parts)
	}
}

// large is a file with holes, so it takes no space.
func large(t testing.TB, size int64) Content {
	t.Helper()
	path := filepath.Join(t.TempDir(), "large.conf")
	if err := os.WriteFile(path, []byte("begin\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	c, err := FromFile(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if c.OldSize() != size || !c.Miniature() {
		t.Fatalf("%d bytes, miniature %t", c.OldSize(), c.Miniature())
	}
	return c
}
