package textview

import "time"

// tick is the time between two steps of what moves by itself. Fyne draws at
// 60 Hz.
const tick = 16 * time.Millisecond

// glider spreads a turn of the wheel over a few frames.
type glider struct {
	left    int // device pixels still to go
	running bool
}

// push adds to the way to go and starts moving.
func (g *glider) push(v *View, px int) {
	if (g.left > 0) != (px > 0) {
		g.left = 0
	}
	g.left += px
	if limit := 2 * v.size.h; g.left > limit || g.left < -limit {
		g.left = max(min(g.left, limit), -limit)
	}
	if !g.running {
		g.running = true
		g.step(v)
	}
}

// step goes a third of the way, at least a few pixels.
func (g *glider) step(v *View) {
	if g.left == 0 {
		g.running = false
		return
	}
	d := g.left * 2 / 5
	if least := max(v.face.cellH/4, 1); d < least && d > -least {
		d = max(min(g.left, least), -least)
	}
	g.left -= d
	top, px := v.top, v.topPx
	v.scrollBy(d)
	v.update()
	if g.left == 0 || v.top == top && v.topPx == px {
		g.left, g.running = 0, false
		return
	}
	v.after(tick, func() { g.step(v) })
}

// stop ends the movement where it is.
func (g *glider) stop() { g.left = 0 }
