package workspace

import (
	"strings"

	"holdfast/atomicsave"
)

// Theme is how the window is coloured.
type Theme string

// The themes. ThemeSystem follows the desktop.
const (
	ThemeSystem Theme = "system"
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Bounds of the preferences that are numbers.
const (
	MinTextSize, DefaultTextSize, MaxTextSize = 6, 14, 72
	MinTabWidth, DefaultTabWidth, MaxTabWidth = 1, 4, 16
)

// Preferences are the user's settings, kept in one readable JSON file. The zero
// value is not valid: begin with DefaultPreferences.
type Preferences struct {
	// Durability is how hard every save insists on reaching the disk.
	Durability atomicsave.Durability `json:"durability"`
	// Verify reads every temporary file back before it replaces the old one.
	Verify bool `json:"verify"`
	// TempDir is where temporary files are written; empty means beside the
	// file that is saved.
	TempDir string `json:"temp_dir"`
	Theme   Theme  `json:"theme"`
	// TextSize is the size of the text in the editor, in points.
	TextSize float32 `json:"text_size"`
	// Font is the path of a monospace font file; empty means the built-in one.
	Font string `json:"font"`
	// TabWidth is the distance of tab stops, in cells.
	TabWidth int `json:"tab_width"`
	// TabSpaces makes the Tab key insert spaces.
	TabSpaces bool `json:"tab_spaces"`
	// KeepVersions keeps what each save replaces, in the state folder.
	KeepVersions bool `json:"keep_versions"`
	// Wrap breaks long lines at the edge of the window.
	Wrap bool `json:"wrap"`
	// ShowSpaces draws signs for spaces and tabs.
	ShowSpaces bool `json:"show_spaces"`
	// IndentGuides draws a thin line at each level of indentation.
	IndentGuides bool `json:"indent_guides"`
	// HideNumbers leaves the line numbers out.
	HideNumbers bool `json:"hide_line_numbers"`
	// SaveInvalid saves a text that is not valid for its format without asking.
	SaveInvalid bool `json:"save_invalid"`
	// Programs says which programs may check files, by their paths.
	Programs map[string]Permission `json:"programs,omitempty"`
	// Language is a BCP 47 tag; empty means the language of the system.
	Language string `json:"language"`
}

// DefaultPreferences are the settings of a new user: the safest ones.
func DefaultPreferences() Preferences {
	return Preferences{
		Durability:   atomicsave.Full,
		KeepVersions: true,
		Theme:        ThemeSystem,
		TextSize:     DefaultTextSize,
		TabWidth:     DefaultTabWidth,
	}
}

// Clean brings every value into its bounds: a number to the nearest bound, an
// unknown theme to ThemeSystem.
func (p Preferences) Clean() Preferences {
	if !(p.TextSize >= MinTextSize) {
		p.TextSize = MinTextSize
	}
	p.TextSize = min(p.TextSize, MaxTextSize)
	p.TabWidth = min(max(p.TabWidth, MinTabWidth), MaxTabWidth)
	if p.Theme != ThemeLight && p.Theme != ThemeDark {
		p.Theme = ThemeSystem
	}
	p.TempDir = strings.TrimSpace(p.TempDir)
	return p
}
