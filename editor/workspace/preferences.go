package workspace

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/versions"
)

// Theme is how the window is coloured.
type Theme string

// The themes. ThemeSystem follows the desktop.
const (
	ThemeSystem Theme = "system"
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Reload is what happens when another program changes an open file that has no
// changes here.
type Reload string

// ReloadQuietly shows the new version at once; undo brings the old one back.
// ReloadAsk says that there is one, and the user decides.
const (
	ReloadQuietly Reload = "quietly"
	ReloadAsk     Reload = "ask"
)

// Bounds of the preferences that are numbers.
const (
	MinTextSize, DefaultTextSize, MaxTextSize = 6, 14, 72
	MinTabWidth, DefaultTabWidth, MaxTabWidth = 1, 4, 16
	maxVersions, maxVersionDays               = 10_000, 36_500
	maxVersionMB                              = 1 << 20
)

// Indent is how files of one type are indented.
type Indent struct {
	// TabWidth is the distance of tab stops, in cells.
	TabWidth int `json:"tab_width"`
	// Spaces makes the Tab key insert spaces.
	Spaces bool `json:"spaces"`
}

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
	// VersionCount, VersionDays and VersionMB bound what is kept: versions of
	// one file, their age, and the bytes of all together in units of 2²⁰.
	VersionCount int `json:"versions_per_file"`
	VersionDays  int `json:"versions_days"`
	VersionMB    int `json:"versions_megabytes"`
	// NoDrafts switches off that unsaved text is kept while the user types.
	NoDrafts bool `json:"no_drafts"`
	// Reload is for a file that another program changes and that has no
	// changes here.
	Reload Reload `json:"reload"`
	// Indents are the indents of file types, by the ending of the name without
	// its dot or by the whole name: "yaml", "Makefile".
	Indents map[string]Indent `json:"indent"`
	// NoEditorConfig leaves files named .editorconfig alone.
	NoEditorConfig bool `json:"ignore_editorconfig"`
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
	// Schemas are the paths of JSON Schemas by the names of the files that they
	// are for, which may hold * and ?.
	Schemas map[string]string `json:"schemas,omitempty"`
	// SchemasOff are the names of the schemas that come with the program and are
	// not wanted.
	SchemasOff []string `json:"schemas_off,omitempty"`
	// Programs says which programs may check files, by their paths.
	Programs map[string]Permission `json:"programs,omitempty"`
	// Language is a BCP 47 tag; empty means the language of the system.
	Language string `json:"language"`
	// Agreements are what the user has agreed to lose when certain files are
	// saved.
	Agreements []Agreement `json:"agreements,omitempty"`
	// Copies are the second copies that the user wants of certain files.
	Copies []SecondCopy `json:"second_copies,omitempty"`
}

// DefaultPreferences are the settings of a new user: the safest ones.
func DefaultPreferences() Preferences {
	return Preferences{
		Durability:   atomicsave.Full,
		KeepVersions: true,
		VersionCount: 50,
		VersionDays:  90,
		VersionMB:    500,
		Reload:       ReloadQuietly,
		Theme:        ThemeSystem,
		TextSize:     DefaultTextSize,
		TabWidth:     DefaultTabWidth,
		Indents: map[string]Indent{
			"yaml": {2, true}, "yml": {2, true}, "Makefile": {8, false}, "mk": {8, false}, "go": {4, false},
		},
	}
}

// VersionPolicy are the bounds for package versions.
func (p Preferences) VersionPolicy() versions.Policy {
	return versions.Policy{
		Count: p.VersionCount, Age: time.Duration(p.VersionDays) * 24 * time.Hour, Bytes: int64(p.VersionMB) << 20,
	}
}

// IndentOf is the indent for a file by its name.
func (p Preferences) IndentOf(name string) Indent {
	for _, key := range []string{name, strings.TrimPrefix(filepath.Ext(name), ".")} {
		if indent, ok := p.Indents[key]; ok && key != "" {
			return indent
		}
	}
	return Indent{p.TabWidth, p.TabSpaces}
}

// Clean brings every value into its bounds: a number to the nearest bound, an
// unknown word to the default. What p shares with others is not changed.
func (p Preferences) Clean() Preferences {
	if !(p.TextSize >= MinTextSize) {
		p.TextSize = MinTextSize
	}
	p.TextSize = min(p.TextSize, MaxTextSize)
	p.TabWidth = clampTab(p.TabWidth)
	p.VersionCount = min(max(p.VersionCount, 0), maxVersions)
	p.VersionDays = min(max(p.VersionDays, 0), maxVersionDays)
	p.VersionMB = min(max(p.VersionMB, 0), maxVersionMB)
	if p.Theme != ThemeLight && p.Theme != ThemeDark {
		p.Theme = ThemeSystem
	}
	if p.Reload != ReloadAsk {
		p.Reload = ReloadQuietly
	}
	p.TempDir = strings.TrimSpace(p.TempDir)
	p.Indents = maps.Clone(p.Indents)
	for key, indent := range p.Indents {
		indent.TabWidth = clampTab(indent.TabWidth)
		p.Indents[key] = indent
	}
	p.Agreements = slices.DeleteFunc(slices.Clone(p.Agreements), func(a Agreement) bool {
		return a.empty() || !filepath.IsAbs(string(a.File))
	})
	p.Copies = slices.DeleteFunc(slices.Clone(p.Copies), func(c SecondCopy) bool {
		return !filepath.IsAbs(string(c.File)) || !filepath.IsAbs(string(c.Folder))
	})
	return p
}

func clampTab(n int) int { return min(max(n, MinTabWidth), MaxTabWidth) }
