package crashrig

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
)

const (
	pageSize = 4096
	sector   = 512
)

// Image is the content of a disk: pages that were never written are zeros. An
// image may lie on another one, which it does not change.
type Image struct {
	size  int64
	under *Image
	pages map[int64]*[pageSize]byte
}

// NewImage returns an empty disk of that many bytes, a multiple of 4096.
func NewImage(size int64) *Image {
	return &Image{size: size, pages: map[int64]*[pageSize]byte{}}
}

// Over returns an image that begins with the content of i and keeps its own
// changes. i must not change meanwhile.
func (i *Image) Over() *Image {
	return &Image{size: i.size, under: i, pages: map[int64]*[pageSize]byte{}}
}

// Size returns the size in bytes.
func (i *Image) Size() int64 { return i.size }

func (i *Image) page(n int64) *[pageSize]byte {
	for ; i != nil; i = i.under {
		if p := i.pages[n]; p != nil {
			return p
		}
	}
	return nil
}

// ReadAt fills p; what is behind the end reads as zeros.
func (i *Image) ReadAt(p []byte, off int64) {
	for len(p) > 0 {
		at := off % pageSize
		n := min(len(p), int(pageSize-at))
		if page := i.page(off / pageSize); page != nil {
			copy(p[:n], page[at:])
		} else {
			clear(p[:n])
		}
		p, off = p[n:], off+int64(n)
	}
}

// WriteAt changes the image, not what it lies on.
func (i *Image) WriteAt(p []byte, off int64) {
	for len(p) > 0 {
		at := off % pageSize
		n := min(len(p), int(pageSize-at))
		number := off / pageSize
		page := i.pages[number]
		if page == nil {
			page = new([pageSize]byte)
			if below := i.page(number); below != nil {
				*page = *below
			}
			i.pages[number] = page
		}
		copy(page[at:], p[:n])
		p, off = p[n:], off+int64(n)
	}
}

// Event is an entry of the log: a write, a flush or a mark.
type Event struct {
	Disk  int
	Off   int64
	Data  []byte // a write; nil for the others
	Flush bool
	Mark  string // "begun" or "acknowledged"
	N     int    // the save that a mark is about
}

// Recorder is a machine's disks, which lose their power together and remember in
// one log how they came to their content.
type Recorder struct {
	mu     sync.Mutex
	now    []*Image
	base   []*Image
	events []Event
}

// NewRecorder records what happens to images, which it takes over.
func NewRecorder(start ...*Image) *Recorder {
	r := &Recorder{base: start}
	for _, image := range start {
		r.now = append(r.now, image.Over())
	}
	return r
}

// Disks returns how many disks there are.
func (r *Recorder) Disks() int { return len(r.base) }

// Restart forgets the log: what is on the disks by now is what it begins with.
// There must be nothing in the cache of a disk that matters.
func (r *Recorder) Restart() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for disk, now := range r.now {
		for n, page := range now.pages {
			r.base[disk].pages[n] = page
		}
		r.now[disk] = r.base[disk].Over()
	}
	r.events = nil
}

// Disk returns one of the disks.
func (r *Recorder) Disk(n int) *Recorded { return &Recorded{r, n} }

// Recorded is one disk of a Recorder.
type Recorded struct {
	*Recorder
	disk int
}

// Size returns the size in bytes.
func (r *Recorded) Size() int64 { return r.base[r.disk].size }

// ReadAt reads what was written last.
func (r *Recorded) ReadAt(p []byte, off int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now[r.disk].ReadAt(p, off)
}

// WriteAt writes into the cache of the disk.
func (r *Recorded) WriteAt(p []byte, off int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now[r.disk].WriteAt(p, off)
	r.events = append(r.events, Event{Disk: r.disk, Off: off, Data: append([]byte(nil), p...)})
}

// Flush puts the cache on the medium.
func (r *Recorded) Flush() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, Event{Disk: r.disk, Flush: true})
}

