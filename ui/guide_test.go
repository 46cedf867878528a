package ui

import (
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"golang.org/x/text/language"

	"holdfast/assets"
	"holdfast/ui/words"
)

func TestTheGuideIsReadWithTheKeyboard(t *testing.T) {
	r := start(t)
	r.textKey(&fyne.KeyEvent{Name: fyne.KeyF1})
	if r.modal == nil {
		t.Fatal("F1 shows nothing")
	}
	scroll := r.modal.scroll
	end := scroll.Content.Size().Height - scroll.Size().Height
	if end < 500 {
		t.Fatalf("the guide is %v high, and %v of it are seen", scroll.Content.Size().Height, scroll.Size().Height)
	}
	for _, step := range []struct {
		key  fyne.KeyName
		want func(y float32) bool
	}{
		{fyne.KeyUp, func(y float32) bool { return y == 0 }},
		{fyne.KeyDown, func(y float32) bool { return y > 0 && y < 100 }},
		{fyne.KeyPageDown, func(y float32) bool { return y > 100 }},
		{fyne.KeyEnd, func(y float32) bool { return y == end }},
		{fyne.KeyPageDown, func(y float32) bool { return y == end }},
		{fyne.KeyHome, func(y float32) bool { return y == 0 }},
	} {
		r.typedKey(step.key)
		if !step.want(scroll.Offset.Y) {
			t.Errorf("after %s the guide stands at %v", step.key, scroll.Offset.Y)
		}
	}
	r.typedKey(fyne.KeyEscape)
	if r.modal != nil {
		t.Error("Escape does not close the guide")
	}
}

// TestGuides reads every guide there is: it begins with a title, and names the keys that
// change tabs, all of them, as a key is found under the name that another program gave it.
func TestGuides(t *testing.T) {
	defer words.Use("en")
	files, err := fs.ReadDir(assets.Guides, "guide")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		tag := strings.TrimSuffix(f.Name(), ".md")
		if _, err := language.Parse(tag); err != nil {
			t.Errorf("%s: %v", f.Name(), err)
		}
		words.Use(tag)
		text, own := words.Guide()
		if !own || !strings.HasPrefix(text, "# ") || strings.Count(text, "\n## ") < 8 || !strings.Contains(text, "F1") {
			t.Errorf("%s is no guide", f.Name())
		}
		for _, c := range allCommands() {
			if c.id != "next_tab" && c.id != "previous_tab" {
				continue
			}
			for _, shortcut := range append(c.also, c.shortcut) {
				if keys := keyText(shortcut); !strings.Contains(text, keys) {
					t.Errorf("%s does not name %s", f.Name(), keys)
				}
			}
		}
	}
	words.Use("ja")
	if text, own := words.Guide(); !own && !strings.HasPrefix(text, "# Holdfast: a guide") {
		t.Error("without a guide of its own a language has not the English one")
	}
}

// TestTheGuideWrapsAsItsLanguageWants looks at the lines of the guide as they are
// drawn, in windows of many widths: none begins with a closing mark, and none is
// wider than its room.
func TestTheGuideWrapsAsItsLanguageWants(t *testing.T) {
	defer words.Use("en")
	for _, tag := range []string{"ja", "zh-Hans"} {
		r := start(t)
		words.Use(tag)
		r.showGuide()
		for width := float32(360); width <= 720; width += 5 {
			r.win.Resize(fyne.NewSize(width, 800))
			r.modal.resize()
			first := map[float32]*canvas.Text{}
			edge := r.modal.scroll.Content.Size().Width
			driver := r.app.Driver()
			for _, o := range test.LaidOutObjects(r.modal.scroll.Content) {
				line, ok := o.(*canvas.Text)
				if !ok || line.Text == "" || !line.Visible() {
					continue
				}
				at := driver.AbsolutePositionForObject(line)
				row := at.Y
				for y := range first { // a command stands a little higher than the words beside it
					if abs(y-at.Y) < line.TextSize/2 {
						row = y
					}
				}
				if old := first[row]; old == nil || driver.AbsolutePositionForObject(old).X > at.X {
					first[row] = line
				}
				left := at.X - driver.AbsolutePositionForObject(r.modal.scroll.Content).X
				if end := left + fyne.MeasureText(strings.TrimRight(line.Text, " "), line.TextSize, line.TextStyle).Width; end > edge {
					t.Errorf("%s, %v wide: %q ends at %v of %v", tag, width, line.Text, end, edge)
				}
			}
			if len(first) < 25 {
				t.Fatalf("%s, %v wide: %d lines", tag, width, len(first))
			}
			for _, line := range first {
				if begin, _ := utf8.DecodeRuneInString(line.Text); strings.ContainsRune("、。，」）：；ー", begin) {
					t.Errorf("%s, %v wide: a line begins with %q: %q", tag, width, begin, line.Text)
				}
			}
		}
	}
}

// TestTheGuideIsMeasuredPieceByPiece and not line by line as it grows: where no font has
// the letters of a language, each that is measured is looked for in all of them, and the
// guide took half a minute to come.
func TestTheGuideIsMeasuredPieceByPiece(t *testing.T) {
	start(t)
	defer words.Use("en")
	words.Use("ja")
	guide := newGuideText(strings.Repeat("漢字かな", 500))
	app := fyne.CurrentApp()
	counting := &countingDriver{Driver: app.Driver()}
	fyne.SetCurrentApp(countedApp{app, counting})
	defer fyne.SetCurrentApp(app)
	guide.paragraphs[0].wrap(400)
	if text := guide.paragraphs[0].runs[0].Text; counting.letters > 3*2000 || strings.Count(text, string(guideSpace)) < 50 {
		t.Errorf("%d letters measured of 2000 in %d lines", counting.letters, strings.Count(text, string(guideSpace)))
	}
}

// countedApp is an app whose driver counts what it measures.
type countedApp struct {
	fyne.App
	driver fyne.Driver
}

func (a countedApp) Driver() fyne.Driver { return a.driver }

type countingDriver struct {
	fyne.Driver
	letters int
}

func (d *countingDriver) RenderedTextSize(text string, size float32, style fyne.TextStyle, source fyne.Resource) (fyne.Size, float32) {
	d.letters += utf8.RuneCountInString(text)
	return d.Driver.RenderedTextSize(text, size, style, source)
}

func abs(f float32) float32 { return max(f, -f) }
