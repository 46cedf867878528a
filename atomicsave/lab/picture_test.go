package lab

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"holdfast/atomicsave"
)

// english are words of the length that they have on the screen.
func english() Labels {
	return Labels{
		LabelTitle: "Why a safe save is safe", LabelOrdinary: "Ordinary save: many programs", LabelSafe: "Safe save: Holdfast",
		LabelCut: "If the power fails at this moment, the file is …", LabelEmpty: "Empty the file", LabelOverwrite: "Write the new content into it",
		LabelCreate: "Make a new file beside it", LabelWrite: "Write the new content", LabelFlush: "Wait until the disk has it",
		LabelSwap: "Swap it in, in one step", LabelFlushFolder: "Wait until the disk has the names", LabelSaved: "“Saved”",
		LabelOld: "the old version", LabelNew: "the new version", LabelEither: "old or new", LabelDamaged: "perhaps destroyed",
		LabelDisk: "On a simulated disk with a journal",
	}
}

// texts returns what the elements of an SVG say, and fails if it is no XML.
func texts(t *testing.T, svg []byte) string {
	t.Helper()
	var all strings.Builder
	for d := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			all.Write(text)
			all.WriteByte(' ')
		}
	}
}

func TestProtocolSaysEverything(t *testing.T) {
	for _, level := range []atomicsave.Durability{atomicsave.Full, atomicsave.Balanced, atomicsave.Fast} {
		d := Protocol(level, english(), Light())
		all := strings.Join(strings.Fields(texts(t, d.SVG())), " ")
		for _, label := range AllLabels() {
			missing := level == atomicsave.Fast && label == LabelFlush || level != atomicsave.Full && (label == LabelFlushFolder || label == LabelNew)
			if strings.Contains(all, english()[label]) == missing && !(missing && label == LabelNew) {
				t.Errorf("%s: %q is there: %t", level, english()[label], missing)
			}
		}
		if dir := os.Getenv("HOLDFAST_LAB_PICTURES"); dir != "" {
			os.WriteFile(filepath.Join(dir, level.String()+"-light.svg"), d.SVG(), 0o644)
			os.WriteFile(filepath.Join(dir, level.String()+"-dark.svg"), Protocol(level, english(), Dark()).SVG(), 0o644)
		}
	}
}

// Everything is inside the picture, also in languages with long words, and with
// characters that mean something in XML.
func TestProtocolFits(t *testing.T) {
	long := Labels{}
	for label, words := range english() {
		long[label] = words + " & Zwischenspeicherungsvorgang <" + words + ">"
	}
	for _, words := range []Labels{english(), long, {}} {
		d := Protocol(atomicsave.Full, words, Dark())
		texts(t, d.SVG())
		for _, s := range d.Shapes {
			left, right := s.X, s.X+s.W
			if s.Kind == ShapeText {
				w := textWidth(s.Text, s.Size, s.Bold)
				left, right = s.X-w*float64(s.Align)/2, s.X+w*(1-float64(s.Align)/2)
			}
			if left < 0 || right > d.Width || s.Y < 0 || s.Y+s.H > d.Height {
				if s.Size < 12 || words[LabelTitle] == english()[LabelTitle] {
					t.Errorf("outside: %+v", s)
				}
			}
		}
	}
}

// TestContrast: text can be read on what is behind it (WCAG 2.1: 4.5 to 1).
func TestContrast(t *testing.T) {
	for _, p := range []Palette{Light(), Dark()} {
		for _, pair := range [][2]string{{p.Text, p.Back}, {p.Muted, p.Back}, {p.Text, p.Box}, {p.OnColour, p.Old}, {p.OnColour, p.New}, {p.OnColour, p.Bad}} {
			if c := contrast(t, pair[0], pair[1]); c < 4.5 {
				t.Errorf("%s on %s: %.1f", pair[0], pair[1], c)
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	light, dark := luminance(t, a), luminance(t, b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(t *testing.T, colour string) (sum float64) {
	t.Helper()
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
