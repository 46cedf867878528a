package memory

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"
)

// Colours and images are laid over others as the package draw does it, to one part of 255.
func TestOver(t *testing.T) {
	near := func(a, b []uint8) bool {
		for i := range a {
			if math.Abs(float64(a[i])-float64(b[i])) > 1 {
				return false
			}
		}
		return true
	}
	for _, under := range []color.RGBA{{0, 0, 0, 0xff}, {0xff, 0xff, 0xff, 0xff}, {10, 200, 90, 0xff}, {40, 3, 80, 0x90}, {}} {
		for a := 0; a < 256; a += 5 {
			c := color.NRGBA{R: 0xff, G: uint8(a), B: 0x33, A: uint8(a)}
			want := image.NewRGBA(image.Rect(0, 0, 1, 1))
			want.SetRGBA(0, 0, under)
			got := image.NewRGBA(want.Rect)
			copy(got.Pix, want.Pix)
			laid := image.NewRGBA(want.Rect)
			copy(laid.Pix, want.Pix)
			img := image.NewRGBA(want.Rect)
			img.Set(0, 0, c)

			draw.Draw(want, want.Rect, image.NewUniform(c), image.Point{}, draw.Over)
			over(got, got.Rect, c)
			lay(laid, laid.Rect, img, image.Point{})
			if !near(got.Pix, want.Pix) {
				t.Errorf("%v over %v is %v, want %v", c, under, got.Pix, want.Pix)
			}
			if !near(laid.Pix, want.Pix) {
				t.Errorf("an image of %v over %v is %v, want %v", c, under, laid.Pix, want.Pix)
			}
		}
	}
}

func TestSwap(t *testing.T) {
	for n := 0; n <= 5; n++ {
		from, want := make([]byte, 4*n), make([]byte, 4*n)
		for i := range from {
			from[i] = byte(i + 1)
			want[i+[]int{2, 0, -2, 0}[i%4]] = byte(i + 1)
		}
		got := make([]byte, 4*n)
		if Swap(got, from); !bytes.Equal(got, want) {
			t.Errorf("%d pixels: %v, want %v", n, got, want)
		}
	}
}

// A box has the area that its shape has.
func TestBoxCovers(t *testing.T) {
	for _, c := range []struct {
		name   string
		box    box
		area   image.Rectangle
		filled float64 // pixels
		lined  float64
	}{
		{"plain", box{fill: red}, image.Rect(3, 4, 33, 24), 600, 0},
		{"outlined", box{fill: red, line: blue, width: 2}, image.Rect(0, 0, 30, 20), 26 * 16, 600 - 26*16},
		{"outline alone", box{line: blue, width: 1}, image.Rect(0, 0, 30, 20), 0, 96},
		{"round", box{fill: red, radius: [4]float32{8, 8, 8, 8}}, image.Rect(0, 0, 40, 30), 1200 - (4-math.Pi)*64, 0},
		{"one round corner", box{fill: red, radius: [4]float32{0, 0, 12, 0}}, image.Rect(0, 0, 40, 30), 1200 - (4-math.Pi)*144/4, 0},
		{"circle", box{fill: red, radius: [4]float32{20, 20, 20, 20}}, image.Rect(0, 0, 40, 40), math.Pi * 400, 0},
		{"a thumb that lies", box{fill: red, radius: [4]float32{3, 3, 3, 3}}, image.Rect(0, 0, 40, 6), 240 - (4-math.Pi)*9, 0},
		{"a thumb that stands", box{fill: red, radius: [4]float32{3, 3, 3, 3}}, image.Rect(0, 0, 6, 40), 240 - (4-math.Pi)*9, 0},
		{"outlined thumb", box{fill: red, line: blue, width: 1, radius: [4]float32{4, 4, 4, 4}}, image.Rect(0, 0, 40, 8),
			38*6 - (4-math.Pi)*9, 320 - (4-math.Pi)*16 - (38*6 - (4-math.Pi)*9)},
		{"ring", box{line: blue, width: 5, radius: [4]float32{20, 20, 20, 20}}, image.Rect(0, 0, 40, 40), 0, math.Pi * (400 - 225)},
		{"round and outlined", box{fill: red, line: blue, width: 3, radius: [4]float32{8, 8, 8, 8}}, image.Rect(0, 0, 40, 30),
			34*24 - (4-math.Pi)*25, 1200 - (4-math.Pi)*64 - (34*24 - (4-math.Pi)*25)},
	} {
		t.Run(c.name, func(t *testing.T) {
			img := image.NewRGBA(image.Rect(0, 0, 50, 50))
			c.box.paint(img, img.Rect, c.area)
			slow := image.NewRGBA(img.Rect)
			c.box.each(slow, c.area, c.area)
			if !bytes.Equal(img.Pix, slow.Pix) {
				t.Error("it is not what is painted pixel by pixel")
			}
			var filled, lined float64
			for i := 0; i < len(img.Pix); i += 4 {
				filled += float64(img.Pix[i]) / 255
				lined += float64(img.Pix[i+2]) / 255
			}
			if math.Abs(filled-c.filled) > 2 || math.Abs(lined-c.lined) > 2 {
				t.Errorf("%.1f pixels are filled and %.1f outlined, want %.1f and %.1f", filled, lined, c.filled, c.lined)
			}
		})
	}
}