// Note puts a mark such as "begun 7" into the log.
func (r *Recorder) Note(text string) error {
	var e Event
	if _, err := fmt.Sscanf(text, "%s %d", &e.Mark, &e.N); err != nil {
		return fmt.Errorf("mark %q: %w", text, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	return nil
}

// Tape returns the log so far with the images that it begins with.
func (r *Recorder) Tape() Tape {
	r.mu.Lock()
	defer r.mu.Unlock()
	return Tape{base: r.base, events: slices.Clone(r.events)}
}

// Tape is a finished log.
type Tape struct {
	base   []*Image
	events []Event
}

// Cut is a moment at which the power fails, with what the disk had kept by then.
type Cut struct {
	At   int   // events before it have happened
	Keep []int // of the writes since the last flush, those that were kept
	Torn int   // the one of them that was kept in part, or -1
	Part int   // how many bytes of it

	Begun        int // the last save that was begun
	Acknowledged int // the last save that was acknowledged
}

// Choose makes n cuts in the order of time. obey is false for a disk that
// ignores flushes.
func (t Tape) Choose(n int, obey bool, random *rand.Rand) []Cut {
	var answers []int
	for i, e := range t.events {
		if e.Mark == "acknowledged" {
			answers = append(answers, i)
		}
	}
	count := make([]int, len(t.events)+1)
	for i := range n {
		at := random.IntN(len(t.events) + 1)
		if i%2 == 0 && len(answers) > 0 {
			at = answers[random.IntN(len(answers))] + 1
		}
		count[at]++
	}
	var cuts []Cut
	var window []int
	begun, acknowledged := 0, 0
	for at := 0; ; at++ {
		for range count[at] {
			c := t.choose(at, window, random)
			c.Begun, c.Acknowledged = begun, acknowledged
			cuts = append(cuts, c)
		}
		if at == len(t.events) {
			return cuts
		}
		switch e := t.events[at]; {
		case e.Flush && obey:
			window = slices.DeleteFunc(window, func(w int) bool { return t.events[w].Disk == e.Disk })
		case e.Data != nil:
			window = append(window, at)
		case e.Mark == "begun":
			begun = e.N
		case e.Mark == "acknowledged":
			acknowledged = e.N
		}
	}
}

// choose decides what is kept of the writes in the window.
func (t Tape) choose(at int, window []int, random *rand.Rand) Cut {
	c := Cut{At: at, Torn: -1}
	switch mode := random.IntN(8); {
	case mode == 0:
		c.Keep = append(c.Keep, window...)
	case mode == 1: // nothing
	case mode <= 3: // the beginning
		c.Keep = append(c.Keep, window[:random.IntN(len(window)+1)]...)
	default:
		share := random.Float64()
		for _, w := range window {
			if random.Float64() < share {
				c.Keep = append(c.Keep, w)
			}
		}
	}
	if len(c.Keep) > 0 && random.IntN(3) == 0 {
		torn := c.Keep[random.IntN(len(c.Keep))]
		if sectors := len(t.events[torn].Data) / sector; sectors > 1 {
			c.Torn, c.Part = torn, sector*(1+random.IntN(sectors-1))
		}
	}
	return c
}

// Player makes the images of cuts, which must come in the order of time.
type Player struct {
	tape    Tape
	durable []*Image
	next    int   // events before it have been looked at
	window  []int // writes that no flush has covered
	obey    bool
}

// Player returns a player at the beginning of the tape.
func (t Tape) Player(obey bool) *Player {
	p := &Player{tape: t, obey: obey}
	for _, base := range t.base {
		p.durable = append(p.durable, base.Over())
	}
	return p
}

// Images returns the disks after a cut. They are valid until the next call.
func (p *Player) Images(c Cut) []*Image {
	for ; p.next < c.At; p.next++ {
		switch e := p.tape.events[p.next]; {
		case e.Flush && p.obey:
			p.window = slices.DeleteFunc(p.window, func(w int) bool {
				kept := p.tape.events[w]
				if kept.Disk == e.Disk {
					p.durable[e.Disk].WriteAt(kept.Data, kept.Off)
				}
				return kept.Disk == e.Disk
			})
		case e.Data != nil:
			p.window = append(p.window, p.next)
		}
	}
	var images []*Image
	for _, durable := range p.durable {
		images = append(images, durable.Over())
	}
	for _, w := range c.Keep {
		e := p.tape.events[w]
		data := e.Data
		if w == c.Torn {
			data = data[:c.Part]
		}
		images[e.Disk].WriteAt(data, e.Off)
	}
	return images
}
