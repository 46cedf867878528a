package savelab

import (
	"image/color"
	"math"
	"testing"
)

// contrast is the ratio of WCAG 2.
func contrast(a, b color.NRGBA) float64 {
	light := func(c color.NRGBA) float64 {
		linear := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	x, y := light(a)+0.05, light(b)+0.05
	return max(x, y) / min(x, y)
}

func TestContrast(t *testing.T) {
	for name, p := range map[string]palette{"light": lightPalette, "dark": darkPalette} {
		for what, c := range map[string]color.NRGBA{"ink": p.ink, "muted": p.muted, "good": p.good, "bad": p.bad} {
			for _, ground := range []color.NRGBA{p.card, p.paper} {
				if got := contrast(c, ground); got < 4.5 {
					t.Errorf("%s: %s has a contrast of %.2f", name, what, got)
				}
			}
		}
		if got := contrast(p.onIt, p.accent); got < 4.5 {
			t.Errorf("%s: text on the accent has a contrast of %.2f", name, got)
		}
		for what, c := range map[string]color.NRGBA{"old": p.old, "new": p.new, "zero": p.zero, "other": p.other, "accent": p.accent, "focus": p.focus} {
			if got := contrast(c, p.paper); got < 3 {
				t.Errorf("%s: %s has a contrast of %.2f", name, what, got)
			}
		}
	}
}
