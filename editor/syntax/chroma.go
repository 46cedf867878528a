package syntax

import (
	"time"

	"github.com/alecthomas/chroma/v2"

	"holdfast/editor"
)

// ChromaWhole is the size of the largest text that a lexer of chroma sees whole.
const ChromaWhole = 256 << 10

// ChromaTime is how long such a lexer may take for one text or stretch.
const ChromaTime = 2 * time.Second

// chromaStretch is how much is given to it of larger texts, before and behind
// what is visible.
const chromaStretch = 32 << 10

// colourByChroma colours a text, or a stretch of it, with a lexer of chroma.
func colourByChroma(l chroma.Lexer, t editor.Text, want [2]int) window {
	w := window{to: t.Len(), exact: true}
	if t.Len() > ChromaWhole {
		w.from = t.LineStart(t.LineOf(max(0, want[0]-chromaStretch)))
		if want[0]-w.from > 2*chromaStretch {
			w.from = max(0, want[0]-chromaStretch)
		}
		w.to = min(t.Len(), max(want[1], w.from)+chromaStretch)
		if w.to-w.from > 2*ChromaWhole { // more than a screen was asked for
			w.to = w.from + 2*ChromaWhole
		}
	}
	w.spans = tokens(l, string(t.AppendSlice(nil, w.from, w.to)), w.from)
	return w
}

// tokens runs a lexer of chroma over text that begins at base. What a lexer
// found before it panicked, lost bytes, or was too slow is kept.
func tokens(l chroma.Lexer, text string, base int) (spans []Span) {
	out := sink{base: base, on: true}
	defer func() {
		_ = recover() // chroma panics on mistakes in its grammars: what is there is kept
		spans = out.spans
	}()
	// Left to itself, chroma turns CRLF into LF, and the offsets are wrong. Its
	// lexers that ask for a final newline add one: it is behind the text.
	next, err := l.Tokenise(&chroma.TokeniseOptions{State: "root", EnsureLF: false}, text)
	if err != nil {
		return nil
	}
	deadline := time.Now().Add(ChromaTime)
	at := 0
	for token := next(); token != chroma.EOF; token = next() {
		to := at + len(token.Value)
		if to > len(text) {
			to = len(text)
		}
		if text[at:to] != token.Value[:to-at] || time.Now().After(deadline) {
			break
		}
		out.add(at, to, styleOf(token.Type))
		at = to
	}
	return out.spans
}

// styleOf maps what chroma calls a token to a style. Its errors are plain: they
// say more about the grammar than about the text.
func styleOf(t chroma.TokenType) Style {
	switch {
	case t == chroma.CommentPreproc || t == chroma.CommentPreprocFile:
		return Keyword
	case t.InCategory(chroma.Comment):
		return Comment
	case t.InCategory(chroma.Keyword):
		return Keyword
	case t == chroma.StringInterpol:
		return Variable
	case t.InSubCategory(chroma.LiteralNumber):
		return Number
	case t.InCategory(chroma.Literal):
		return String
	case t.InCategory(chroma.Operator) || t.InCategory(chroma.Punctuation):
		return Operator
	case t == chroma.GenericHeading || t == chroma.GenericSubheading || t == chroma.NameNamespace || t == chroma.NameClass:
		return Section
	}
	switch t {
	case chroma.NameTag, chroma.NameAttribute, chroma.NameProperty, chroma.NameLabel, chroma.NameFunction:
		return Key
	case chroma.NameBuiltin, chroma.NameBuiltinPseudo, chroma.NameDecorator, chroma.NameKeyword:
		return Keyword
	case chroma.NameVariable, chroma.NameVariableClass, chroma.NameVariableGlobal, chroma.NameVariableInstance, chroma.NameConstant, chroma.NameEntity:
		return Variable
	}
	return Plain
}
