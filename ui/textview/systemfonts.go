package textview

import (
	"strings"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
)

// systemFonts finds installed fonts for characters that the bundled ones
// lack. The first question starts a goroutine that scans the fonts of the
// system, which can take seconds; the user interface never waits for it.
type systemFonts struct {
	mu      sync.Mutex
	started bool
	asked   map[wanted][]func() // who to tell
	found   map[wanted]*font.Font
	queue   chan wanted
}

// wanted is a character as a letter or as an emoji, in colours.
type wanted struct {
	r     rune
	emoji bool
}

// installed is shared by all views: the index of fonts is large and the
// machine has one.
var installed = newSystemFonts()

func newSystemFonts() *systemFonts {
	return &systemFonts{asked: map[wanted][]func(){}, found: map[wanted]*font.Font{}, queue: make(chan wanted, 1024)}
}

// lookup returns the font for a character. known is false while nobody knows yet;
// then tell is called once on some goroutine when it is worth asking again.
// The font is nil if no installed one has the character. A nil systemFonts has
// no fonts.
func (s *systemFonts) lookup(w wanted, tell func()) (f *font.Font, known bool) {
	if s == nil {
		return nil, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, known = s.found[w]; known {
		return f, true
	}
	waiting, asked := s.asked[w]
	if !asked {
		select {
		case s.queue <- w:
		default:
			return nil, false // asked again when the row is next drawn
		}
	}
	s.asked[w] = append(waiting, tell)
	if !s.started {
		s.started = true
		go s.work()
	}
	return nil, false
}

// PreloadFonts reads the index of the installed fonts if a text has East Asian
// letters, which no bundled font has: then the first text of the window needs it.
// Called on a goroutine of its own while the window is being made, it takes 12 ms
// off the start; a second call does nothing.
func PreloadFonts(text string) {
	if strings.ContainsFunc(text, func(r rune) bool { return r >= eastAsian }) {
		index((*fontscan.FontMap).UseSystemFonts) // what fails is found again by whoever needs a font
	}
}

// eastAsian is the first of the East Asian letters; those of Europe and its
// neighbours, and symbols, come before it.
const eastAsian = 0x2e80

// index reads what fonts are installed; nil if that fails. A broken font file may
// make the scanner panic, also at the next start.
func index(read func(fm *fontscan.FontMap, cacheDir string) error) (fm *fontscan.FontMap) {
	defer func() {
		if recover() != nil {
			fm = nil
		}
	}()
	fm = fontscan.NewFontMap(quiet{})
	if read(fm, "") != nil {
		return nil
	}
	return fm
}

func (s *systemFonts) work() {
	fm := index((*fontscan.FontMap).UseSystemFonts)
	for w := range s.queue {
		var f *font.Font
		if fm != nil {
			f = resolve(fm, w)
		}
		s.mu.Lock()
		s.found[w] = f
		waiting := s.asked[w]
		delete(s.asked, w)
		s.mu.Unlock()
		for _, tell := range waiting {
			tell()
		}
	}
}

// families are the kinds of fonts to look in. Ordinary fonts have some emoji too, but
// without their colours.
func (w wanted) families() []string {
	if w.emoji {
		return []string{fontscan.Emoji}
	}
	return []string{fontscan.Monospace, fontscan.SansSerif}
}

// resolve returns a font that has a character, or nil. A broken font file may make
// the scanner panic.
func resolve(fm *fontscan.FontMap, w wanted) (f *font.Font) {
	defer func() {
		if recover() != nil {
			f = nil
		}
	}()
	fm.SetQuery(fontscan.Query{Families: w.families()})
	fm.SetScript(language.LookupScript(w.r))
	face := fm.ResolveFace(w.r)
	if face == nil {
		return nil
	}
	gid, ok := face.NominalGlyph(w.r)
	if !ok || w.emoji && !inColour(face, gid) {
		return nil // an arbitrary font, for want of a better
	}
	return face.Font
}

// inColour reports whether a font has pixels of its own for a glyph.
func inColour(face *font.Face, gid font.GID) bool {
	switch face.GlyphData(gid).(type) {
	case font.GlyphBitmap, font.GlyphSVG:
		return true
	}
	return false
}

// quiet drops what the font scanner has to say: it logs each odd font.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
