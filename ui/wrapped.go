package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// wrappedLabel is a label whose text wraps as its language wants it. Fyne knows
// spaces; Japanese and Chinese have none, and there a line may end nearly anywhere,
// but none begins with a full stop or ends with an opening bracket.
type wrappedLabel struct {
	widget.Label
	whole string // the text without the line breaks that the width makes
}

// paragraph is a text that wraps.
func paragraph(text string) *wrappedLabel {
	l := &wrappedLabel{}
	l.wrapText(l, text)
	return l
}

// wrapText gives the label its first text; self is the widget that it is, or that
// it is a part of.
func (l *wrappedLabel) wrapText(self fyne.Widget, text string) {
	l.whole, l.Text, l.Wrapping = text, text, fyne.TextWrapWord
	if words.Spaceless() {
		l.Wrapping = fyne.TextWrapBreak
	}
	l.ExtendBaseWidget(self)
}

// SetText changes the text.
func (l *wrappedLabel) SetText(text string) {
	l.whole = text
	l.Label.SetText(l.broken(l.Size().Width))
}

// Resize is called by Fyne.
func (l *wrappedLabel) Resize(size fyne.Size) {
	if text := l.broken(size.Width); text != l.Text {
		l.Text = text
		l.Refresh()
	}
	l.Label.Resize(size)
}

// broken is the text with line breaks for a width.
func (l *wrappedLabel) broken(width float32) string {
	room := width - 2*l.Theme().Size(theme.SizeNameInnerPadding)
	if l.Wrapping != fyne.TextWrapBreak || room <= 0 {
		return l.whole
	}
	name := l.SizeName
	if name == "" {
		name = theme.SizeNameText
	}
	size := l.Theme().Size(name)
	return strings.Join(lab.Wrap(l.whole, room, func(s string) float32 { return fyne.MeasureText(s, size, l.TextStyle).Width }), "\n")
}
