package savelab

import (
	"image"
	"reflect"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// The size in points of a drawn file, and of the place of one in the grid.
const (
	sheetWidth, sheetHeight float32 = 52, 64
	tileWidth               float32 = 68
)

// grid draws every state that the disk may be in as a small file, with a word
// below it. It keeps its drawings and redraws only those that change, so that a
// slider can drive it.
type grid struct {
	widget.BaseWidget
	most  int // states at any position: the room that is kept
	tiles []*tile
	shown int
	width float32
}

// tile is one drawn file.
type tile struct {
	sheet  sheet
	raster *canvas.Raster
	word   *canvas.Text
	more   *canvas.Text
}

func newGrid() *grid {
	g := &grid{}
	g.ExtendBaseWidget(g)
	return g
}

// reserve keeps the room for that many states.
func (g *grid) reserve(most int) { g.most = most }

// set shows the states.
func (g *grid) set(sheets []sheet) {
	for len(g.tiles) < len(sheets) {
		g.tiles = append(g.tiles, newTile())
	}
	g.shown = len(sheets)
	for i, t := range g.tiles {
		if i < len(sheets) {
			t.set(sheets[i])
		}
	}
	g.arrange()
	canvas.Refresh(g)
}

func newTile() *tile {
	t := &tile{word: canvas.NewText("", nil), more: canvas.NewText("", nil)}
	t.word.Alignment, t.more.Alignment = fyne.TextAlignCenter, fyne.TextAlignCenter
	t.raster = canvas.NewRaster(func(w, h int) image.Image {
		p := newPainter(w, h, float64(h)/float64(sheetHeight))
		p.sheet(t.sheet, colours())
		return p.img
	})
	t.sheet.more = -1 // like no other
	return t
}

func (t *tile) set(s sheet) {
	if reflect.DeepEqual(t.sheet, s) {
		return
	}
	t.sheet = s
	t.paint()
}

// paint brings a tile up to date with its sheet and the theme.
func (t *tile) paint() {
	c := colours()
	measure := func(s string) float32 { return fyne.MeasureText(s, captionSize(), fyne.TextStyle{}).Width }
	t.word.Text, t.word.TextSize, t.word.Color = short(kindWord(t.sheet), tileWidth-2, measure), captionSize(), c.ink
	t.more.Text, t.more.TextSize, t.more.Color = "", captionSize(), c.ink
	if t.sheet.more > 0 {
		t.more.Text = "+" + strconv.Itoa(t.sheet.more)
	}
	t.more.TextStyle.Bold = true
	t.raster.Refresh()
	t.word.Refresh()
	t.more.Refresh()
}

// kindWord is what became of the file, in a word.
func kindWord(s sheet) string {
	if s.saved {
		return words.T("lab.kind.restored")
	}
	return words.T("lab.kind." + s.kind.String())
}

// short cuts a text that is wider than room, and says so with an ellipsis.
func short(text string, room float32, width func(string) float32) string {
	if width(text) <= room {
		return text
	}
	letters := []rune(text)
	for n := len(letters) - 1; n > 0; n-- {
		if cut := string(letters[:n]) + "…"; width(cut) <= room {
			return cut
		}
	}
	return ""
}

func tileHeight() float32 { return sheetHeight + lineHeight(captionSize(), fyne.TextStyle{}) + 2*unit }

func (g *grid) perRow(width float32) int {
	return max(1, int((width+tileWidth-sheetWidth)/tileWidth))
}

func (g *grid) heightFor(width float32) float32 {
	n := max(g.most, g.shown, 1)
	per := g.perRow(width)
	return float32((n+per-1)/per) * tileHeight()
}

// MinSize is called by Fyne.
func (g *grid) MinSize() fyne.Size {
	g.ExtendBaseWidget(g)
	return fyne.NewSize(tileWidth*2, g.heightFor(max(g.width, tileWidth*2)))
}

func (g *grid) arrange() {
	per := g.perRow(g.width)
	for i, t := range g.tiles {
		x, y := float32(i%per)*tileWidth-(tileWidth-sheetWidth)/2, float32(i/per)*tileHeight()
		visible := i < g.shown
		for _, o := range []fyne.CanvasObject{t.raster, t.word, t.more} {
			if visible && !o.Visible() {
				o.Show()
			} else if !visible && o.Visible() {
				o.Hide()
			}
		}
		place(t.raster, x+(tileWidth-sheetWidth)/2, y, sheetWidth, sheetHeight)
		place(t.word, x, y+sheetHeight+unit/2, tileWidth, t.word.MinSize().Height)
		place(t.more, x, y+sheetHeight/2-unit, tileWidth-unit, t.more.MinSize().Height)
	}
}

// CreateRenderer is called by Fyne.
func (g *grid) CreateRenderer() fyne.WidgetRenderer { return &gridRenderer{g} }

type gridRenderer struct{ g *grid }

func (r *gridRenderer) MinSize() fyne.Size { return r.g.MinSize() }

func (r *gridRenderer) Layout(size fyne.Size) {
	r.g.width = size.Width
	r.g.arrange()
}

func (r *gridRenderer) Refresh() {
	for _, t := range r.g.tiles[:r.g.shown] {
		t.paint()
	}
	canvas.Refresh(r.g)
}

func (r *gridRenderer) Objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, t := range r.g.tiles {
		all = append(all, t.raster, t.word, t.more)
	}
	return all
}

func (r *gridRenderer) Destroy() {}

// sheets lists the states of a position, the good ones first. Of a kind with more
// states than most, the last drawn one stands for the rest.
func sheets(outcomes []lab.Outcome, most int) []sheet {
	var list []sheet
	for _, o := range outcomes {
		drawn := min(max(len(o.Pictures), 1), o.Count, most)
		for i := range drawn {
			s := sheet{kind: o.Kind, good: o.Kind.Good(), saved: !o.Kind.Good() && o.Good()}
			if i < len(o.Pictures) {
				s.picture = o.Pictures[i]
			}
			if i == drawn-1 && o.Count > drawn {
				s.more = o.Count - drawn
			}
			list = append(list, s)
		}
	}
	return list
}
