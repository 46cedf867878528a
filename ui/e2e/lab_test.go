//go:build e2e && linux

package e2e

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// The colours of a verdict in the Save Lab, light and dark.
var (
	labGood = []color.RGBA{{0x1a, 0x7f, 0x37, 0xff}, {0x4c, 0xc2, 0x66, 0xff}}
	labBad  = []color.RGBA{{0xc6, 0x28, 0x28, 0xff}, {0xff, 0x7b, 0x72, 0xff}}
)

// count counts the pixels in area that have one of the colours.
func (s shot) count(area image.Rectangle, colours []color.RGBA) int {
	n := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			for _, c := range colours {
				if s.RGBAAt(x, y) == c {
					n++
				}
			}
		}
	}
	return n
}

// halves are the left and the right half of the window.
func (a *app) halves() (left, right image.Rectangle) {
	left, right = a.area(), a.area()
	left.Max.X = (left.Min.X + left.Max.X) / 2
	right.Min.X = left.Max.X
	return left, right
}

// expectVerdicts waits until the left half of the window has a bad verdict, or
// none, and the right half a good one only.
func (a *app) expectVerdicts(name string, bad bool) {
	a.t.Helper()
	left, right := a.halves()
	eventually(a.t, name, func() error {
		s := a.look()
		lost, kept := s.count(left, labBad), s.count(right, labGood)
		if (lost > 500) != bad || kept < 500 || s.count(right, labBad) > 0 {
			return fmt.Errorf("%d bad pixels at the left, %d good ones at the right", lost, kept)
		}
		return nil
	})
	a.waitStill()
	a.shoot(name)
}

// openLab opens the Save Lab by its key.
func (a *app) openLab() {
	a.t.Helper()
	a.beforeModal()
	a.press("alt+l")
	a.expectModal("lab")
}

// TestLab moves the power cut with the keyboard, from before both saves to behind
// them, and leaves the lab as it came.
func TestLab(t *testing.T) {
	d := newDesktop(t)
	content := bytes.Repeat([]byte("colour = blue\n"), 100)
	path := d.put("a.conf", content)
	before, err := os.Stat(path)
	must(t, err)
	a := d.start("a.conf", path)
	a.openLab()
	a.press("Home")
	a.waitStill()
	left, _ := a.halves()
	first := a.shoot("before").count(left, labBad) // the strip shows the whole save at any time
	a.press("End")
	a.expectVerdicts("after", true)
	if last := a.look().count(left, labBad); last < first+500 {
		t.Errorf("%d bad pixels before the ordinary save, %d after it", first, last)
	}
	a.press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "space") // the file in the window
	a.waitStill()
	a.expectVerdicts("own file", true)
	a.typed("x")
	a.press("ctrl+v", "ctrl+s", "Escape")
	a.expectNoModal()
	if got := a.text(); got != string(content) {
		t.Errorf("the text was changed from within the lab: %q", got)
	}
	after, err := os.Stat(path)
	must(t, err)
	if !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Error("the user's file was touched")
	}
}

// TestLabForReal kills two real saves after the first call of the ordinary one:
// its file is empty, the other one is whole.
func TestLabForReal(t *testing.T) {
	d := newDesktop(t)
	a := d.start("", d.put("a.conf", []byte("old\n")))
	a.openLab()
	a.press("Tab", "Tab", "space") // For real
	a.waitStill()
	// Past the other views, the tour, the end and the two ways to the slider.
	a.press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Home", "Right", "Right", "Right")
	a.press("Tab", "space")
	a.expectVerdicts("killed", true)
	a.press("Escape")
	a.expectNoModal()
	eventually(t, "the scratch folder is gone", func() error {
		left, err := filepath.Glob(filepath.Join(os.TempDir(), ".holdfast-lab-*"))
		if err == nil && len(left) > 0 {
			err = fmt.Errorf("there are %v", left)
		}
		return err
	})
}

// TestLabPicture saves the picture of both saves through the file dialog, as SVG and
// as PNG.
func TestLabPicture(t *testing.T) {
	d := newDesktop(t)
	a := d.start("a.conf", d.put("a.conf", []byte("old\n")))
	a.openLab()
	a.press("Tab", "Tab", "Tab", "Tab", "space") // Picture
	a.waitStill()
	a.shoot("picture")
	a.press("Tab", "Tab") // past the tour and the end
	for _, name := range []string{"save.svg", "save.png"} {
		a.press("Tab", "space")
		a.waitPicker()
		a.press("ctrl+a")
		a.typed(filepath.Join(d.files(), name))
		a.waitStill()
		a.press("Return")
		a.waitNoPicker()
		eventually(t, name+" is there", func() error {
			_, err := os.Stat(filepath.Join(d.files(), name))
			return err
		})
		a.waitStill()
		a.shoot(name)
		a.press("Escape") // the message that says where it is
		a.waitStill()
	}
	onlyNames(t, d.files(), "a.conf", "save.png", "save.svg")
	data, err := os.ReadFile(filepath.Join(d.files(), "save.svg"))
	must(t, err)
	var drawing struct {
		XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
		Title   string   `xml:"title"`
		Texts   []string `xml:"text"`
	}
	must(t, xml.Unmarshal(data, &drawing))
	if drawing.Title == "" || len(drawing.Texts) < 20 {
		t.Errorf("the drawing has the title %q and %d texts", drawing.Title, len(drawing.Texts))
	}
	data, err = os.ReadFile(filepath.Join(d.files(), "save.png"))
	must(t, err)
	img, err := png.Decode(bytes.NewReader(data))
	must(t, err)
	rgba := image.NewRGBA(img.Bounds())
	draw.Draw(rgba, rgba.Bounds(), img, img.Bounds().Min, draw.Src)
	if n := (shot{rgba}).colors(rgba.Bounds()); img.Bounds().Dx() < 1000 || n < 50 {
		t.Errorf("the picture has %v and %d colours", img.Bounds(), n)
	}
}
