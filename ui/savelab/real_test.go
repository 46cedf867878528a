package savelab

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// TestForReal kills two real saves at the moment at which the ordinary one has
// emptied the file.
func TestForReal(t *testing.T) {
	r := open(t, nil)
	r.view(1)
	r.until("the models", func() bool { return r.real.count() > 0 })
	at := r.power.find(r.power.ordinary, "truncate-target")
	r.real.cut.moveTo(at)
	r.real.toggle()
	r.until("the saves", func() bool { return r.real.cancel == nil })
	if r.real.state.Visible() {
		t.Skipf("a child process cannot be killed here: %s", r.real.state.text)
	}
	if got := sheetKinds([]sheet{r.real.ordinary.grid.tiles[0].sheet, r.real.safe.grid.tiles[0].sheet}); got != "empty old" {
		t.Errorf("the files are %s", got)
	}
	r.wants("lab.real.foreseen")
	if strings.Contains(r.seen(), words.T("lab.real.not_foreseen")) {
		t.Error("the simulation has not foreseen it")
	}
	r.nothingLeft()
}

// nothingLeft checks that the scratch folder is empty again.
func (r *rig) nothingLeft() {
	r.Helper()
	left, err := os.ReadDir(r.dir)
	if err != nil || len(left) > 0 {
		r.Errorf("left over: %v, %v", left, err)
	}
}

func TestScenes(t *testing.T) {
	for i, want := range []atomicsave.Class{atomicsave.NoSpace, atomicsave.Changed, atomicsave.InUse} {
		r := open(t, nil)
		r.view(1)
		c := r.real.scenes[i]
		c.toggle()
		r.until("the scene", func() bool { return c.cancel == nil })
		if len(r.asked) == 0 {
			t.Logf("%s: %s", c.scene, c.state.text)
			if c.state.text == words.T("lab.why.failed") || c.state.text == "" {
				t.Errorf("%s shows neither a dialog nor a reason", c.scene)
			}
			continue
		}
		if got := r.asked[0].Err.Class; got != want {
			t.Errorf("%s: class %s, want %s", c.scene, got, want)
		}
		r.wants("lab.scene.taken", words.D{"Button": "Try again"})
		r.nothingLeft()
	}
}

// TestNoScratch: where no folder can be written, each part says so.
func TestNoScratch(t *testing.T) {
	none := t.TempDir() + "/none"
	r := open(t, func(h *Host) { h.Scratch = []string{none} })
	why := words.T("lab.why.no-scratch")
	r.view(1)
	r.until("the models", func() bool { return r.real.count() > 0 })
	r.real.toggle()
	r.until("the answer", func() bool { return r.real.cancel == nil })
	r.real.scenes[0].toggle()
	r.until("the scene", func() bool { return r.real.scenes[0].cancel == nil })
	if got := r.real.state.text; got != why {
		t.Errorf("for real: %q", got)
	}
	if got := r.real.scenes[0].state.text; got != why {
		t.Errorf("the scene: %q", got)
	}
	r.view(2)
	r.cost.toggle()
	r.until("the measurement", func() bool { return r.cost.cancel == nil })
	r.wants("lab.why.no-scratch")
}

func TestMeasuring(t *testing.T) {
	r := open(t, nil)
	r.view(2)
	r.cost.toggle()
	r.until("the measurement", func() bool { return r.cost.cancel == nil })
	for _, c := range r.cost.levels {
		if len(c.took) != lab.Runs || c.text.text != Duration(medianOf(c.took)) {
			t.Errorf("%s: %d saves, %q", c.level, len(c.took), c.text.text)
		}
	}
	r.nothingLeft()
	r.cost.toggle()
	r.cost.toggle() // stops
	r.until("the end", func() bool { return r.cost.cancel == nil })
	r.wants("lab.why.cancelled")
	r.nothingLeft()
}

