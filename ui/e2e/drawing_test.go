//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"image"
	"os"
	"strings"
	"testing"
)

// usesOpenGL reports whether a program has loaded a driver of OpenGL.
func (a *app) usesOpenGL() bool {
	a.t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", a.cmd.Process.Pid))
	must(a.t, err)
	return strings.Contains(string(maps), "libGLX_")
}

// unlike is the share of the pixels in area that somebody would call different.
func (s shot) unlike(other shot, area image.Rectangle) float64 {
	count := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			a, b := s.RGBAAt(x, y), other.RGBAAt(x, y)
			for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
				if max(d, -d) > 48 {
					count++
					break
				}
			}
		}
	}
	return float64(count) / float64(area.Dx()*area.Dy())
}

// What is drawn in memory looks like what OpenGL draws, and needs no OpenGL.
func TestBothDrawings(t *testing.T) {
	d := newDesktop(t)
	var seen [2][]shot
	var area image.Rectangle
	views := []struct{ name, open, shut string }{
		{"text", "ctrl+End", "ctrl+Home"},
		{"selected", "ctrl+a", "ctrl+Home"},
		{"menu", "alt+f", "Escape"},
		{"find", "ctrl+f", "Escape"},
		{"palette", "ctrl+shift+p", "Escape"},
		{"settings", "ctrl+comma", "Escape"},
		{"guide", "F1", "Escape"},
	}
	for i, drawing := range []string{"memory", "opengl"} {
		d.drawing = drawing
		d.settings(`{"format":1,"theme":"light","language":"en"}`)
		a := d.start("a.json", d.put("a.json", []byte("{\n\t\"name\": \"value\",\n\t\"wide\": \"漢字 \u00a0 end\",\n\t\"broken\": [1,\n}\n")))
		if got := a.usesOpenGL(); got != (drawing == "opengl") {
			t.Fatalf("%s: a driver of OpenGL is loaded: %v", drawing, got)
		}
		area = a.area()
		for _, v := range views {
			before := d.look()
			a.press(v.open)
			eventually(t, v.name+" is shown", func() error {
				if d.look().differs(before, area) == 0 {
					return errors.New("nothing has changed")
				}
				return nil
			})
			a.waitStill()
			seen[i] = append(seen[i], d.shoot(drawing+"-"+v.name))
			a.press(v.shut)
			a.waitStill()
		}
		a.press("ctrl+q")
		a.waitEnd(0)
	}
	for i, v := range views {
		if share := seen[0][i].unlike(seen[1][i], area); share > 0.01 {
			t.Errorf("%s: %.1f %% of the pixels are unlike", v.name, 100*share)
		}
	}
}

// Where OpenGL is chosen and there is none, the window is there all the same.
func TestNoOpenGL(t *testing.T) {
	d := newDesktop(t, "-extension", "GLX")
	d.drawing = "opengl"
	path := d.put("a.conf", []byte("a = 1\n"))
	a := d.start("a.conf", path)
	a.typed("#")
	a.press("ctrl+s")
	waitFile(t, path, []byte("#a = 1\n"))
}

// A window that was beyond the edge of the screen shows all of itself again, and so does one that has
// grown.
func TestDrawnAgain(t *testing.T) {
	d := newDesktop(t)
	a := d.start("a.conf", d.put("a.conf", []byte(strings.Repeat("name = value\n", 200))))
	area := a.area()
	text := area
	text.Min.Y += 60
	text.Max.Y -= 40
	text.Min.X += 90 // without the caret, which blinks
	// The pointer is drawn on the screen.
	d.tool("xdotool", "mousemove", fmt.Sprint(screenWidth-1), fmt.Sprint(screenHeight-1))
	a.waitStill()
	before := d.look()
	// What is beyond the edge of the screen is lost.
	d.tool("xdotool", "windowmove", a.window, fmt.Sprint(-area.Dx()*2/3), fmt.Sprint(area.Min.Y))
	eventually(t, "the window is away", func() error {
		if at := a.area(); at.Min.X >= 0 {
			return fmt.Errorf("it is at %v", at)
		}
		return nil
	})
	d.tool("xdotool", "windowmove", a.window, "100", fmt.Sprint(area.Min.Y))
	back := func() error {
		moved := a.area().Min.Sub(area.Min)
		if a.area().Size() != area.Size() {
			return fmt.Errorf("its size is %v", a.area().Size())
		}
		now := d.look()
		for y := text.Min.Y; y < text.Max.Y; y++ {
			for x := text.Min.X; x < text.Max.X; x++ {
				if got, want := now.RGBAAt(x+moved.X, y+moved.Y), before.RGBAAt(x, y); got != want {
					return fmt.Errorf("%d,%d is %v and was %v", x, y, got, want)
				}
			}
		}
		return nil
	}
	eventually(t, "the text is back", back)
	d.tool("xdotool", "windowsize", "--sync", a.window, "700", "500")
	a.waitStill()
	d.shoot("small")
	d.tool("xdotool", "windowsize", "--sync", a.window, fmt.Sprint(area.Dx()), fmt.Sprint(area.Dy()))
	eventually(t, "it looks as before", back)
}
