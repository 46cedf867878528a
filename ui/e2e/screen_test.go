//go:build e2e && linux

package e2e

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// shot is a picture of the whole screen.
type shot struct{ *image.RGBA }

// shoot takes a picture of the screen and keeps it as an artifact under name.
func (d *desktop) shoot(name string) shot {
	d.t.Helper()
	d.shots++
	s := d.look()
	var file bytes.Buffer
	must(d.t, png.Encode(&file, s))
	must(d.t, os.WriteFile(d.artifact(fmt.Sprintf("%02d-%s.png", d.shots, name)), file.Bytes(), 0o644))
	return s
}

// look takes a picture that is not kept. Xvfb keeps the screen in a file that it
// maps (-fbdir), in the format of xwd, so that a picture costs one read.
func (d *desktop) look() shot {
	d.t.Helper()
	data, err := os.ReadFile(filepath.Join(d.dir, "screen", "Xvfb_screen0"))
	must(d.t, err)
	s, err := decodeXWD(data)
	must(d.t, err)
	return s
}

// decodeXWD reads the format of XWDFile.h (version 7) as Xvfb writes it on a
// little-endian machine: a big-endian header, the colour map, and pixels of
// four bytes, blue first.
func decodeXWD(data []byte) (shot, error) {
	const headerWords, colourSize = 25, 12
	if len(data) < 4*headerWords {
		return shot{}, fmt.Errorf("the screen has only %d bytes", len(data))
	}
	field := func(i int) int { return int(binary.BigEndian.Uint32(data[4*i:])) }
	headerSize, version, width, height := field(0), field(1), field(4), field(5)
	bitsPerPixel, stride, colours := field(11), field(12), field(19)
	start := headerSize + colours*colourSize
	if version != 7 || bitsPerPixel != 32 || start+height*stride > len(data) {
		return shot{}, fmt.Errorf("the screen is not as expected: version %d, %d bits, %d×%d", version, bitsPerPixel, width, height)
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		row, out := data[start+y*stride:], img.Pix[y*img.Stride:]
		for x := 0; x < 4*width; x += 4 {
			out[x], out[x+1], out[x+2], out[x+3] = row[x+2], row[x+1], row[x], 0xff
		}
	}
	return shot{img}, nil
}

// differs is the share, 0 to 1, of the pixels in area that are not the same in
// both pictures. An empty area stands for the whole screen.
func (s shot) differs(other shot, area image.Rectangle) float64 {
	if area.Empty() {
		area = s.Bounds()
	}
	area = area.Intersect(s.Bounds()).Intersect(other.Bounds())
	count := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if s.RGBAAt(x, y) != other.RGBAAt(x, y) {
				count++
			}
		}
	}
	return float64(count) / float64(max(1, area.Dx()*area.Dy()))
}

// colors counts the different colours in area: a blank window has few.
func (s shot) colors(area image.Rectangle) int {
	seen := map[color.RGBA]bool{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			seen[s.RGBAAt(x, y)] = true
		}
	}
	return len(seen)
}

func TestDiffers(t *testing.T) {
	a, b := shot{image.NewRGBA(image.Rect(0, 0, 10, 10))}, shot{image.NewRGBA(image.Rect(0, 0, 10, 10))}
	for x := range 10 {
		b.Set(x, 0, color.White)
	}
	if got := a.differs(b, image.Rectangle{}); got != 0.1 {
		t.Errorf("%v of the pixels differ, want 0.1", got)
	}
	if got := a.differs(b, image.Rect(0, 0, 10, 2)); got != 0.5 {
		t.Errorf("%v of the pixels differ, want 0.5", got)
	}
}
