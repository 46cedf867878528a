package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"holdfast/ui/words"
)

// TestLinesBeginAsTheLanguageWants looks at a text in Japanese at many widths: no
// line begins with a closing mark, no English word is cut, and Fyne has nothing left
// to wrap.
func TestLinesBeginAsTheLanguageWants(t *testing.T) {
	app := test.NewApp()
	defer app.Quit()
	words.Use("ja")
	defer words.Use("en")
	const text = "保存しました。「設定」は、Holdfast が（必ず）守ります。フォルダーを開く、または閉じる。\n次の行。"
	l := paragraph(text)
	window := test.NewWindow(l)
	defer window.Close()
	window.SetPadded(false)
	for width := float32(120); width < 700; width += 7 {
		l.Resize(fyne.NewSize(width, 400))
		lines := strings.Split(l.Text, "\n")
		if strings.ReplaceAll(l.Text, "\n", "") != strings.ReplaceAll(text, "\n", "") && !strings.Contains(l.Text, "、\nHoldfast\n") {
			shown, want := strings.NewReplacer("\n", "", " ", "").Replace(l.Text), strings.NewReplacer("\n", "", " ", "").Replace(text)
			if shown != want {
				t.Errorf("at %v: %q", width, l.Text)
			}
		}
		for _, line := range lines {
			first, _ := utf8.DecodeRuneInString(line)
			if strings.ContainsRune("。、）」ーュ", first) {
				t.Errorf("at %v a line begins with %q: %q", width, first, l.Text)
			}
		}
		if !strings.Contains(l.Text, "Holdfast") {
			t.Errorf("at %v a word is cut: %q", width, l.Text)
		}
		short := paragraph(strings.Repeat("字\n", len(lines)-1) + "字")
		short.Resize(fyne.NewSize(700, 400))
		if got, want := l.MinSize().Height, short.MinSize().Height; got != want {
			t.Errorf("at %v %d lines are as high as %v, not %v", width, len(lines), got, want)
		}
	}
	l.SetText("別の文章です。")
	if l.Resize(fyne.NewSize(700, 400)); l.Text != "別の文章です。" {
		t.Errorf("it is %q", l.Text)
	}
}
