package textview

import (
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"holdfast/editor"
)

// config returns about n bytes that look like a configuration file.
func config(n int) string {
	var b strings.Builder
	b.Grow(n + 128)
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "[section %d]\n\toption_%d = some value, %d  # a remark that explains it\n\n", i, i, i*7)
	}
	return b.String()
}

// sized is config for large sizes.
func sized(n int) string {
	const block = 1 << 20
	if n < 2*block {
		return config(n)
	}
	return strings.Repeat(config(block), n/block)
}

// paintNew asks for the pixels of what the update left to paint, as Fyne's
// painter does with a raster that was refreshed; the upload is not included.
func paintNew(v *View, before map[*slot]uint64) {
	for _, s := range v.slots {
		if s.w > 0 && before[s] != s.key {
			sink = s.raster.Generator(s.w, v.face.cellH)
			before[s] = s.key
		}
	}
}

var sink image.Image

func benchRig(b *testing.B, size int) (*rig, map[*slot]uint64) {
	r := newRig(b, sized(size))
	r.window.Resize(fyne.NewSize(1200, 900))
	r.GoTo(r.doc.Text().Lines()/2, 5)
	painted := map[*slot]uint64{}
	paintNew(r.View, painted)
	b.ReportAllocs()
	b.ResetTimer()
	return r, painted
}