// TestMeasuringBesideTheFile: a file on another volume is measured there only when
// the user says so, and its folder is left as it was.
func TestMeasuringBesideTheFile(t *testing.T) {
	memory, err := os.MkdirTemp("/dev/shm", "lab-test-")
	if err != nil {
		t.Skip("there is no second volume:", err)
	}
	defer os.RemoveAll(memory)
	path := filepath.Join(memory, "own.conf")
	if err := os.WriteFile(path, []byte("a = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := open(t, own(path))
	r.view(2)
	r.cost.toggle()
	r.until("the measurement", func() bool { return r.cost.cancel == nil })
	if !r.cost.beside.Visible() {
		t.Skip("the folder for temporary files is on the volume of /dev/shm")
	}
	r.wants("lab.cost.other")
	r.wants("lab.warn.memory", words.D{"Type": "tmpfs"})
	r.cost.beside.push()
	r.until("the measurement", func() bool { return r.cost.cancel == nil })
	r.wants("lab.cost.place", words.D{"Folder": memory, "Type": "tmpfs"})
	if r.cost.beside.Visible() || r.win.Canvas().Focused() != r.cost.start {
		t.Errorf("the button is still there: %t; %T has the keyboard", r.cost.beside.Visible(), r.win.Canvas().Focused())
	}
	if left, err := os.ReadDir(memory); err != nil || len(left) != 1 {
		t.Errorf("left beside the file: %v, %v", left, err)
	}
}

func TestWarnings(t *testing.T) {
	r := open(t, nil)
	r.view(2)
	r.cost.warn([]lab.Warning{{Code: lab.WarnNetwork, FileSystem: "nfs", Known: "statfs: nfs"}})
	r.wants("lab.warn.network", words.D{"Type": "nfs"})
	r.wants("lab.warn.known", words.D{"Known": "statfs: nfs"})
}

func TestExport(t *testing.T) {
	r := open(t, nil)
	r.view(3)
	r.picture.exportPNG()
	img, err := png.Decode(bytes.NewReader(r.exported["save.png"]))
	if err != nil {
		t.Fatal(err)
	}
	d := r.picture.drawing(lab.Light())
	if size := img.Bounds().Size(); size.X != int(d.Width)*pictureScale || size.Y != int(d.Height)*pictureScale {
		t.Errorf("the picture is %v", size)
	}
	colours := map[[3]uint32]bool{}
	for y := 0; y < img.Bounds().Dy(); y += 4 {
		for x := 0; x < img.Bounds().Dx(); x += 4 {
			red, green, blue, _ := img.At(x, y).RGBA()
			colours[[3]uint32{red >> 8, green >> 8, blue >> 8}] = true
		}
	}
	for _, hex := range []string{lab.Light().Old, lab.Light().New, lab.Light().Bad} {
		c := hexColour(hex)
		if !colours[[3]uint32{uint32(c.R), uint32(c.G), uint32(c.B)}] {
			t.Errorf("nothing in the picture has the colour %s", hex)
		}
	}
}

func TestWidths(t *testing.T) {
	ms := time.Millisecond
	for _, took := range [][]time.Duration{{ms}, {ms, 0, 100 * ms, 2 * ms}, {0, 0, 0}, {5 * ms, 5 * ms}} {
		all, widened := widths(took, 400)
		var sum float32
		for i, w := range all {
			sum += w
			if w < leastField {
				t.Errorf("%v: field %d is %v wide", took, i, w)
			}
		}
		if sum < 399 || sum > 401 {
			t.Errorf("%v: the fields are %v wide together", took, sum)
		}
		if want := len(took) == 4; widened != want {
			t.Errorf("%v: widened is %t", took, widened)
		}
	}
	if all, _ := widths([]time.Duration{10 * ms, 30 * ms}, 400); all[0] != 100 || all[1] != 300 {
		t.Errorf("10 and 30 ms are drawn as %v", all)
	}
}

func TestForeseen(t *testing.T) {
	at := lab.Position{Killed: crashsim.Empty, Outcomes: []lab.Outcome{{Kind: crashsim.Old}, {Kind: crashsim.Torn}}}
	for _, c := range []struct {
		kind crashsim.Kind
		kill bool
		want bool
	}{{crashsim.Empty, true, true}, {crashsim.Old, true, false}, {crashsim.Torn, false, true}, {crashsim.Missing, false, false}} {
		if got := foreseen(c.kind, at, c.kill); got != c.want {
			t.Errorf("%s, killed %t: %t", c.kind, c.kill, got)
		}
	}
}
