//go:build e2e && linux

package e2e

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"syscall"
)

// mapped is the screen of Xvfb in memory: looking at it costs next to nothing.
type mapped struct {
	pix    []byte
	stride int
}

// mapScreen maps the file in which Xvfb keeps the screen, see look.
func (d *desktop) mapScreen() mapped {
	d.t.Helper()
	f, err := os.Open(filepath.Join(d.dir, "screen", "Xvfb_screen0"))
	must(d.t, err)
	defer f.Close()
	info, err := f.Stat()
	must(d.t, err)
	data, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	must(d.t, err)
	d.t.Cleanup(func() { _ = syscall.Munmap(data) })
	field := func(i int) int { return int(binary.BigEndian.Uint32(data[4*i:])) }
	return mapped{pix: data[field(0)+12*field(19):], stride: field(12)}
}

// shown reports whether a window has appeared in the middle of the screen, with
// text, or with anything.
func (m mapped) shown(text bool) bool {
	if !text {
		// The background of the program is dark or light, that of the screen black.
		return m.row(450, 400, 401)[0] != 0
	}
	colours := map[uint32]bool{}
	for y := 400; y < 560 && len(colours) <= 8; y++ {
		row := m.row(y, 340, 600)
		for x := 0; x < len(row); x += 4 {
			colours[binary.LittleEndian.Uint32(row[x:])] = true
		}
	}
	return len(colours) > 8
}

func (m mapped) row(y, from, to int) []byte { return m.pix[y*m.stride+4*from : y*m.stride+4*to] }

// copyOf keeps what an area looks like.
func (m mapped) copyOf(area image.Rectangle) []byte {
	var b []byte
	for y := area.Min.Y; y < area.Max.Y; y++ {
		b = append(b, m.row(y, area.Min.X, area.Max.X)...)
	}
	return b
}

// differs reports whether an area has changed since copyOf.
func (m mapped) differs(area image.Rectangle, before []byte) bool {
	n := 4 * area.Dx()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		if !bytes.Equal(m.row(y, area.Min.X, area.Max.X), before[:n]) {
			return true
		}
		before = before[n:]
	}
	return false
}
