package memory

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math/rand"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/internal"
	"fyne.io/fyne/v2/internal/painter/software"
	"fyne.io/fyne/v2/test"
)

// stage is a canvas with objects on it, and a painter that sees each of its frames.
type stage struct {
	t       *testing.T
	canvas  test.WindowlessCanvas
	painter *Painter
	objects []fyne.CanvasObject
	clip    *internal.ClipItem
	size    image.Point
}

func newStage(t *testing.T, scale float32, objects ...fyne.CanvasObject) *stage {
	test.NewTempApp(t)
	c := test.NewCanvasWithPainter(software.NewPainter())
	c.SetScale(scale)
	return &stage{t: t, canvas: c, painter: NewPainter(c), objects: objects, size: image.Pt(200, 150)}
}

// paint shows a frame to a painter.
func (s *stage) paint(p *Painter) []image.Rectangle {
	p.SetFrameBufferScale(1)
	p.SetOutputSize(s.size.X, s.size.Y)
	p.Clear()
	for _, o := range s.objects {
		p.Paint(o, o.Position(), fyne.Size{}, s.clip)
	}
	return p.Finish()
}

// frame paints what has changed, and checks that it looks as if all had been painted.
func (s *stage) frame() []image.Rectangle {
	s.t.Helper()
	changed := s.paint(s.painter)
	whole := NewPainter(s.canvas)
	s.paint(whole)
	if !bytes.Equal(s.painter.Frame().Pix, whole.Frame().Pix) {
		for i := 0; i < len(whole.frame.Pix); i += 4 {
			if got, want := s.painter.frame.Pix[i:i+4], whole.frame.Pix[i:i+4]; !bytes.Equal(got, want) {
				s.t.Fatalf("pixel %d,%d is %v, want %v; changed was %v", i/4%s.size.X, i/4/s.size.X, got, want, changed)
			}
		}
	}
	return changed
}

func (s *stage) at(x, y int) color.RGBA { return s.painter.frame.RGBAAt(x, y) }

func rectangle(c color.Color, x, y, w, h float32) *canvas.Rectangle {
	r := canvas.NewRectangle(c)
	r.Move(fyne.NewPos(x, y))
	r.Resize(fyne.NewSize(w, h))
	return r
}

var (
	red   = color.NRGBA{R: 0xff, A: 0xff}
	green = color.NRGBA{G: 0xff, A: 0xff}
	blue  = color.NRGBA{B: 0xff, A: 0xff}
	glass = color.NRGBA{R: 0x80, G: 0x40, A: 0x60}
)

func TestOnlyWhatChangedIsPainted(t *testing.T) {
	a, b := rectangle(red, 10, 10, 20, 20), rectangle(green, 100, 10, 20, 20)
	s := newStage(t, 1, a, b)
	expect := func(what string, want ...image.Rectangle) {
		t.Helper()
		if got := s.frame(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v was painted, want %v", what, got, want)
		}
	}
	expect("the first frame", image.Rect(0, 0, 200, 150))
	expect("nothing new")
	a.FillColor = blue
	expect("another colour", image.Rect(10, 10, 30, 30))
	b.Move(fyne.NewPos(110, 10))
	expect("a move", image.Rect(100, 10, 130, 30))
	b.Hide()
	expect("gone", image.Rect(110, 10, 130, 30))
	b.Show()
	expect("back", image.Rect(110, 10, 130, 30))
	b.Move(fyne.NewPos(20, 20))
	expect("two places", image.Rect(110, 10, 130, 30), image.Rect(20, 20, 40, 40))
	s.objects[0], s.objects[1] = b, a
	expect("the one behind comes to the front", image.Rect(10, 10, 30, 30))
	if got := s.at(25, 25); got != color.RGBA(blue) {
		t.Errorf("in front is %v, want %v", got, blue)
	}
	s.size = image.Pt(120, 80)
	expect("another size", image.Rect(0, 0, 120, 80))
	s.canvas.SetScale(2)
	expect("another scale", image.Rect(40, 40, 80, 80), image.Rect(10, 10, 30, 30), image.Rect(20, 20, 60, 60))
}

