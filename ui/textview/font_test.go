package textview

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
)

// flat is the bundled monospace font with other heights, in thousandths of an em.
func flat(t *testing.T, ascent, descent int16) fyne.Resource {
	t.Helper()
	data := bytes.Clone(theme.DefaultTextMonospaceFont().Content())
	table := func(tag string) []byte {
		for i := 12; i < 12+16*int(binary.BigEndian.Uint16(data[4:])); i += 16 {
			if string(data[i:i+4]) == tag {
				return data[binary.BigEndian.Uint32(data[i+8:]):]
			}
		}
		t.Fatal("the font has no table ", tag)
		return nil
	}
	upem := int(binary.BigEndian.Uint16(table("head")[18:]))
	set := func(to []byte, thousandths int16) {
		binary.BigEndian.PutUint16(to, uint16(int(thousandths)*upem/1000))
	}
	set(table("hhea")[4:], ascent)
	set(table("hhea")[6:], -descent)
	set(table("OS/2")[68:], ascent)
	set(table("OS/2")[70:], -descent)
	return fyne.NewStaticResource(fmt.Sprint("flat ", ascent, descent), data)
}

// TestLettersOfOtherFontsFit in the rows of a chosen font that itself needs less room:
// East Asian letters, which reach from 0.12 em below the baseline to 0.88 above and are
// drawn a little larger.
func TestLettersOfOtherFontsFit(t *testing.T) {
	for _, px := range []float32{9, 14, 18, 28, 56} {
		for _, heights := range [][2]int16{{623, 213}, {500, 100}, {800, 400}, {1100, 500}} {
			face := newTypeface(parseFont(flat(t, heights[0], heights[1])), px, 1)
			above, below := 0.88*1.12*px, 0.12*1.12*px
			if float32(face.baseline) < above-1 || float32(face.cellH-face.baseline) < below-1 {
				t.Errorf("%v px, %v: a row of %d with its baseline at %d", px, heights, face.cellH, face.baseline)
			}
		}
	}
}

// TestPlaceholdersOfAnyFont: the sign for what nobody could see comes from another font
// where the chosen one lacks it, and is never a question mark.
func TestPlaceholdersOfAnyFont(t *testing.T) {
	face := newTypeface(parseFont(theme.DefaultTextFont()), 14, 1)
	const open = '␣'
	if face.simple(open) != nil {
		t.Fatal("the font has the sign; choose one that lacks it")
	}
	draw := func(sign rune) []uint8 {
		img := image.NewRGBA(image.Rect(0, 0, face.cellW, face.cellH))
		p := &painter{face: face, pal: newPalette(theme.DefaultTheme(), theme.VariantDark, 0), tell: func() {}}
		p.placeholder(img, sign, 0, 1)
		return img.Pix
	}
	if got := draw(open); bytes.Equal(got, draw('?')) || bytes.Equal(got, draw(' ')) {
		t.Error("a no-break space is not shown by its sign")
	}
}

// layered is the bundled monospace font with A in layers of colours (COLR and CPAL, version 0).
func layered(t *testing.T) *font.Face {
	t.Helper()
	old := theme.DefaultTextMonospaceFont().Content()
	gid, _ := parseFont(theme.DefaultTextMonospaceFont()).NominalGlyph('A')
	be := binary.BigEndian
	colr := be.AppendUint16(be.AppendUint16(nil, 0), 1)
	colr = be.AppendUint16(be.AppendUint32(be.AppendUint32(colr, 14), 20), 1)
	for _, v := range []uint16{uint16(gid), 0, 1, uint16(gid), 0} {
		colr = be.AppendUint16(colr, v)
	}
	cpal := []byte{0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 14, 0, 0, 0xff, 0, 0, 0xff}
	n := int(be.Uint16(old[4:]))
	data := append([]byte{}, old[:12]...)
	be.PutUint16(data[4:], uint16(n+2))
	for i := range n {
		entry := bytes.Clone(old[12+16*i : 28+16*i])
		be.PutUint32(entry[8:], be.Uint32(entry[8:])+32)
		data = append(data, entry...)
	}
	at := len(old) + 32
	for _, table := range []struct {
		tag  string
		data []byte
	}{{"COLR", colr}, {"CPAL", cpal}} {
		data = append(append(data, table.tag...), 0, 0, 0, 0)
		data = be.AppendUint32(be.AppendUint32(data, uint32(at)), uint32(len(table.data)))
		at += len(table.data)
	}
	data = append(append(append(data, old[12+16*n:]...), colr...), cpal...)
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := face.GlyphData(gid).(font.GlyphColor); !ok {
		t.Fatal("the letter is not in layers")
	}
	return face
}

// TestLayersOfColours are drawn by the outline that the font has beside them.
func TestLayersOfColours(t *testing.T) {
	plain, face := newTypeface(parseFont(theme.DefaultTextMonospaceFont()), 28, 1), newTypeface(layered(t), 28, 1)
	if got, want := face.tile([]byte("A"), 1, nil), plain.tile([]byte("A"), 1, nil); got.mask == nil || !bytes.Equal(got.mask.pix, want.mask.pix) {
		t.Errorf("the letter is drawn as %+v", got)
	}
}
