package memory

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
)

// reach is how many pixels away a blur looks.
func reach(radius float32) int {
	if radius <= 0 {
		return 0
	}
	return int(math.Ceil(float64(radius)))
}

// blurred paints items within r, and blurs them where it is.
func blurred(dst *image.RGBA, r image.Rectangle, back color.NRGBA, items []item, it *item) {
	sharp := image.NewRGBA(r.Inset(-reach(it.blur)).Intersect(dst.Rect.Union(r)))
	paint(sharp, sharp.Rect, back, items)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(dst.Pix[dst.PixOffset(r.Min.X, y):][:4*r.Dx()], sharp.Pix[sharp.PixOffset(r.Min.X, y):])
	}
	smooth(dst, sharp, it.visible().Intersect(r), kernel(it.blur))
}

// kernel returns what a pixel and those on one side of it count, of 256 for all.
func kernel(radius float32) []uint64 {
	weights := make([]float64, reach(radius)+1)
	sum := 0.0
	for i := range weights {
		weights[i] = math.Exp(-float64(i*i) / 4 / float64(radius))
		sum += weights[i]
		if i > 0 {
			sum += weights[i]
		}
	}
	out := make([]uint64, len(weights))
	rest := uint64(256)
	for i := len(weights) - 1; i > 0; i-- {
		out[i] = min(uint64(weights[i]/sum*256+0.5), rest/2)
		rest -= 2 * out[i]
	}
	out[0] = rest
	return out
}

// smooth sets the pixels of r to the weighted means of src, first along rows, then
// across them. The four parts of a pixel are reckoned with in one number, of which each
// has 16 bits.
func smooth(dst, src *image.RGBA, r image.Rectangle, weights []uint64) {
	n, width := len(weights)-1, r.Dx()
	line := make([]uint64, width+2*n)
	rows := make([][]uint64, 2*n+1) // of the last rows; row y is at y modulo their number
	for i := range rows {
		rows[i] = make([]uint64, width)
	}
	row := func(y int) []uint64 { return rows[(y-r.Min.Y+len(rows))%len(rows)] }
	above, below := make([][]uint64, n+1), make([][]uint64, n+1)
	next := r.Min.Y - n
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for ; next <= y+n; next++ {
			from := min(max(next, src.Rect.Min.Y), src.Rect.Max.Y-1)
			for i := range line {
				x := min(max(r.Min.X-n+i, src.Rect.Min.X), src.Rect.Max.X-1)
				line[i] = spread(binary.LittleEndian.Uint32(src.Pix[src.PixOffset(x, from):]))
			}
			for i := range above {
				above[i], below[i] = line[n-i:][:width], line[n+i:][:width]
			}
			mean(row(next), above, below, weights)
		}
		for i := range above {
			above[i], below[i] = row(y-i), row(y+i)
		}
		mean(line[:width], above, below, weights)
		to := dst.Pix[dst.PixOffset(r.Min.X, y):][:4*width]
		for i := 0; i < width && 4*i+4 <= len(to); i++ {
			binary.LittleEndian.PutUint32(to[4*i:], gather(line[i]))
		}
	}
}

// mean sets out to the weighted means of what lies at the same distance on both sides.
func mean(out []uint64, one, other [][]uint64, weights []uint64) {
	const half, mask = 0x0080008000800080, 0x00ff00ff00ff00ff
	for i := range out {
		out[i] = half
	}
	for j, w := range weights {
		a, b := one[j][:len(out)], other[j][:len(out)]
		if j == 0 {
			for i := range out {
				out[i] += a[i] * w
			}
			continue
		}
		for i := range out {
			out[i] += (a[i] + b[i]) * w
		}
	}
	for i := range out {
		out[i] = out[i] >> 8 & mask
	}
}

// spread puts the four bytes of a pixel 16 bits apart, and gather brings them together.
func spread(px uint32) uint64 {
	v := uint64(px)
	v = (v | v<<16) & 0x0000ffff0000ffff
	return (v | v<<8) & 0x00ff00ff00ff00ff
}

func gather(v uint64) uint32 {
	v = (v | v>>8) & 0x0000ffff0000ffff
	return uint32(v | v>>16)
}
