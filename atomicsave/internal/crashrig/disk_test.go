package crashrig

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"holdfast/atomicsave/crashsim"
)

func read(i *Image, n int) string {
	p := make([]byte, n)
	i.ReadAt(p, 0)
	return string(p)
}

func TestImagesLieOnEachOther(t *testing.T) {
	low := NewImage(2 * pageSize)
	low.WriteAt([]byte("abcdef"), pageSize-3)
	high := low.Over()
	high.WriteAt([]byte("X"), pageSize)
	p := make([]byte, 8)
	high.ReadAt(p, pageSize-4)
	if string(p) != "\x00abcXef\x00" {
		t.Errorf("above: %q", p)
	}
	low.ReadAt(p, pageSize-4)
	if string(p) != "\x00abcdef\x00" {
		t.Errorf("below: %q", p)
	}
}

// tape is: A, flush, begun 1, B, C, flush, acknowledged 1, D.
func tape(t *testing.T) Tape {
	t.Helper()
	r := NewRecorder(NewImage(pageSize))
	write := func(letter string, at int64) { r.Disk(0).WriteAt(bytes.Repeat([]byte(letter), 2*sector), at) }
	note := func(text string) {
		if err := r.Note(text); err != nil {
			t.Fatal(err)
		}
	}
	write("A", 0)
	r.Disk(0).Flush()
	note("begun 1")
	write("B", 0)
	write("C", 2*sector)
	r.Disk(0).Flush()
	note("acknowledged 1")
	write("D", 0)
	return r.Tape()
}

// initials shortens an image to the first letter of each sector.
func initials(i *Image) string {
	content := read(i, 4*sector)
	var b strings.Builder
	for at := 0; at < len(content); at += sector {
		b.WriteString(strings.ReplaceAll(content[at:at+1], "\x00", "."))
	}
	return b.String()
}

func TestCutsAreLegal(t *testing.T) {
	legal := map[int][]string{ // by the number of events before the cut
		0: {"...."}, 1: {"....", "AA..", "A..."}, 2: {"AA.."}, 3: {"AA.."},
		4: {"AA..", "BB..", "BA.."},
		5: {"AA..", "BB..", "BA..", "AACC", "BBCC", "BACC", "AAC.", "BBC."},
		6: {"BBCC"}, 7: {"BBCC"}, 8: {"BBCC", "DDCC", "DBCC"},
	}
	tape := tape(t)
	player, seen := tape.Player(true), map[string]bool{}
	for _, c := range tape.Choose(10000, true, rand.New(rand.NewPCG(1, 1))) {
		got := initials(player.Images(c)[0])
		if !slices.Contains(legal[c.At], got) {
			t.Fatalf("cut %+v leaves %s", c, got)
		}
		if begun, acknowledged := c.At > 2, c.At > 6; (c.Begun == 1) != begun || (c.Acknowledged == 1) != acknowledged {
			t.Fatalf("cut %+v has wrong marks", c)
		}
		seen[got] = true
	}
	for at, all := range legal {
		for _, image := range all {
			if !seen[image] {
				t.Errorf("after %d events, %s was never made", at, image)
			}
		}
	}
}

func TestIgnoredFlushesProtectNothing(t *testing.T) {
	tape := tape(t)
	player, lost := tape.Player(false), false
	for _, c := range tape.Choose(500, false, rand.New(rand.NewPCG(1, 1))) {
		lost = lost || initials(player.Images(c)[0]) == "...." && c.Acknowledged == 1
	}
	if !lost {
		t.Error("an acknowledged save was never lost")
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		content []byte
		kind    crashsim.Kind
		lost    bool
	}{
		{Content(5), crashsim.New, false},
		{Content(4), crashsim.Old, false},
		{Content(3), crashsim.Old, true},
		{Content(6), crashsim.Torn, false}, // cannot be there yet
		{Content(5)[:100], crashsim.Torn, false},
		{append(Content(5)[:1000:1000], Content(4)[1000:]...), crashsim.Torn, false},
		{nil, crashsim.Empty, false},
		{make([]byte, 700), crashsim.Zeroed, false},
	} {
		f := Finding{Begun: 5, Acknowledged: 4, Version: -1}
		f.Judge(c.content)
		if f.Kind != c.kind || f.Lost() != c.lost {
			t.Errorf("%.20q, %d bytes: %v, lost %t", c.content, len(c.content), f.Kind, f.Lost())
		}
	}
}
