package memory

import (
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
	at := it.visible().Intersect(r)
	weights := kernel(it.blur)
	level := image.NewRGBA(image.Rect(at.Min.X, sharp.Rect.Min.Y, at.Max.X, sharp.Rect.Max.Y))
	smooth(level, sharp, level.Rect, weights, image.Pt(1, 0))
	smooth(dst, level, at, weights, image.Pt(0, 1))
}

// kernel returns what a pixel and those on one side of it count, of 1<<16 for all.
func kernel(radius float32) []uint32 {
	weights := make([]float64, reach(radius)+1)
	sum := 0.0
	for i := range weights {
		weights[i] = math.Exp(-float64(i*i) / 4 / float64(radius))
		sum += weights[i]
		if i > 0 {
			sum += weights[i]
		}
	}
	out := make([]uint32, len(weights))
	rest := uint32(1 << 16)
	for i := len(weights) - 1; i > 0; i-- {
		out[i] = uint32(weights[i] / sum * (1 << 16))
		rest -= 2 * out[i]
	}
	out[0] = rest
	return out
}

// smooth sets the pixels of r to the weighted means of src along a direction.
func smooth(dst, src *image.RGBA, r image.Rectangle, weights []uint32, along image.Point) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			var sum [4]uint32
			for i := 1 - len(weights); i < len(weights); i++ {
				at := image.Pt(x, y).Add(along.Mul(i))
				at.X = min(max(at.X, src.Rect.Min.X), src.Rect.Max.X-1)
				at.Y = min(max(at.Y, src.Rect.Min.Y), src.Rect.Max.Y-1)
				px := src.Pix[src.PixOffset(at.X, at.Y):][:4]
				for c := range sum {
					sum[c] += uint32(px[c]) * weights[abs(i)]
				}
			}
			to := dst.Pix[dst.PixOffset(x, y):][:4]
			for c := range to {
				to[c] = uint8((sum[c] + 1<<15) >> 16)
			}
		}
	}
}