// timed runs f b.N times and reports the slowest of a hundred runs beside the
// mean: a stutter hides in a mean.
func timed(b *testing.B, f func(i int)) {
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		f(i)
		took[i] = time.Since(start)
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func sizes(b *testing.B, f func(b *testing.B, size int)) {
	for _, mb := range []int{1, 10, 100, 1024} {
		b.Run(fmt.Sprintf("%dMB", mb), func(b *testing.B) { f(b, mb<<20) })
	}
}

func BenchmarkKey(b *testing.B) {
	sizes(b, func(b *testing.B, size int) {
		r, painted := benchRig(b, size)
		timed(b, func(i int) {
			if i%40 == 39 {
				r.key(fyne.KeyReturn)
			} else {
				r.TypedRune('x')
			}
			paintNew(r.View, painted)
		})
	})
}

func BenchmarkWheel(b *testing.B) {
	sizes(b, func(b *testing.B, size int) {
		r, painted := benchRig(b, size)
		timed(b, func(int) {
			r.scrollBy(r.face.cellH)
			r.update()
			paintNew(r.View, painted)
		})
	})
}

func BenchmarkPage(b *testing.B) {
	sizes(b, func(b *testing.B, size int) {
		r, painted := benchRig(b, size)
		timed(b, func(i int) {
			r.key([]fyne.KeyName{fyne.KeyPageDown, fyne.KeyPageUp}[i/20%2])
			paintNew(r.View, painted)
		})
	})
}

// BenchmarkPageCJK turns pages of two thousand different Chinese characters,
// in a font of the machine.
func BenchmarkPageCJK(b *testing.B) {
	b.Setenv("XDG_CACHE_HOME", b.TempDir())
	installed = newSystemFonts()
	b.Cleanup(func() { installed = nil })
	told := make(chan bool, 1)
	installed.lookup(wanted{r: '中'}, func() { told <- true })
	<-told
	if f, _ := installed.lookup(wanted{r: '中'}, nil); f == nil {
		b.Skip("this machine has no Chinese font")
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	var text strings.Builder
	for range 4000 {
		text.WriteString("中")
		for range 40 {
			text.WriteRune(rune(0x4e00 + rnd.IntN(2000)))
		}
		text.WriteByte('\n')
	}
	r := newRig(b, text.String())
	r.window.Resize(fyne.NewSize(1200, 900))
	painted := map[*slot]uint64{}
	b.ReportAllocs()
	timed(b, func(i int) {
		r.key([]fyne.KeyName{fyne.KeyPageDown, fyne.KeyPageUp}[i/20%2])
		paintNew(r.View, painted)
	})
}

// BenchmarkFirstPaint makes a view of a text in memory and paints it.
func BenchmarkFirstPaint(b *testing.B) {
	sizes(b, func(b *testing.B, size int) {
		text := []byte(sized(size))
		test.NewTempApp(b)
		b.ReportAllocs()
		for b.Loop() {
			v := New(editor.NewDocument(editor.FromBytes(text)), func(func()) {})
			w := test.NewWindow(v)
			w.Resize(fyne.NewSize(1200, 900))
			paintNew(v, map[*slot]uint64{})
			w.Close()
		}
	})
}

// BenchmarkLongLine edits in the middle of one line, and jumps between its ends.
func BenchmarkLongLine(b *testing.B) {
	const size = 50 << 20
	line := strings.Repeat("{\"key\": \"some value\", \"n\": 12345}, ", size/36)
	b.Run("key", func(b *testing.B) {
		r := newRig(b, line)
		r.GoTo(1, size/2)
		r.TypedRune('x')
		painted := map[*slot]uint64{}
		timed(b, func(int) {
			r.TypedRune('x')
			paintNew(r.View, painted)
		})
	})
	b.Run("end", func(b *testing.B) {
		r := newRig(b, line)
		painted := map[*slot]uint64{}
		timed(b, func(i int) {
			r.shortcut([]fyne.KeyName{fyne.KeyEnd, fyne.KeyHome}[i%2], fyne.KeyModifierShortcutDefault)
			paintNew(r.View, painted)
		})
	})
	b.Run("firstEnd", func(b *testing.B) {
		for range b.N {
			b.StopTimer()
			r := newRig(b, line)
			r.indexes = lineIndexes{} // the line is measured within the jump
			b.StartTimer()
			r.shortcut(fyne.KeyEnd, fyne.KeyModifierShortcutDefault)
			paintNew(r.View, map[*slot]uint64{})
		}
	})
}

// BenchmarkKeySmall compares a key in the view with one in widget.Entry, both
// with 28 KB: what the handler does and the pixels that it makes necessary.
func BenchmarkKeySmall(b *testing.B) {
	text := config(28 << 10)
	b.Run("View", func(b *testing.B) {
		r, painted := benchRig(b, len(text))
		timed(b, func(int) {
			r.TypedRune('x')
			paintNew(r.View, painted)
		})
	})
	b.Run("Entry", func(b *testing.B) {
		test.NewTempApp(b)
		e := widget.NewMultiLineEntry()
		e.SetText(text)
		w := test.NewTempWindow(b, e)
		w.Resize(fyne.NewSize(1200, 900))
		w.Canvas().Focus(e)
		b.ReportAllocs()
		for b.Loop() {
			e.TypedRune('x')
		}
	})
}

// TestChurn counts what a key and a scrolled row make the painter draw anew.
func TestChurn(t *testing.T) {
	r := newRig(t, config(1<<20))
	r.GoTo(5000, 3)
	painted := map[*slot]uint64{}
	paintNew(r.View, painted)
	count := func() (n int) {
		for _, s := range r.slots {
			if s.w > 0 && painted[s] != s.key {
				n++
				painted[s] = s.key
			}
		}
		return n
	}
	objects := len(test.WidgetRenderer(r.View).Objects())
	r.TypedRune('x')
	if n := count(); n != 1 {
		t.Errorf("a key painted %d rows, want 1", n)
	}
	r.scrollBy(r.face.cellH)
	r.update()
	if n := count(); n > 1 {
		t.Errorf("a scrolled row painted %d rows, want at most 1", n)
	}
	r.key(fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyPageDown)
	r.key(fyne.KeyReturn)
	count()
	r.key(fyne.KeyBackspace)
	if n := count(); n > 3 {
		t.Errorf("a joined line painted %d rows, want at most 3", n)
	}
	if n := len(test.WidgetRenderer(r.View).Objects()); n > objects+4 {
		t.Errorf("the renderer grew from %d to %d objects", objects, n)
	}
	r.window.Resize(fyne.NewSize(580, 400))
	r.SetOptions(Options{HideNumbers: true})
	if n := count(); n > len(r.rows)/2 {
		t.Errorf("a change of width painted %d rows, most are shorter than the view", n)
	}
	for _, o := range test.WidgetRenderer(r.View).Objects() {
		if _, ok := o.(*canvas.Text); ok {
			t.Error("user text in a canvas.Text")
		}
	}
}
