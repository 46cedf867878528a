// Package syntax colours text: a [Highlighter] keeps, for one document, styled
// ranges of what is visible, made on a goroutine of its own from snapshots.
//
// # Two kinds of lexers
//
// The formats that people edit by hand have lexers here that work line by line
// and carry a small state from one line to the next: JSON, YAML, TOML, XML, INI
// and its relatives, hosts, fstab, crontab, sshd_config, nginx, Caddyfile. The
// state is remembered every 32 KB, so any place of a file of any size is
// coloured exactly, and after an edit only so much is looked at again until the
// states agree with those from before. Nothing is gone through that lies behind what
// was asked for: far on in a large text the colours are a guess at first, made from
// the line, until the lexer has come so far (about a gigabyte a second).
//
// All other languages are left to github.com/alecthomas/chroma. Its lexers cannot
// be started in the middle: up to [ChromaWhole] bytes they see the whole text,
// beyond that a stretch around what is visible, from the start of a line, which
// may be coloured wrongly if that line is inside a string or a comment.
//
// # What it promises
//
// The goroutine of the user interface never waits for a lexer: it gets what
// there is, moved along with the edits made since. A lexer that panics, or takes
// longer than [ChromaTime], leaves the text plain. Text over [MaxSize] is plain.
package syntax
