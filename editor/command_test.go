package editor

import "testing"

func TestMoveByCluster(t *testing.T) {
	check(t, MoveLeft(false), "ab|c", "a|bc")
	check(t, MoveLeft(false), "|abc", "|abc")
	check(t, MoveLeft(false), "a[bc]d", "a|bcd")
	check(t, MoveLeft(true), "ab|c", "a{b}c")
	check(t, MoveLeft(true), "a[b]c", "a|bc")
	check(t, MoveRight(false), "a|\r\nb", "a\r\n|b")
	check(t, MoveRight(false), "a\r|\rb", "a\r\r|b")
	check(t, MoveLeft(false), "a\r\n|b", "a|\r\nb")
	check(t, MoveRight(false), "a{bc}d", "abc|d")
	check(t, MoveRight(true), "a|bc", "a[b]c")
	check(t, MoveRight(false), "e|e\u0301\u0302x", "ee\u0301\u0302|x")
	check(t, MoveLeft(false), "ee\u0301\u0302|x", "e|e\u0301\u0302x")
	check(t, MoveRight(false), "|👨‍👩‍👧‍👦x", "👨‍👩‍👧‍👦|x")
	check(t, MoveLeft(false), "🇩🇪🇫🇷|", "🇩🇪|🇫🇷")
	check(t, MoveLeft(false), "x각|", "x|각")
	check(t, MoveRight(false), "a|", "a|")
}

func TestMoveByWord(t *testing.T) {
	for _, c := range [][2]string{
		{"|foo_bar-baz.conf", "foo_bar|-baz.conf"},
		{"foo_bar|-baz.conf", "foo_bar-|baz.conf"},
		{"foo|   bar", "foo   bar|"},
		{"foo|  \n bar", "foo  |\n bar"},
		{"foo|\r\nbar", "foo\r\n|bar"},
		{"|192.168", "192|.168"},
		{"|größer als", "größer| als"},
		{"|日本語", "日|本語"},
		{"|カタカナ語", "カタカナ|語"},
		{"|👨\u200d👩🎉 x", "👨\u200d👩🎉| x"},
		{"a|", "a|"},
	} {
		check(t, MoveWordRight(false), c[0], c[1])
	}
	for _, c := range [][2]string{
		{"/etc/ssh/sshd_config|", "/etc/ssh/|sshd_config"},
		{"/etc/ssh/|sshd_config", "/etc/ssh|/sshd_config"},
		{"foo   |bar", "|foo   bar"},
		{"a\n  |b", "a\n|  b"},
		{"a\n|b", "a|\nb"},
		{"größer|", "|größer"},
		{"日本|", "日|本"},
		{"|a", "|a"},
	} {
		check(t, MoveWordLeft(false), c[0], c[1])
	}
	check(t, MoveWordLeft(true), "foo ba|r", "foo {ba}r")
}

func TestMoveInLineAndText(t *testing.T) {
	check(t, MoveLineStart(false), "  ab|c", "  |abc")
	check(t, MoveLineStart(false), "  |abc", "|  abc")
	check(t, MoveLineStart(false), "|  abc", "  |abc")
	check(t, MoveLineEnd(false), "a|bc\r\nd", "abc|\r\nd")
	check(t, MoveDocStart(true), "ab|c", "{ab}c")
	check(t, MoveDocEnd(false), "a|b\nc", "ab\nc|")
	check(t, MoveParagraphDown(false), "a|\nb\n\n\nc", "a\nb\n|\n\nc")
	check(t, MoveParagraphDown(false), "a\n|\n\nc\nd", "a\n\n\nc\nd|")
	check(t, MoveParagraphUp(false), "a\n\nb\nc|", "a\n|\nb\nc")
	check(t, MoveParagraphUp(false), "a\nb|", "|a\nb")
}

func TestWordAt(t *testing.T) {
	for _, c := range []struct {
		text     string
		off      int
		from, to int
	}{
		{"foo bar_1.x", 5, 4, 9}, {"foo bar", 3, 0, 3}, {"foo bar_1.x", 9, 4, 9}, {"a...b", 2, 1, 4}, {"a  \n\n", 4, 4, 4},
	} {
		if from, to := FromString(c.text).WordAt(c.off); from != c.from || to != c.to {
			t.Errorf("%q: the word at %d reaches from %d to %d, want %d to %d", c.text, c.off, from, to, c.from, c.to)
		}
	}
}

func TestInsert(t *testing.T) {
	check(t, InsertText("x"), "a|b[cd]e", "ax|bx|e")
	check(t, InsertText(""), "a[b]c", "a|c")
	check(t, Paste("1\n2\n"), "a|b|", "a1|b2|")
	check(t, Paste("1\r\n2\r\n"), "a|b|", "a1|b2|")
	check(t, Paste("1\n2\n3"), "a|b|", "a1\n2\n3|b1\n2\n3|")
	check(t, NewlineIndent(), "\t  a|b", "\t  a\n\t  |b")
	check(t, NewlineIndent(), " |  b", " \n |  b")
	checkWith(t, Settings{LineEnding: "\r\n"}, NewlineIndent(), "a\r\n b|", "a\r\n b\r\n |")
	check(t, InsertTab(), "a|", "a\t|")
	checkWith(t, Settings{UseSpaces: true, TabWidth: 4}, InsertTab(), "a|", "a   |")
	checkWith(t, Settings{UseSpaces: true, TabWidth: 8, IndentWidth: 2}, InsertTab(), "abc|", "abc |")
}

