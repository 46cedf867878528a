package savelab

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// Host is what the lab needs of the window that it is shown in. All functions
// are called on the main goroutine.
type Host struct {
	// Work runs a function on another goroutine, and what it returns on the main
	// one.
	Work func(func() func())
	// Post runs a function on the main goroutine, later. It may be called from
	// any goroutine.
	Post func(func())
	// Close is called when the user is done with the lab.
	Close func()
	// Focus gives the keyboard to a part of the lab.
	Focus func(fyne.Focusable)
	// Choose asks for a file and calls chosen with its path, unless the user
	// changes their mind.
	Choose func(chosen func(path string))
	// Export asks for a place for a file with that name and content, and saves it
	// there.
	Export func(name string, content []byte)
	// Rehearse shows the window's own dialog for a failed save, without letting it
	// do anything, and calls answered with the label of the button that was taken.
	Rehearse func(content lab.Content, played lab.Played, answered func(label string))
	// Scratch are folders in which the lab may make its own scratch folder; none
	// means the system's folder for temporary files.
	Scratch []string
	// Child is the command of the process that saves and is killed; nil means
	// this program.
	Child []string
	// Own is the file in the window; the zero File where there is none.
	Own File
	// Level is the level of durability that the user has chosen.
	Level atomicsave.Durability
}

// File is a file to play with.
type File struct {
	Name string
	Path string // "" for text that was never saved
	// Read makes both versions of it, off the main goroutine. The file itself is
	// only ever read.
	Read func(context.Context) (lab.Content, error)
}

// Lab is the page. It lives from New to Stop.
type Lab struct {
	host   Host
	ctx    context.Context
	stop   context.CancelFunc
	root   *fyne.Container
	scroll *container.Scroll
	page   *fyne.Container

	views   *choices
	power   *powerView
	real    *realView
	cost    *costView
	picture *pictureView
	tour    *tour
	file    File
}

// New makes the page and begins to work out the sample.
func New(h Host) *Lab {
	l := &Lab{host: h}
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.power = newPowerView(l)
	l.real = newRealView(l)
	l.cost = newCostView(l)
	l.picture = newPictureView(l)
	l.tour = newTour(l)
	l.views = newChoices([]string{words.T("lab.view.cut"), words.T("lab.view.real"), words.T("lab.view.cost"), words.T("lab.view.picture")}, 0, l, l.view)
	l.page = padded(6*unit, 5*unit, stack(5*unit, l.head(), l.power.content, l.real.content, l.cost.content, l.picture.content))
	l.page.Layout.(*inset).narrow = true
	l.scroll = container.NewVScroll(l.page)
	l.root = container.New(&pageLayout{lab: l}, newGround(), l.scroll, l.power.slider, l.tour.card)
	l.scroll.OnScrolled = func(fyne.Position) { l.stick() }
	l.tour.card.Hide()
	l.view(0)
	return l
}

// Content is the page, for the window.
func (l *Lab) Content() fyne.CanvasObject { return l.root }

// Stop ends what the lab still does in the background.
func (l *Lab) Stop() { l.stop() }

// Start gives the keyboard to the slider and chooses the first file.
func (l *Lab) Start() {
	l.power.begin()
	l.host.Focus(l.power.cut)
}

// head is the title, the views and what can be done anywhere.
func (l *Lab) head() fyne.CanvasObject {
	tour := newPress(words.T("lab.tour"), l, l.tour.begin)
	done := newPress("", l, l.host.Close)
	done.icon, done.flat = theme.NewThemedResource(theme.CancelIcon()), true
	name := container.New(&fixed{}, heading(words.T("lab.title")))
	end := container.New(&flow{gap: 2 * unit}, tour, done)
	top := container.New(&headLayout{}, name, l.views.Container, end)
	return stack(unit, top, note(words.T("lab.subtitle")))
}

// view shows one of the views.
func (l *Lab) view(i int) {
	for j, o := range []fyne.CanvasObject{l.power.content, l.real.content, l.cost.content, l.picture.content} {
		if i == j {
			o.Show()
		} else {
			o.Hide()
		}
	}
	changed := l.views.at != i
	l.views.show(i)
	switch i {
	case 1:
		l.real.begin()
	case 2:
		l.cost.begin()
	case 3:
		l.picture.begin()
	}
	l.relayout()
	if changed {
		l.scroll.ScrollToTop()
	}
}

// stick puts the slider of the first view where it can be seen.
func (l *Lab) stick() {
	s := l.power.slider
	if !l.power.content.Visible() {
		s.Hide()
		return
	}
	s.Show()
	at := l.inPage(l.power.content, s.hole)
	s.put(at.Subtract(l.scroll.Offset), s.hole.Size().Width, l.scroll.Size())
}

// inPage is where a part of a view is on the page.
func (l *Lab) inPage(view *fyne.Container, part fyne.CanvasObject) fyne.Position {
	return l.page.Objects[0].Position().Add(view.Position()).Add(part.Position())
}

// relayout lays the page out again after something in it has grown or shrunk.
func (l *Lab) relayout() {
	if l.root == nil {
		return
	}
	relay(l.root)
	canvas.Refresh(l.root)
}

