//go:build e2e && linux

package e2e

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"strings"
	"testing"
	"time"
)

// TestFirstPaint opens files of several sizes and tells how long it takes from
// the start of the process until text is on the screen, and how much memory the
// program has then. It judges nothing but that the text appears: the figures
// are for `make bench`.
func TestFirstPaint(t *testing.T) {
	line := strings.Repeat("key = value # of a setting\n", 1<<20/27)
	for _, mb := range []int{0, 1, 10, 100} {
		t.Run(fmt.Sprintf("%d MB", mb), func(t *testing.T) {
			d := newDesktop(t)
			path := d.put("big.conf", []byte(strings.Repeat(line, mb)))
			began := time.Now()
			a := d.launch(os.Getuid(), path)
			for !d.look().hasText() {
				if time.Since(began) > patience {
					t.Fatal("no text appears")
				}
				time.Sleep(20 * time.Millisecond) // looking costs what the program needs to draw
			}
			t.Logf("first paint of %d MB: %d ms", mb, time.Since(began).Milliseconds())
			a.waitWindow()
			a.waitStill()
			t.Logf("resident with %d MB: %d MB", mb, resident(t, a.cmd.Process.Pid))
		})
	}
}

// hasText reports whether there is a window with more than its frame, its menu
// and its tabs: letters in the upper part of the text, or a status bar.
func (s shot) hasText() bool {
	box := image.Rectangle{}
	for y := s.Bounds().Min.Y; y < s.Bounds().Max.Y; y += 8 {
		for x := s.Bounds().Min.X; x < s.Bounds().Max.X; x += 8 {
			if s.RGBAAt(x, y) != (color.RGBA{A: 0xff}) {
				box = box.Union(image.Rect(x, y, x+8, y+8))
			}
		}
	}
	if box.Dx() < 300 || box.Dy() < 300 {
		return false
	}
	bar := box
	bar.Min.Y, bar.Max.Y = box.Max.Y-40, box.Max.Y-10
	return s.colors(bar) >= 10
}

// resident is the memory in megabytes that a process holds: VmRSS of proc(5).
func resident(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(t, err)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb := 0
			_, err := fmt.Sscan(rest, &kb)
			must(t, err)
			return kb >> 10
		}
	}
	t.Fatal("no VmRSS")
	return 0
}