func TestDelete(t *testing.T) {
	check(t, DeleteBack(), "a\r\n|b", "a|b")
	check(t, DeleteBack(), "xe\u0301|", "x|")
	check(t, DeleteBack(), "|a", "|a")
	check(t, DeleteBack(), "a|b[c]d", "|b|d")
	check(t, DeleteForward(), "a|\r\nb", "a|b")
	check(t, DeleteForward(), "a|", "a|")
	check(t, DeleteWordBack(), "foo ba|r", "foo |r")
	check(t, DeleteWordBack(), "foo bar   |", "foo |")
	check(t, DeleteWordBack(), "foo|b|ar", "|ar")
	check(t, DeleteWordForward(), "a| foo.bar", "a|.bar")
	check(t, DeleteToLineStart(), "a\nbc|d", "a\n|d")
	check(t, DeleteToLineStart(), "a\n|d", "a|d")
	check(t, DeleteToLineEnd(), "a|b\nc", "a|\nc")
	check(t, DeleteToLineEnd(), "a|\nc", "a|c")
}

func TestIndent(t *testing.T) {
	check(t, InsertTab(), "[a\n\nb]", "[\ta\n\n\tb]")
	check(t, IndentLines(), "{a\nb\n}c", "{\ta\n\tb\n}c")
	check(t, IndentLines(), "a|", "\ta|")
	checkWith(t, Settings{UseSpaces: true, IndentWidth: 2}, IndentLines(), "|a", "  |a")
	check(t, OutdentLines(), "[\ta\n      b\n c\nd]", "[a\n  b\nc\nd]")
	check(t, OutdentLines(), "a|", "a|")
	check(t, OutdentLines(), "  \ta|", "a|")
}

func TestWholeLines(t *testing.T) {
	check(t, DeleteLines(), "a\nb|b\nccc", "a\nc|cc")
	check(t, DeleteLines(), "a\nbb|", "a|")
	check(t, DeleteLines(), "a\r\nbb|", "a|")
	check(t, DeleteLines(), "a[b\nc]d", "|")
	check(t, DeleteLines(), "a|\nb\nc|\nd", "b|\nd|")
	check(t, DeleteLines(), "|", "|")
	check(t, DuplicateLines(), "a|b\nc", "ab\na|b\nc")
	check(t, DuplicateLines(), "x\n[ab]", "x\nab\n[ab]")
	check(t, DuplicateLines(), "a|\nb\nc|\n", "a\na|\nb\nc\nc|\n")
	check(t, MoveLinesUp(), "a\r\nb|b\nc", "b|b\na\r\nc")
	check(t, MoveLinesUp(), "a\nbb|", "bb|\na")
	check(t, MoveLinesUp(), "a|\nb", "a|\nb")
	check(t, MoveLinesUp(), "a\nb\n|", "a\nb\n|")
	check(t, MoveLinesDown(), "a|\nb\nc", "b\na|\nc")
	check(t, MoveLinesDown(), "a[a\nb]\nc", "c\na[a\nb]")
	check(t, MoveLinesDown(), "a\nb|\n", "a\nb|\n")
	check(t, MoveLinesDown(), "a|\nb|\nc\n", "c\na|\nb|\n")
	check(t, MoveLinesUp(), "x\na|\ny\nb|\n", "a|\nx\nb|\ny\n")
	check(t, JoinLines(), "a|\n  b", "a| b")
	check(t, JoinLines(), "[a\r\n\tb\n\nc]\nd", "[a b c]\nd")
	check(t, JoinLines(), "a|", "a|")
	check(t, SortLines(), "[c\nb\r\na]", "[a\nb\r\nc]")
	check(t, SortLines(), "[a\nb]", "[a\nb]")
}

func TestComment(t *testing.T) {
	hash := ToggleComment("#", "")
	check(t, hash, "a|b", "# a|b")
	check(t, hash, "# a|b", "a|b")
	check(t, hash, "#a|b", "a|b")
	check(t, hash, "[  a\n\n    b]", "[  # a\n\n  #   b]")
	check(t, hash, "[# a\nb]", "[# # a\n# b]")
	check(t, hash, "[  # a\n  #   b]", "[  a\n    b]")
	check(t, hash, "|", "# |")
	xml := ToggleComment("<!--", "-->")
	check(t, xml, "<a>|", "<!-- <a> -->|")
	check(t, xml, "<!-- <a> -->|", "<a>|")
}

func TestTransform(t *testing.T) {
	check(t, UpperCase(), "foo b|är", "foo B|ÄR")
	check(t, LowerCase(), "[FOO] {BAR}", "[foo] {bar}")
	check(t, UpperCase(), "a[ıı]b", "a[II]b")
	check(t, UpperCase(), "12|", "12|")
	check(t, TrimTrailingSpace(), "a \t|\r\nb  c\n  ", "a|\r\nb  c\n")
	check(t, ConvertBreaks("\n"), "a\r\nb\rc\nd\r|", "a\nb\nc\nd\n|")
	check(t, ConvertBreaks("\r\n"), "a\r\nb\r\rc|\n", "a\r\nb\r\n\r\nc|\r\n")
	check(t, ConvertBreaks("\n"), "a\n|", "a\n|")
}

func TestSeveralCarets(t *testing.T) {
	check(t, AddNextOccurrence(), "fo|o bar foo", "[foo] bar foo")
	check(t, AddNextOccurrence(), "[foo] bar foo", "[foo] bar [foo]")
	check(t, AddNextOccurrence(), "foo [foo]", "[foo] [foo]")
	check(t, AddNextOccurrence(), "[foo]", "[foo]")
	check(t, CaretPerLine(), "[a\nbb\n]c", "a|\nbb|\nc")
	check(t, AddCaretBelow(), "ab|c\nabc", "ab|c\nab|c")
	check(t, AddCaretAbove(), "abc\nab|c", "ab|c\nab|c")
	check(t, AddCaretAbove(), "a|", "a|")
}