func TestARasterIsDrawnWhenItAsksForIt(t *testing.T) {
	drawn, shown := 0, red
	r := canvas.NewRaster(func(w, h int) image.Image {
		drawn++
		img := image.NewNRGBA(image.Rect(0, 0, w, h))
		for i := range img.Pix {
			img.Pix[i] = []uint8{shown.R, shown.G, shown.B, shown.A}[i%4]
		}
		return img
	})
	r.Move(fyne.NewPos(5, 5))
	r.Resize(fyne.NewSize(10, 10))
	s := newStage(t, 1, r)
	count := func(what string, want, painted int) {
		t.Helper()
		drawn = 0
		s.paint(s.painter)
		changed := s.frame() // which draws it for the comparison
		if _ = changed; drawn != want+1 {
			t.Errorf("%s: drawn %d times, want %d", what, drawn-1, want)
		}
	}
	count("first", 1, 1)
	count("again", 0, 0)
	shown = green
	s.painter.Free(r)
	if got := s.frame(); len(got) != 1 || got[0] != image.Rect(5, 5, 15, 15) {
		t.Errorf("after a refresh %v was painted", got)
	}
	if got := s.at(7, 7); got != color.RGBA(green) {
		t.Errorf("after a refresh it is %v", got)
	}
	s.painter.Free(r)
	if got := s.frame(); len(got) != 0 {
		t.Errorf("a refresh that changed nothing painted %v", got)
	}
	if n := len(s.painter.pictures); n != 1 {
		t.Errorf("%d pictures are kept, want 1", n)
	}
	s.objects = nil
	for i := 0; i < 2*sweep+1; i++ {
		s.paint(s.painter)
	}
	if n := len(s.painter.pictures); n != 0 {
		t.Errorf("%d pictures of what is not shown any more are kept", n)
	}
}

func TestTextFollowsWithoutARefresh(t *testing.T) {
	text := canvas.NewText("Saved", red)
	text.Resize(text.MinSize())
	s := newStage(t, 1, text)
	s.frame()
	before := bytes.Clone(s.painter.frame.Pix)
	text.Text = "Moved"
	if got := s.frame(); len(got) != 1 || bytes.Equal(before, s.painter.frame.Pix) {
		t.Errorf("another text: %v was painted", got)
	}
	text.Alignment = fyne.TextAlignTrailing
	text.Resize(fyne.NewSize(150, 40))
	text.TextStyle.Underline = true
	s.frame()
	if got := s.at(20, 20); got != s.at(199, 149) {
		t.Errorf("at the old place there is %v", got)
	}
}

// A text of a hundred thousand letters is drawn where it is seen.
func TestALongTextIsDrawnInPart(t *testing.T) {
	letters := bytes.Repeat([]byte("word "), 20_000)
	text := canvas.NewText(string(letters), red)
	text.Resize(text.MinSize())
	s := newStage(t, 1, text)
	s.frame()
	text.Move(fyne.NewPos(-400_000, 0))
	s.frame()
	if pic := s.painter.pictures[text]; pic == nil || pic.img.Rect.Dx() > widest {
		t.Fatalf("the picture is %v", pic)
	}
	inked := false
	for x := 0; x < s.size.X; x++ {
		inked = inked || s.at(x, 12) != s.at(199, 149)
	}
	if !inked {
		t.Error("nothing of it is seen in its middle")
	}
}

func TestAClipIsKept(t *testing.T) {
	r := rectangle(red, 0, 0, 100, 100)
	s := newStage(t, 1, r)
	s.clip = (*internal.ClipItem)(nil).Intersect(fyne.NewPos(20, 30), fyne.NewSize(10, 10))
	s.frame()
	for y := 0; y < 100; y++ {
		for x := 0; x < 100; x++ {
			if in := image.Pt(x, y).In(image.Rect(20, 30, 30, 40)); in != (s.at(x, y) == color.RGBA(red)) {
				t.Fatalf("%d,%d is %v", x, y, s.at(x, y))
			}
		}
	}
}

func TestCapture(t *testing.T) {
	r := rectangle(red, 0, 0, 10, 10)
	s := newStage(t, 1, r)
	s.frame()
	img := s.painter.Capture(s.canvas)
	r.FillColor = blue
	s.frame()
	if got := img.At(3, 3); got != color.RGBA(red) {
		t.Errorf("captured %v, want red", got)
	}
}

// Of a picture that changes in part, that part is painted.
func TestAPartOfAPicture(t *testing.T) {
	width, lit := 60, 20
	r := canvas.NewRaster(func(w, h int) image.Image {
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		for x := lit; x < lit+5; x++ {
			img.Set(x, h/2, red)
		}
		return img
	})
	r.Move(fyne.NewPos(10, 10))
	s := newStage(t, 1, r)
	show := func() []image.Rectangle {
		r.Resize(fyne.NewSize(float32(width), 10))
		s.painter.Free(r)
		return s.frame()
	}
	show()
	for _, c := range []struct {
		width, lit int
		want       image.Rectangle
	}{
		{60, 22, image.Rect(30, 10, 37, 20)},
		{70, 23, image.Rect(32, 10, 80, 20)}, // the new end, too
		{50, 23, image.Rect(60, 10, 80, 20)}, // what it had
		{50, 46, image.Rect(33, 10, 60, 20)},
	} {
		width, lit = c.width, c.lit
		if got := show(); len(got) != 1 || got[0] != c.want {
			t.Errorf("width %d, lit at %d: %v was painted, want %v", width, lit, got, c.want)
		}
	}
	lit = 3
	r.Move(fyne.NewPos(11, 10))
	if got := show(); len(got) != 1 || got[0] != image.Rect(10, 10, 61, 20) {
		t.Errorf("moved too: %v was painted", got)
	}
}

