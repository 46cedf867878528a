package editor

import (
	"regexp/syntax"
	"unicode/utf8"
)

// traits are what a look at an expression tells of its matches.
type traits struct {
	breaks bool    // one may hold a line break
	ends   bool    // it asks for the start or the end of the text
	prefix *needle // every one begins with this, or nil
	inside *needle // every one holds this, or nil
}

// traitsOf takes an expression apart that regexp.Compile accepts.
func traitsOf(expr string) (traits, error) {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return traits{}, err
	}
	tr := traits{
		breaks: contains(tree, canBreak),
		ends: contains(tree, func(re *syntax.Regexp) bool {
			return re.Op == syntax.OpBeginText || re.Op == syntax.OpEndText
		}),
		prefix: prefixOf(tree),
	}
	var best literalRun
	longestIn(tree, &best)
	tr.inside = best.needle()
	return tr, nil
}

func contains(re *syntax.Regexp, is func(*syntax.Regexp) bool) bool {
	if is(re) {
		return true
	}
	for _, sub := range re.Sub {
		if contains(sub, is) {
			return true
		}
	}
	return false
}

// canBreak reports whether a node by itself can match a line break.
func canBreak(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if r == '\n' {
				return true
			}
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i] <= '\n' && '\n' <= re.Rune[i+1] {
				return true
			}
		}
	case syntax.OpAnyChar:
		return true
	}
	return false
}

// literalRun is a fixed part of every match.
type literalRun struct {
	text string
	fold bool
}

func (l literalRun) needle() *needle {
	if l.text == "" {
		return nil
	}
	return newNeedle(l.text, l.fold)
}

// runs divides a literal at the letters for which a needle is not exact: with
// case aside, k and s (which also match U+212A and U+017F) and all that is
// not ASCII.
func runs(re *syntax.Regexp) (out []literalRun) {
	fold := re.Flags&syntax.FoldCase != 0
	run := literalRun{fold: fold}
	for _, r := range re.Rune {
		odd := fold && (r >= utf8.RuneSelf || r|0x20 == 'k' || r|0x20 == 's')
		if odd || r == '\n' || r == utf8.RuneError {
			out = append(out, run)
			run.text = ""
			continue
		}
		run.text += string(r)
	}
	return append(out, run)
}

// prefixOf returns what every match begins with.
func prefixOf(re *syntax.Regexp) *needle {
	switch re.Op {
	case syntax.OpLiteral:
		return runs(re)[0].needle()
	case syntax.OpCapture:
		return prefixOf(re.Sub[0])
	case syntax.OpConcat:
		return prefixOf(re.Sub[0])
	}
	return nil
}

// longestIn finds the longest run that every match holds.
func longestIn(re *syntax.Regexp, best *literalRun) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, run := range runs(re) {
			if len(run.text) > len(best.text) {
				*best = run
			}
		}
	case syntax.OpCapture, syntax.OpPlus, syntax.OpConcat:
		for _, sub := range re.Sub {
			longestIn(sub, best)
		}
	case syntax.OpRepeat:
		if re.Min > 0 {
			longestIn(re.Sub[0], best)
		}
	}
}