// Key handles a key that nothing with the focus has used.
func (l *Lab) Key(e *fyne.KeyEvent) { l.key(e) }

func (l *Lab) key(e *fyne.KeyEvent) {
	if l.tour.key(e) {
		return
	}
	switch e.Name {
	case fyne.KeyEscape:
		l.host.Close()
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
		if l.power.content.Visible() {
			l.power.cut.key(e.Name)
		}
	case fyne.KeyDown:
		l.scrollBy(10 * unit)
	case fyne.KeyUp:
		l.scrollBy(-10 * unit)
	case fyne.KeyPageDown:
		l.scrollBy(l.scroll.Size().Height * 0.8)
	case fyne.KeyPageUp:
		l.scrollBy(-l.scroll.Size().Height * 0.8)
	}
}

// reached scrolls so that a part that has got the keyboard can be seen.
func (l *Lab) reached(o fyne.CanvasObject) {
	if l.scroll == nil {
		return // still being made
	}
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(l.scroll).Y
	at := driver.AbsolutePositionForObject(o).Y - top
	if o == fyne.CanvasObject(l.power.cut) || l.tour.on || at+l.scroll.Offset.Y < 0 {
		return // stays in sight by itself
	}
	first, last := float32(0), l.scroll.Size().Height
	if s := l.power.slider; s.Visible() && s.stuck {
		if s.Position().Y > 0 {
			last -= s.Size().Height
		} else {
			first += s.Size().Height
		}
	}
	const room = 4 * unit
	switch end := at + o.Size().Height; {
	case at < first+room:
		l.scrollBy(at - first - room)
	case end > last-room:
		l.scrollBy(end - last + room)
	}
}

func (l *Lab) scrollBy(points float32) {
	l.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -points)})
}

// pageLayout fills the window with the scrolled page, at most so wide that lines
// stay readable, and puts the card of the tour below it.
type pageLayout struct{ lab *Lab }

// widest is the width in points that the page takes at most.
const widest = 1180

// MinSize is called by Fyne.
func (*pageLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 120) }

// Layout is called by Fyne.
func (p *pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	ground, scroll, tour := objects[0], objects[1], objects[3]
	ground.Resize(size)
	height := size.Height
	if tour.Visible() {
		h := min(heightOf(tour, size.Width-8*unit), size.Height*0.6)
		place(tour, 4*unit, size.Height-h-3*unit, size.Width-8*unit, h)
		height -= h + 5*unit
	}
	margin := max(0, (size.Width-widest)/2)
	pad := p.lab.page.Layout.(*inset)
	pad.width = size.Width
	pad.x = 6*unit + margin
	if size.Width < 560 {
		pad.x = 3 * unit
	}
	place(scroll, 0, 0, size.Width, height)
	page := p.lab.page
	page.Resize(fyne.NewSize(size.Width, max(height, heightOf(page, size.Width))))
	relay(page)
	p.lab.scroll.Refresh()
	p.lab.stick()
}

// headLayout puts title, views and what ends the line into one line, or the views
// into one of their own where there is no room.
type headLayout struct{ width float32 }

func (l *headLayout) fits(objects []fyne.CanvasObject, width float32) bool {
	sum := 10 * unit
	for _, o := range objects {
		sum += o.MinSize().Width
	}
	return sum <= width
}

func (l *headLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	_, line := l.first(objects, width)
	if l.fits(objects, width) {
		return line
	}
	return line + 2*unit + heightOf(objects[1], width)
}

// first is the size of the title, which is broken where the window is too narrow
// for its words, and the height of the line that it is in.
func (l *headLayout) first(objects []fyne.CanvasObject, width float32) (title fyne.Size, line float32) {
	end := objects[2].MinSize()
	title.Width = min(objects[0].MinSize().Width, width-end.Width)
	title.Height = heightOf(objects[0].(*fyne.Container).Objects[0], title.Width)
	return title, max(title.Height, end.Height)
}

// MinSize is called by Fyne.
func (l *headLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := objects[0].MinSize().Width + objects[2].MinSize().Width
	return fyne.NewSize(w, l.heightFor(objects, max(l.width, w)))
}

// Layout is called by Fyne.
func (l *headLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	name, views, end := objects[0], objects[1], objects[2]
	w := end.MinSize()
	n, line := l.first(objects, size.Width)
	place(name, 0, (line-n.Height)/2, n.Width, n.Height)
	place(end, size.Width-w.Width, (line-w.Height)/2, w.Width, w.Height)
	if l.fits(objects, size.Width) {
		h := views.MinSize()
		place(views, n.Width+6*unit, (line-h.Height)/2, h.Width, h.Height)
		return
	}
	place(views, 0, line+2*unit, size.Width, heightOf(views, size.Width))
}

// fixed gives a text the width that it needs in one line.
type fixed struct{}

// MinSize is called by Fyne.
func (*fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	p := objects[0].(*prose)
	return fyne.NewSize(fyne.MeasureText(p.text, p.size(), p.style).Width+1, p.pitch())
}

// Layout is called by Fyne.
func (*fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
