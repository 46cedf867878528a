package workspace

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/editorconfig/editorconfig-core-go/v2"

	"holdfast/editor"
)

// ProjectStyle is what the files named .editorconfig say about a file: how the
// Tab key and the Enter key work in it. What they say about spaces at the ends
// of lines and about the last line break is not followed, because bytes that the
// user did not touch are written back untouched.
type ProjectStyle struct {
	Spaces      *bool // nil: nothing is said
	TabWidth    int   // 0: nothing is said
	IndentWidth int   // 0: nothing is said, or a tab
	// Break is the line break of a new file; empty: nothing is said.
	Break string
}

// maxEditorConfig bounds the size in bytes of one file named .editorconfig.
const maxEditorConfig = 1 << 20

// ProjectStyleOf reads the files named .editorconfig in the folder of the file
// at path and in those above it (https://spec.editorconfig.org). Those that
// cannot be read or understood are passed over: they are advice. It may block.
func ProjectStyleOf(ctx context.Context, path string) ProjectStyle {
	config := &editorconfig.Config{Parser: boundedParser{ctx}}
	definition, _, err := config.LoadGraceful(path)
	if err != nil || ctx.Err() != nil {
		return ProjectStyle{}
	}
	return styleOf(definition)
}

func styleOf(d *editorconfig.Definition) ProjectStyle {
	var s ProjectStyle
	switch d.IndentStyle {
	case editorconfig.IndentStyleTab, editorconfig.IndentStyleSpaces:
		spaces := d.IndentStyle == editorconfig.IndentStyleSpaces
		s.Spaces = &spaces
	}
	if n, err := strconv.Atoi(d.IndentSize); err == nil && n > 0 {
		s.IndentWidth = clampTab(n)
	}
	// TabWidth of the definition follows indent_size even where tab_width is set.
	if n, err := strconv.Atoi(d.Raw["tab_width"]); err == nil && n > 0 {
		s.TabWidth = clampTab(n)
	} else {
		s.TabWidth = s.IndentWidth
	}
	s.Break = map[string]string{
		editorconfig.EndOfLineLf: "\n", editorconfig.EndOfLineCrLf: "\r\n", editorconfig.EndOfLineCr: "\r",
	}[d.EndOfLine]
	return s
}

// boundedParser reads regular files of a bounded size alone, so that no pipe and
// no device of that name is ever waited for.
type boundedParser struct{ ctx context.Context }

// ParseIni implements editorconfig.Parser.
func (p boundedParser) ParseIni(path string) (*editorconfig.Editorconfig, error) {
	config, _, err := p.ParseIniGraceful(path)
	return config, err
}

// ParseIniGraceful implements editorconfig.Parser. It has no errors but that no
// file is there: others would hide the files above.
func (p boundedParser) ParseIniGraceful(path string) (config *editorconfig.Editorconfig, warning, err error) {
	defer func() {
		if r := recover(); r != nil {
			config, warning, err = nil, nil, missing(path)
		}
	}()
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxEditorConfig || p.ctx.Err() != nil {
		return nil, nil, missing(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, missing(path)
	}
	defer file.Close()
	config, warning, err = editorconfig.ParseGraceful(io.LimitReader(file, maxEditorConfig))
	if err != nil {
		return nil, nil, missing(path)
	}
	return config, warning, nil
}

func missing(path string) error { return fmt.Errorf("%s: %w", path, os.ErrNotExist) }

// FnmatchCase implements editorconfig.Parser. A pattern that makes no sense fits
// nothing.
func (boundedParser) FnmatchCase(selector, filename string) (bool, error) {
	fits, err := editorconfig.FnmatchCase(selector, filename)
	return fits && err == nil, nil
}

// Indentation is how the Tab key works in the file with this name and text. The
// project counts before the text, the text before the settings for the type of
// the file, and those before the general ones.
func (p Preferences) Indentation(name string, text editor.Text, project ProjectStyle) editor.Settings {
	indent := p.IndentOf(name)
	s := editor.GuessIndent(text, editor.Settings{TabWidth: indent.TabWidth, UseSpaces: indent.Spaces, IndentWidth: indent.TabWidth})
	if p.NoEditorConfig {
		return s
	}
	if project.Spaces != nil {
		s.UseSpaces = *project.Spaces
	}
	if project.TabWidth > 0 {
		s.TabWidth = project.TabWidth
	}
	switch {
	case project.IndentWidth > 0:
		s.IndentWidth = project.IndentWidth
	case project.TabWidth > 0:
		s.IndentWidth = project.TabWidth
	}
	return s
}
