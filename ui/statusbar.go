package ui

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/ui/savelab"
	"holdfast/ui/words"
)

// statusBar says what the last save achieved, where the caret is, how the file
// is encoded, and how durable the next save will be.
type statusBar struct {
	message    *statusItem
	cancel     *statusItem // has a text while work in the background can be stopped
	problems   *statusItem
	reload     *statusItem // copies the command that makes a program read the file again
	lock       *statusItem
	position   *statusItem
	format     *statusItem
	durability *statusItem
	progress   *progressLine
	row        *fyne.Container
	content    fyne.CanvasObject

	line, column int
}

func newStatusBar(showSteps, nextProblem, chooseFormat, chooseDurability, cancel, toggleLock func()) *statusBar {
	b := &statusBar{
		message:    newStatusItem(showSteps),
		cancel:     newStatusItem(cancel),
		problems:   newStatusItem(nextProblem),
		reload:     newStatusItem(nil),
		lock:       newStatusItem(toggleLock),
		position:   newStatusItem(nil),
		format:     newStatusItem(chooseFormat),
		durability: newStatusItem(chooseDurability),
	}
	b.message.shrinks = true
	b.position.counts = true
	spare := []fyne.CanvasObject{b.reload, b.format, b.position, b.lock, b.durability}
	b.row = container.New(&barLayout{spare}, b.message, b.cancel, b.reload, b.problems, b.lock, b.position, b.format, b.durability)
	b.progress = newProgressLine()
	b.content = container.NewBorder(b.progress, nil, nil, nil, b.row)
	return b
}

// setPosition shows a line and a column, counted from 1.
func (b *statusBar) setPosition(line, column int) {
	if b.line != line || b.column != column {
		b.line, b.column = line, column
		b.position.setText(words.T("status.position", words.D{"Line": strconv.Itoa(line), "Column": strconv.Itoa(column)}))
		b.arrange()
	}
}

// arrange gives each item the room that its text needs. It is called on every
// key press, so it redraws nothing.
func (b *statusBar) arrange() { b.row.Layout.Layout(b.row.Objects, b.row.Size()) }

// refreshStatus brings the status bar up to date with the selected page.
func (s *Shell) refreshStatus() {
	b, p := s.status, s.page()
	b.durability.setText(words.T("status.durability", words.D{"Level": words.Durability(s.durability())}))
	message, cancel := "", ""
	switch {
	case len(s.running) > 0:
		message, cancel = s.running[0].says(), words.T("button.cancel")
	case p != nil:
		message = p.statusText()
	}
	if p != nil && len(s.running) == 0 {
		if text := p.problemText(); text != "" {
			message = text
		}
		b.problems.setSign(theme.WarningIcon(), p.problems.text())
		b.reload.setText(p.reloadText())
	}
	percent := 0
	switch {
	case len(s.running) > 0:
		percent = s.running[0].percent
	case p != nil && p.file.Loading():
		percent = p.loaded
	}
	b.progress.set(percent)
	b.message.setText(message)
	b.cancel.setText(cancel)
	if p != nil {
		b.setPosition(p.view.CaretPosition())
		b.format.setText(formatText(p.file.Format))
		b.lock.setSign(p.lockSign())
	}
	b.arrange()
}

// statusText is what the status bar says about the file of a page.
func (p *page) statusText() string {
	switch {
	case p.file.Loading() && p.whenLoaded != nil:
		return words.T("status.saving_soon", words.D{"Percent": p.loaded})
	case p.file.Loading():
		return words.T("status.loading", words.D{"Percent": p.loaded})
	case p.file.Saving():
		return words.T("status.saving")
	case p.file.NotText != nil:
		return words.T("status.read_only")
	}
	return p.message.String()
}

// say makes the status bar say the sentence with a key about the file of a page.
func (p *page) say(key string, data ...words.D) { p.message = phraseOf(key, data...) }

// sayOfText makes the status bar say what holds for the present text alone, such as
// that undo brings another one back: it says nothing while any other text is shown.
func (p *page) sayOfText(sentence phrase) {
	document, version := p.file.Document, p.file.Document.Version()
	p.message = func() string {
		if document.Version() != version {
			return ""
		}
		return sentence()
	}
}

// formatText names encoding and line breaks.
func formatText(f charset.Format) string {
	name := string(f.Encoding)
	if f.BOM {
		name = words.T("status.bom", words.D{"Encoding": name})
	}
	return name + "  " + words.T("ending."+strings.ToLower(f.Ending.String()))
}

// saved makes the status bar say what a save achieved, until there are changes that it
// has not seen, and that the version that it replaced is not kept if it should have
// been.
func (p *page) saved(r atomicsave.Report) {
	achieved, took := p.untilChanged(r), time.Duration(0)
	for _, e := range r.Events {
		took = max(took, e.Start+e.Took)
	}
	p.message = func() string {
		said := []string{achieved()}
		for _, c := range r.Caveats {
			if c.Kind == atomicsave.CaveatNotKept {
				said = append(said, words.Caveat(c))
			}
		}
		text := words.Join(said...)
		if took > 0 && said[0] != "" {
			text += "  " + duration(took)
		}
		return text
	}
}

// untilChanged is what a save achieved. It says nothing while there are changes:
// beside their mark it would say that what is seen is on the disk.
func (p *page) untilChanged(r atomicsave.Report) phrase {
	return func() string {
		if p.file.Modified() {
			return ""
		}
		return words.Saved(r)
	}
}

// duration writes a duration the way a person reads it.
func duration(d time.Duration) string { return savelab.Duration(d) }

// barLayout gives the first item what the others leave, but at least what it
// needs up to a share of the bar: what a save achieved must be seen in a small
// window too. Items for which there is no room are left out whole, the less
// important first.
type barLayout struct {
	// spare are the items that can be left out, in this order.
	spare []fyne.CanvasObject
}

// messageShare is the share of the bar that the first item may claim.
const messageShare = 0.5

func (*barLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, objects[0].MinSize().Height)
}

func (l *barLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	claim := float32(0)
	if first, ok := objects[0].(*statusItem); ok {
		claim = min(first.needs(), size.Width*messageShare)
	}
	out := l.leftOut(objects[1:], size.Width-claim)
	x := size.Width
	for i := len(objects) - 1; i > 0; i-- {
		width := min(objects[i].MinSize().Width, x)
		if out[objects[i]] {
			width = 0
		}
		x -= width
		objects[i].Resize(fyne.NewSize(width, size.Height))
		objects[i].Move(fyne.NewPos(x, 0))
	}
	objects[0].Resize(fyne.NewSize(x, size.Height))
	objects[0].Move(fyne.Position{})
}

// leftOut are the items that must go for the others to fit into room.
func (l *barLayout) leftOut(objects []fyne.CanvasObject, room float32) map[fyne.CanvasObject]bool {
	for _, o := range objects {
		room -= o.MinSize().Width
	}
	out := map[fyne.CanvasObject]bool{}
	for _, o := range l.spare {
		if width := o.MinSize().Width; room < 0 && width > 0 {
			out[o] = true
			room += width
		}
	}
	return out
}