// Scenes change at random, and what is painted in parts must look as if painted whole.
func TestPartsLookLikeTheWhole(t *testing.T) {
	for _, scale := range []float32{1, 1.3, 2} {
		t.Run(fmt.Sprint(scale), func(t *testing.T) {
			rnd := rand.New(rand.NewSource(int64(scale * 10)))
			s := newStage(t, scale)
			for i := 0; i < 400; i++ {
				s.change(rnd)
				s.frame()
			}
		})
	}
}

// change does something to a scene.
func (s *stage) change(rnd *rand.Rand) {
	colours := []color.Color{red, green, blue, glass, color.Transparent, nil, color.Gray{Y: 0x30}}
	colour := func() color.Color { return colours[rnd.Intn(len(colours))] }
	size := func(most int) float32 { return float32(rnd.Intn(4*most)) / 4 }
	if rnd.Intn(3) == 0 && len(s.objects) < 12 {
		var o fyne.CanvasObject
		switch rnd.Intn(12) {
		case 0, 1:
			o = &canvas.Rectangle{FillColor: colour()}
		case 2:
			o = &canvas.Rectangle{FillColor: colour(), StrokeColor: colour(), StrokeWidth: size(4), CornerRadius: size(30), TopLeftCornerRadius: size(9)}
		case 3:
			o = &canvas.Rectangle{FillColor: colour(), CornerRadius: 5, Aspect: size(3), Shadow: canvas.Shadow{
				Color: colour(), Offset: fyne.NewPos(size(6)-3, size(6)-3), BlurRadius: size(12), Spread: size(4) - 2}}
		case 4:
			o = canvas.NewText("Ay"+string(rune('a'+rnd.Intn(26))), colour())
		case 5:
			o = &canvas.Circle{FillColor: colour(), StrokeColor: colour(), StrokeWidth: size(3)}
		case 6:
			o = &canvas.Line{StrokeColor: colour(), StrokeWidth: size(3)}
		case 7:
			o = canvas.NewRadialGradient(colours[rnd.Intn(5)], colours[rnd.Intn(5)])
		case 8:
			c := colours[rnd.Intn(5)]
			o = canvas.NewRaster(func(w, h int) image.Image {
				img := image.NewRGBA(image.Rect(0, 0, w, h))
				for x := w * 7 % 20; x < w; x += 3 {
					img.Set(x, h/2, c)
				}
				return img
			})
		case 9:
			img := image.NewNRGBA(image.Rect(0, 0, 9, 5))
			img.Set(rnd.Intn(9), rnd.Intn(5), colours[rnd.Intn(5)])
			o = &canvas.Image{Image: img, FillMode: canvas.ImageFill(rnd.Intn(4)), CornerRadius: size(5), Translucency: float64(size(1))}
		case 10:
			o = &canvas.Arc{StartAngle: size(90), EndAngle: 90 + size(180), FillColor: colour()}
		default:
			o = canvas.NewBlur(size(3))
		}
		o.Resize(fyne.NewSize(size(90), size(90)))
		o.Move(fyne.NewPos(size(180)-20, size(140)-20))
		s.objects = append(s.objects, o)
		return
	}
	if len(s.objects) == 0 {
		return
	}
	i := rnd.Intn(len(s.objects))
	o := s.objects[i]
	switch rnd.Intn(7) {
	case 0, 1:
		o.Move(fyne.NewPos(size(180)-20, size(140)-20))
	case 2:
		o.Resize(fyne.NewSize(size(90), size(90)))
		s.painter.Free(o)
	case 3:
		o.Hide()
	case 4:
		o.Show()
	case 5:
		s.objects = append(s.objects[:i], s.objects[i+1:]...)
	default:
		j := rnd.Intn(len(s.objects))
		s.objects[i], s.objects[j] = s.objects[j], s.objects[i]
		if r, ok := s.objects[i].(*canvas.Rectangle); ok {
			r.FillColor = colour()
		}
	}
}
