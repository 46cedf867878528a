package textview

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
)

// MonospaceFont is a font of the system in which all letters have the same
// width.
type MonospaceFont struct {
	Family string // as the font calls itself
	Path   string // of its TrueType or OpenType file
}

// MonospaceFonts lists the upright monospace fonts of ordinary weight that are
// installed, by family. It reads every font once and may take seconds; cacheDir
// is a folder in which the index of fonts is kept for the next time.
func MonospaceFonts(cacheDir string) ([]MonospaceFont, error) {
	footprints, err := fontscan.SystemFonts(quiet{}, cacheDir)
	if err != nil {
		return nil, err
	}
	found := map[string]MonospaceFont{}
	for _, f := range footprints {
		usual := f.Aspect.Style == font.StyleNormal && f.Aspect.Weight == font.WeightNormal && f.Aspect.Stretch == font.StretchNormal
		if !usual || !hasOutlines(f.Location.File) {
			continue
		}
		if family, ok := monospaceFamily(f.Location.File); ok {
			if old, known := found[family]; !known || f.Location.File < old.Path {
				found[family] = MonospaceFont{Family: family, Path: f.Location.File}
			}
		}
	}
	var list []MonospaceFont
	for _, f := range found {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b MonospaceFont) int {
		return cmp.Compare(strings.ToLower(a.Family), strings.ToLower(b.Family))
	})
	return list, nil
}

// hasOutlines reports whether a font file is of a kind that View.SetFont takes.
func hasOutlines(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".ttf", ".otf":
		return true
	}
	return false
}

// monospaceFamily is the family of the font in a file if it is monospace and has
// the letters of a config file.
func monospaceFamily(path string) (string, bool) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", false
	}
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil || !face.IsMonospace() {
		return "", false
	}
	for _, r := range "aZ09#=" {
		if _, ok := face.NominalGlyph(r); !ok {
			return "", false
		}
	}
	return face.Describe().Family, true
}
