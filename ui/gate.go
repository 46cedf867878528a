package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
	"holdfast/editor/check"
	"holdfast/editor/check/external"
	"holdfast/editor/check/schema"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// gateMost is the size in bytes up to which a text is checked before it is saved,
// and gateTime how long a save waits for that. What is larger, or takes longer, is
// saved without, and the report says so. Tests make them small.
var (
	gateMost = 128 << 20
	gateTime = 5 * time.Second
)

// decisions are what the user has answered to objections to one text, so that
// nothing is asked twice about it.
type decisions struct {
	path    string
	version editor.Version
	invalid string          // what the check of the format said and the user overruled
	refused string          // what programs said and the user overruled
	without map[string]bool // programs that are not to be asked this time, by path
}

// about returns the decisions about a text, none if they were about another.
func (d decisions) about(path string, version editor.Version) decisions {
	if d.path != path || d.version != version {
		return decisions{path: path, version: version}
	}
	return d
}

// skip returns the decisions with one program more that is not to be asked.
func (d decisions) skip(program string) decisions {
	d.without = maps.Clone(d.without)
	if d.without == nil {
		d.without = map[string]bool{}
	}
	d.without[program] = true
	return d
}

// objection is what keeps a save from beginning until the user has answered.
type objection struct {
	format   check.Format
	problems []check.Problem // of the format; empty for a question about a program
	program  string          // path of a program that may check the file if the user allows
	checker  external.Checker
}

// errObjection ends a save that has not begun to write.
var errObjection = errors.New("ui: the user must answer first")

// examine looks at the text of a save before it is written: first at its format,
// then for programs that could judge it, which it adds to the save. It may
// block.
func (s *Shell) examine(ctx context.Context, saving *workspace.Saving, decided decisions, prefs workspace.Preferences) *objection {
	if decided.invalid != "" {
		saving.Remark(atomicsave.Caveat{Kind: workspace.CaveatOverruled, Detail: decided.invalid})
	} else if !prefs.SaveInvalid {
		if format, problems := invalid(ctx, saving); len(problems) > 0 {
			return &objection{format: format, problems: problems}
		}
	}
	if decided.refused != "" {
		saving.Remark(atomicsave.Caveat{Kind: workspace.CaveatOverruled, Detail: decided.refused})
		return nil
	}
	var allowed []external.Checker
	for _, c := range external.For(saving.Path()) {
		program, ok := c.Find()
		switch {
		case !ok || decided.without[program] || prefs.Programs[program] == workspace.Never:
		case prefs.Programs[program] == workspace.Allowed:
			allowed = append(allowed, c)
		default:
			return &objection{program: program, checker: c}
		}
	}
	if len(allowed) > 0 {
		saving.CheckWith(external.Hook(allowed, saving.Path(), func(v external.Verdict) {
			if v.Err != nil {
				saving.Remark(atomicsave.Caveat{Kind: workspace.CaveatNoVerdict, Path: v.Checker, Detail: v.Err.Error()})
			}
		}))
	}
	return nil
}

// invalid is what is wrong with the text of a save by its format: errors only.
// What is too large, or takes too long, is not checked, and the save says so.
func invalid(ctx context.Context, saving *workspace.Saving) (check.Format, []check.Problem) {
	text := saving.Snapshot().Text
	format := check.Detect(saving.Path(), text.AppendSlice(nil, 0, min(text.Len(), languageBytes)))
	if !slices.Contains(check.Formats(), format) {
		return format, nil
	}
	if text.Len() > gateMost {
		saving.Remark(atomicsave.Caveat{Kind: workspace.CaveatUncheckedSize, Detail: strconv.Itoa(gateMost >> 20)})
		return format, nil
	}
	content := text.AppendSlice(make([]byte, 0, text.Len()), 0, text.Len())
	limited, cancel := context.WithTimeout(ctx, gateTime)
	defer cancel()
	found, err := check.Check(limited, format, content)
	if err == nil {
		found = append(found, misencoded(limited, format, content, saving.Content)...)
	}
	if limited.Err() != nil && ctx.Err() == nil {
		saving.Remark(atomicsave.Caveat{Kind: workspace.CaveatUncheckedTime, Detail: strconv.Itoa(int(gateTime.Seconds()))})
		return format, nil
	}
	if err != nil {
		return format, nil // the save was cancelled
	}
	return format, wrongOnes(found)
}

// misencoded is what is wrong with the bytes that a text becomes, for formats
// that say which encodings they may be in, although the text itself is right.
func misencoded(ctx context.Context, format check.Format, content []byte, raw func() (io.Reader, error)) []check.Problem {
	if !schema.Describes(format) && format != check.XML {
		return nil
	}
	if r, err := raw(); err != nil || reads(r, content) {
		return nil
	}
	r, err := raw()
	if err != nil {
		return nil
	}
	written, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	text, found := check.Decode(format, written)
	if len(found) == 0 && !bytes.Equal(bytes.TrimPrefix(text, []byte("\ufeff")), content) {
		found, _ = check.Check(ctx, format, text)
	}
	return found[:min(len(found), 1)]
}

// reads says whether r yields content and nothing more.
func reads(r io.Reader, content []byte) bool {
	part := make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(r, part)
		if n > len(content) || !bytes.Equal(part[:n], content[:n]) {
			return false
		}
		if content = content[n:]; err != nil {
			return len(content) == 0 && (err == io.EOF || err == io.ErrUnexpectedEOF)
		}
	}
}

// verdictOf says in one line of English what was wrong, for the report.
func verdictOf(who string, problems []check.Problem) string {
	p := problems[0]
	return placed(p, who+": "+words.Problem(p))
}
