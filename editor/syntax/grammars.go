package syntax

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// grammarFiles are grammars of chroma, unchanged, under the licence that lies
// beside them. Its package lexers would bring 300 languages, 3 MB of the program
// and 10 ms of every start; these are what stands beside config files.
//
//go:embed grammars/*.xml
var grammarFiles embed.FS

// grammars are the lexers of chroma that this program has. They are read when
// the first file needs one.
var grammars = sync.OnceValue(func() *chroma.LexerRegistry {
	r := chroma.NewLexerRegistry()
	paths, err := fs.Glob(grammarFiles, "grammars/*.xml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, path := range paths {
		r.Register(chroma.MustNewXMLLexer(grammarFiles, path))
	}
	r.Register(chroma.MustNewLexer(&chroma.Config{Name: "Go", Aliases: []string{"go"}, Filenames: []string{"*.go", "go.mod", "go.work"}}, goRules))
	r.Register(chroma.MustNewLexer(&chroma.Config{Name: "Markdown", Aliases: []string{"md"}, Filenames: []string{"*.md", "*.markdown", "*.mkd"}}, markdownRules))
	return r
})

func goRules() chroma.Rules {
	return chroma.Rules{"root": {
		{Pattern: `//[^\n]*`, Type: chroma.CommentSingle},
		{Pattern: `/\*[\w\W]*?(\*/|\z)`, Type: chroma.CommentMultiline},
		{Pattern: "`[^`]*(`|\\z)", Type: chroma.LiteralString},
		{Pattern: `"(\\.|[^"\\\n])*"?`, Type: chroma.LiteralString},
		{Pattern: `'(\\.|[^'\\\n])*'?`, Type: chroma.LiteralString},
		{Pattern: `(?<![\w.])(0[xXbBoO][0-9a-fA-F_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?i?)\b`, Type: chroma.LiteralNumber},
		{Pattern: `\b(break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import|interface|map|package|range|return|select|struct|switch|type|var|module|require|replace|exclude|retract|toolchain|true|false|nil|iota)\b`, Type: chroma.Keyword},
		{Pattern: `[A-Za-z_]\w*`, Type: chroma.Name},
		{Pattern: `[-+*/%&|^<>=!:]+`, Type: chroma.Operator},
		{Pattern: `\s+|.`, Type: chroma.Text},
	}}
}

func markdownRules() chroma.Rules {
	return chroma.Rules{"root": {
		{Pattern: `^(#{1,6} [^\n]*)`, Type: chroma.GenericHeading},
		{Pattern: `^[^\n]+\n(={2,}|-{2,})[ \t]*$`, Type: chroma.GenericHeading},
		{Pattern: "^[ \\t]*(```|~~~)[\\w\\W]*?(^[ \\t]*\\1[ \\t]*$|\\z)", Type: chroma.LiteralString},
		{Pattern: `<!--[\w\W]*?(-->|\z)`, Type: chroma.CommentMultiline},
		{Pattern: `^[ \t]*([-*+]|[0-9]+[.)])(?=[ \t])`, Type: chroma.Keyword},
		{Pattern: `^[ \t]*>+`, Type: chroma.Keyword},
		{Pattern: "`[^`\\n]+`", Type: chroma.LiteralString},
		{Pattern: `(!?\[[^\]\n]*\])(\([^)\n]*\)|\[[^\]\n]*\])`, Type: chroma.ByGroups(chroma.NameTag, chroma.NameVariable)},
		{Pattern: `<(https?|mailto):[^>\s]+>`, Type: chroma.NameVariable},
		{Pattern: `(\*\*|__)(?=\S)[^\n]+?\1`, Type: chroma.GenericStrong},
		{Pattern: `\\.|[^\n\\<!\[*_` + "`" + `]+|\n|.`, Type: chroma.Text},
	}}
}