// A blur spreads what there is and loses nothing.
func TestBlur(t *testing.T) {
	for _, radius := range []float32{0.4, 1, 1.5, 3, 10, 50} {
		sum := kernel(radius)[0]
		for _, w := range kernel(radius)[1:] {
			sum += 2 * w
		}
		if sum != 256 {
			t.Errorf("the weights of %v add up to %d", radius, sum)
		}
		img := image.NewRGBA(image.Rect(0, 0, 60, 60))
		items := []item{{area: image.Rect(30, 0, 60, 60), clip: img.Rect, box: box{fill: color.NRGBA{0xff, 0xff, 0xff, 0xff}}}}
		blurred(img, img.Rect, color.NRGBA{A: 0xff}, items, &item{area: img.Rect, clip: img.Rect, blur: radius})
		for x := 1; x < 60; x++ {
			if img.RGBAAt(x, 30).R < img.RGBAAt(x-1, 30).R && radius < 20 { // 256 parts are too few for more
				t.Errorf("radius %v: an edge is not smooth at %d", radius, x)
			}
		}
		left, right := img.RGBAAt(29, 30).R, img.RGBAAt(30, 30).R
		if got := int(left) + int(right); got < 248 || got > 262 || radius >= 1 && left < 30 {
			t.Errorf("radius %v: beside the edge are %d and %d", radius, left, right)
		}
	}
}

// A shadow is seen around a box, fades, and is not seen through it.
func TestShadow(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 100))
	white := color.NRGBA{0xff, 0xff, 0xff, 0xff}
	it := item{area: image.Rect(30, 30, 70, 70), clip: img.Rect, box: box{fill: glass, shadow: shadow{colour: color.NRGBA{A: 0x80}, blur: 10}}}
	paint(img, img.Rect, white, []item{it})
	last := uint8(0)
	for x := 70; x < 100; x++ {
		r := img.RGBAAt(x, 50).R
		if r < last {
			t.Errorf("the shadow grows darker at %d", x)
		}
		last = r
	}
	if near, far := img.RGBAAt(70, 50).R, img.RGBAAt(70+it.box.shadow.reach(), 50).R; near > 0xd0 || far != 0xff {
		t.Errorf("beside the box is %d, far from it %d", near, far)
	}
	plain := image.NewRGBA(img.Rect)
	it.box.shadow = shadow{}
	paint(plain, img.Rect, white, []item{it})
	if got, want := img.RGBAAt(50, 50), plain.RGBAAt(50, 50); got != want {
		t.Errorf("through the box %v is seen, want %v", got, want)
	}
}
