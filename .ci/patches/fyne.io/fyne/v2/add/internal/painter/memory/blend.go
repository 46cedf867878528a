package memory

import (
	"encoding/binary"
	"image"
	"image/color"
)

// packed returns a colour as it lies in memory.
func packed(c color.NRGBA) uint32 {
	a := uint32(c.A)
	times := func(v uint8) uint32 { return (uint32(v)*a + 127) / 255 }
	return times(c.R) | times(c.G)<<8 | times(c.B)<<16 | a<<24
}

// fill sets pixels.
func fill(dst *image.RGBA, r image.Rectangle, c color.NRGBA) {
	if r.Empty() {
		return
	}
	first := dst.Pix[dst.PixOffset(r.Min.X, r.Min.Y):][:4*r.Dx()]
	for i, v := 0, packed(c); i < len(first); i += 4 {
		binary.LittleEndian.PutUint32(first[i:], v)
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(dst.Pix[dst.PixOffset(r.Min.X, y):], first)
	}
}

// over lays a colour over pixels.
func over(dst *image.RGBA, r image.Rectangle, c color.NRGBA) {
	switch {
	case c.A == 0 || r.Empty():
		return
	case c.A == 0xff:
		fill(dst, r, c)
		return
	}
	v := packed(c)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(r.Min.X, y):][:4*r.Dx()]
		for i := 0; i < len(row); i += 4 {
			binary.LittleEndian.PutUint32(row[i:], mix(binary.LittleEndian.Uint32(row[i:]), v))
		}
	}
}

// lay lays an image over pixels; from is the pixel of it that comes to r.Min.
func lay(dst *image.RGBA, r image.Rectangle, img *image.RGBA, from image.Point) {
	for y := range r.Dy() {
		to := dst.Pix[dst.PixOffset(r.Min.X, r.Min.Y+y):][:4*r.Dx()]
		src := img.Pix[img.PixOffset(from.X, from.Y+y):][:4*r.Dx()]
		for i := 0; i < len(src) && i < len(to); i += 4 {
			for i+8 <= len(src) && binary.LittleEndian.Uint64(src[i:]) == 0 { // most of a row of text
				i += 8
			}
			if i == len(src) {
				break
			}
			v := binary.LittleEndian.Uint32(src[i:])
			if v == 0 {
				continue
			}
			if v>>24 != 0xff {
				v = mix(binary.LittleEndian.Uint32(to[i:]), v)
			}
			binary.LittleEndian.PutUint32(to[i:], v)
		}
	}
}

// blend lays a colour over a pixel that it covers in part.
func blend(px []uint8, c color.NRGBA, k float32) {
	c.A = uint8(float32(c.A)*k + 0.5)
	binary.LittleEndian.PutUint32(px, mix(binary.LittleEndian.Uint32(px), packed(c)))
}

// mix lays a premultiplied colour over another, two of their four parts at a time.
func mix(under, v uint32) uint32 {
	const half = 0x00ff00ff
	k := 255 - v>>24
	even, odd := under&half*k, under>>8&half*k
	even = (even + 0x00800080 + even>>8&half) >> 8 & half // divided by 255
	odd = (odd + 0x00800080 + odd>>8&half) >> 8 & half
	return v + (even | odd<<8)
}

// Swap copies pixels and has red and blue change places, as X11 wants them.
func Swap(to, from []byte) {
	const green, red = 0xff00ff00ff00ff00, 0x000000ff000000ff
	for len(from) >= 16 && len(to) >= 16 {
		v, w := binary.LittleEndian.Uint64(from), binary.LittleEndian.Uint64(from[8:])
		binary.LittleEndian.PutUint64(to, v&green|v&red<<16|v>>16&red)
		binary.LittleEndian.PutUint64(to[8:], w&green|w&red<<16|w>>16&red)
		from, to = from[16:], to[16:]
	}
	for len(from) >= 4 && len(to) >= 4 {
		v := binary.LittleEndian.Uint32(from)
		binary.LittleEndian.PutUint32(to, v&0xff00ff00|v&0xff<<16|v>>16&0xff)
		from, to = from[4:], to[4:]
	}
}
