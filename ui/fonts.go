package ui

import (
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"holdfast/editor/workspace"
	"holdfast/ui/textview"
	"holdfast/ui/words"
)

// largestFont is the size in bytes up to which a font file is read.
const largestFont = 64 << 20

// Preload does what the first text on the screen needs and what can be done
// beside the making of the window. Call it on a goroutine of its own, first.
func Preload() { textview.PreloadFonts(words.T("menu.file")) }

// loadFont reads the font of the settings in the background and gives it to all
// views. A font that is gone leaves them with the built-in one.
func (s *Shell) loadFont() {
	path := s.prefs.Font
	s.fontPath = path
	if path == "" {
		s.setFont(nil)
		return
	}
	s.work(func() func() {
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() || info.Size() > largestFont {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		return func() {
			if s.fontPath == path {
				s.setFont(fyne.NewStaticResource(filepath.Base(path), data))
			}
		}
	})
}

func (s *Shell) setFont(font fyne.Resource) {
	s.font = font
	for _, p := range s.pages {
		p.view.SetFont(font)
	}
}

// fontSelect offers the monospace fonts of the system. They are looked for while
// the settings are already shown.
func (s *Shell) fontSelect() *selectInput {
	fonts := []textview.MonospaceFont{{Family: words.T("settings.font.builtin")}}
	sel := newSelectInput(s, []string{fonts[0].Family})
	sel.SetSelectedIndex(0)
	if s.prefs.Font != "" {
		sel.PlaceHolder = filepath.Base(s.prefs.Font)
		sel.ClearSelected()
	}
	sel.OnChanged = func(string) {
		if i := sel.SelectedIndex(); i >= 0 && fonts[i].Path != s.prefs.Font {
			s.changePreferences(func(p *workspace.Preferences) { p.Font = fonts[i].Path })
		}
	}
	cache := filepath.Join(s.store.Dirs().State, "fonts")
	s.work(func() func() {
		found, err := textview.MonospaceFonts(cache)
		if err != nil {
			return nil // the built-in font is always there
		}
		return func() {
			fonts = append(fonts, found...)
			for i, f := range found {
				sel.Options = append(sel.Options, f.Family)
				if f.Path == s.prefs.Font {
					sel.SetSelectedIndex(i + 1)
				}
			}
			sel.Refresh()
		}
	})
	return sel
}
