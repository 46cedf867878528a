package ui

import (
	"encoding/binary"
	"slices"
	"sync"

	"fyne.io/fyne/v2"

	"holdfast/ui/words"
)

// Font is Fyne's own. Where the window speaks Ukrainian, і keeps its dot: the
// Noto Sans of Fyne 2.8.0 takes the dots off і and ј in every Cyrillic text
// (feature ccmp of the script cyrl; it is meant for letters under an accent).
// Other languages do without the copy of the font.
func (t *appTheme) Font(style fyne.TextStyle) fyne.Resource {
	font := t.Theme.Font(style)
	if words.Language() != "uk" || style.Monospace || style.Symbol || font == nil {
		return font
	}
	if known, ok := dotted.Load(font); ok {
		return known.(fyne.Resource)
	}
	mended, _ := dotted.LoadOrStore(font, fyne.NewStaticResource("dotted-"+font.Name(), withDots(font.Content())))
	return mended.(fyne.Resource)
}

// dotted are the mended fonts, so that one font stays one resource.
var dotted sync.Map // fyne.Resource to fyne.Resource

// withDots is a copy of an OpenType font whose Cyrillic text is set without the
// feature ccmp; without such a feature it is the font itself. The names are
// those of the specification, chapters “OpenType font file” and “OpenType
// Layout common table formats”.
func withDots(data []byte) []byte {
	f := opentype(slices.Clone(data))
	gsub := f.table("GSUB")
	script := f.record(gsub+f.at(gsub+4), "cyrl")
	if gsub == 0 || script == 0 {
		return data
	}
	langSys := []int{script + f.at(script)} // the default, then those of languages
	for i := range f.at(script + 2) {
		langSys = append(langSys, script+f.at(script+4+6*i+4))
	}
	for _, l := range langSys {
		f.drop(l, gsub+f.at(gsub+6), "ccmp")
	}
	return f
}

// opentype is the content of a font file. What lies outside of it is zero.
type opentype []byte

// at is the 16-bit number at an offset.
func (f opentype) at(offset int) int {
	if offset < 0 || offset+2 > len(f) {
		return 0
	}
	return int(binary.BigEndian.Uint16(f[offset:]))
}

func (f opentype) tag(offset int) string {
	if offset < 0 || offset+4 > len(f) {
		return ""
	}
	return string(f[offset : offset+4])
}

// table is the offset of a table in the file, 0 if there is none.
func (f opentype) table(tag string) int {
	for i := range f.at(4) {
		if r := 12 + 16*i; f.tag(r) == tag {
			return f.at(r+8)<<16 | f.at(r+10)
		}
	}
	return 0
}

// record is where the entry of that tag points to, in a list of tags with
// offsets from the list; 0 if there is none.
func (f opentype) record(list int, tag string) int {
	for i := range f.at(list) {
		if r := list + 2 + 6*i; f.tag(r) == tag {
			return list + f.at(r+4)
		}
	}
	return 0
}

// drop takes the features of that tag out of a LangSys table: the ones after
// them move up, and the count becomes smaller.
func (f opentype) drop(langSys, featureList int, tag string) {
	kept := 0
	for i := range f.at(langSys + 4) {
		from := langSys + 6 + 2*i
		if f.tag(featureList+2+6*f.at(from)) == tag || from+2 > len(f) {
			continue
		}
		copy(f[langSys+6+2*kept:], f[from:from+2])
		kept++
	}
	if kept < f.at(langSys+4) {
		binary.BigEndian.PutUint16(f[langSys+4:], uint16(kept))
	}
}
