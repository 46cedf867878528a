//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// tipShare is less of the window than any tip covers, and more than a caret, a
// line of the text or of the status changes.
const tipShare = 0.01

// untilTheCaretRests is longer than the caret of a window blinks in which nothing is
// done.
const untilTheCaretRests = 12 * time.Second

// waitMarks waits until problems are marked at the edge of the text, or none are.
func (a *app) waitMarks(some bool) {
	a.t.Helper()
	eventually(a.t, fmt.Sprint("problems are marked: ", some), func() error {
		red, area, s := 0, a.area(), a.look()
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Min.X+14; x++ {
				if c := s.RGBAAt(x, y); c.R > 150 && c.G < 90 && c.B < 90 {
					red++
				}
			}
		}
		if red > 0 != some {
			return fmt.Errorf("%d pixels are red", red)
		}
		return nil
	})
}

// goToProblem goes to the next problem, and wants it to stand before the given
// rest of its line.
func (a *app) goToProblem(rest string) {
	a.t.Helper()
	a.waitMarks(true)
	a.run("next problem")
	a.waitStill()
	if got := a.copied("shift+End", "ctrl+c"); got != rest {
		a.t.Errorf("the problem is before %q, and not before %q", got, rest)
	}
	a.press("Left")
	a.waitStill()
	a.shoot("marked")
}

// TestAComposeFileIsCompared opens a compose file with a mistake that only its
// schema knows: it is marked, said and explained, and gone once it is mended.
func TestAComposeFileIsCompared(t *testing.T) {
	d := newDesktop(t)
	const before, after = "services:\n  web:\n    image: nginx\n    ports: ", "\n"
	a := d.start("compose.yaml", d.put("compose.yaml", []byte(before+"80"+after)))
	a.goToProblem("80")
	plain := a.look()
	tip := func(what string) {
		t.Helper()
		eventually(t, what, func() error {
			if share := a.look().differs(plain, a.area()); share < tipShare {
				return fmt.Errorf("%.4f of the window changed", share)
			}
			return nil
		})
		a.waitStill()
		a.shoot("tip")
	}
	a.press("ctrl+i")
	tip("the problem is said")

	a.typed("[")
	a.press("End")
	a.typed("]")
	a.waitMarks(false)
	a.waitStill()
	plain = a.look()
	a.mouse(95, 114) // at image
	tip("a key under the pointer is explained")
	if got, want := a.text(), before+"[80]"+after; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
}

// TestATipInAWindowAtRest comes and goes with the pointer also when the caret has ceased
// to blink: then nothing else makes the window paint.
func TestATipInAWindowAtRest(t *testing.T) {
	d := newDesktop(t)
	a := d.start("compose.yaml", d.put("compose.yaml", []byte("services:\n  web:\n    image: nginx\n")))
	a.mouse(400, 400)
	time.Sleep(untilTheCaretRests)
	plain := a.look()
	for range 2 {
		a.mouse(95, 114) // at image
		eventually(t, "the tip comes", func() error {
			if share := a.look().differs(plain, a.area()); share < tipShare {
				return fmt.Errorf("%.4f of the window changed", share)
			}
			return nil
		})
		a.mouse(400, 400)
		eventually(t, "the tip goes", func() error {
			if share := a.look().differs(plain, a.area()); share >= tipShare {
				return fmt.Errorf("%.4f of the window is not as without it", share)
			}
			return nil
		})
	}
}

// TestASchemaIsChosenForAName maps files of a name to a schema: what does not fit is
// marked. The settings keep that, and switch off a schema that comes with the
// program.
func TestASchemaIsChosenForAName(t *testing.T) {
	d := newDesktop(t)
	rules, err := json.Marshal(map[string]any{"properties": map[string]any{"level": map[string]any{"enum": []string{"low", "high"}}}})
	must(t, err)
	schema := d.put("schema.json", rules)
	a := d.start("s.yaml", d.put("s.yaml", []byte("name: x\nlevel: loud\n")))
	a.run("schema")
	a.waitStill()
	a.shoot("asked")
	a.typed(schema)
	a.waitStill()
	a.press("Return")
	d.setting("schemas", map[string]any{"s.yaml": schema})
	a.goToProblem("loud")

	a.section(sectionChecks)
	a.pressSeen("Tab") // from the question before a save to the first schema
	a.pressSeen("space")
	d.setting("schemas_off", []any{"compose"})
	a.leave("switched-off")
}
