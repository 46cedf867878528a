//go:build e2e && linux

package e2e

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"testing"
)

// shot is a picture of the whole screen.
type shot struct {
	image.Image
	path string
}

// shoot takes a picture of the screen and keeps it as an artifact under name.
func (d *desktop) shoot(name string) shot {
	d.t.Helper()
	d.shots++
	path := d.artifact(fmt.Sprintf("%02d-%s.png", d.shots, name))
	s, err := d.shootTo(path)
	must(d.t, err)
	return s
}

func (d *desktop) shootTo(path string) (shot, error) {
	if _, err := d.try("import", "-silent", "-window", "root", "-depth", "8", path); err != nil {
		return shot{}, err
	}
	file, err := os.Open(path)
	if err != nil {
		return shot{}, err
	}
	defer file.Close()
	img, err := png.Decode(file)
	return shot{img, path}, err
}

// look takes a picture that is not kept.
func (d *desktop) look() shot {
	d.t.Helper()
	file, err := os.CreateTemp(d.dir, "look-*.png")
	must(d.t, err)
	must(d.t, file.Close())
	defer os.Remove(file.Name())
	s, err := d.shootTo(file.Name())
	must(d.t, err)
	return s
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
			if s.At(x, y) != other.At(x, y) {
				count++
			}
		}
	}
	return float64(count) / float64(max(1, area.Dx()*area.Dy()))
}

// colors counts the different colours in area: a blank window has few.
func (s shot) colors(area image.Rectangle) int {
	seen := map[[4]uint32]bool{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			r, g, b, a := s.At(x, y).RGBA()
			seen[[4]uint32{r, g, b, a}] = true
		}
	}
	return len(seen)
}

func TestDiffers(t *testing.T) {
	a, b := image.NewGray(image.Rect(0, 0, 10, 10)), image.NewGray(image.Rect(0, 0, 10, 10))
	for x := range 10 {
		b.Pix[x] = 1
	}
	if got := (shot{Image: a}).differs(shot{Image: b}, image.Rectangle{}); got != 0.1 {
		t.Errorf("%v of the pixels differ, want 0.1", got)
	}
	if got := (shot{Image: a}).differs(shot{Image: b}, image.Rect(0, 0, 10, 2)); got != 0.5 {
		t.Errorf("%v of the pixels differ, want 0.5", got)
	}
}
