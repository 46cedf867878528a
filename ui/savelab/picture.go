package savelab

import (
	"bytes"
	"image/png"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// pictureView shows the protocol as a picture, and exports it.
type pictureView struct {
	lab     *Lab
	content *fyne.Container
	holder  *fyne.Container
	shown   *palette // of the drawing
}

func newPictureView(l *Lab) *pictureView {
	v := &pictureView{lab: l, holder: stack(0)}
	svg := newPress(words.T("lab.picture.svg"), l, func() { l.host.Export("save.svg", v.drawing(lab.Light()).SVG()) })
	raster := newPress(words.T("lab.picture.png"), l, v.exportPNG)
	svg.primary = true
	v.content = stack(4*unit, body(words.T("lab.picture.about")), wrapping(2*unit, svg, raster), v.holder)
	return v
}

// begin is called when the view is shown.
func (v *pictureView) begin() {
	v.shown = colours()
	inks := lab.Light()
	if v.shown == &darkPalette {
		inks = lab.Dark()
	}
	v.holder.RemoveAll()
	v.holder.Add(newFigure(v.drawing(inks)))
}

func (v *pictureView) drawing(inks lab.Palette) lab.Drawing {
	labels := lab.Labels{}
	for _, l := range lab.AllLabels() {
		labels[l] = words.T("lab.picture." + string(l))
	}
	return lab.Protocol(levelOrder[v.lab.power.levels.at], labels, inks)
}

// pictureScale is how many pixels of a PNG make a unit of the drawing.
const pictureScale = 2

func (v *pictureView) exportPNG() {
	data, err := renderPNG(v.drawing(lab.Light()))
	if err == nil { // it only fails for sizes that no drawing has
		v.lab.host.Export("save.png", data)
	}
}

// renderPNG draws with Fyne's own painter, which finds a font for every script.
func renderPNG(d lab.Drawing) ([]byte, error) {
	f := newFigure(d)
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(f)
	size := fyne.NewSize(float32(d.Width)*pictureScale, float32(d.Height)*pictureScale)
	c.Resize(size)
	f.Resize(size)
	var out bytes.Buffer
	err := png.Encode(&out, c.Capture())
	return out.Bytes(), err
}
