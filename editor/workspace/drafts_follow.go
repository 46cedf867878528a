package workspace

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor"
)

// When a draft is written.
const (
	// DraftRest is how long the user must pause before the text is written.
	DraftRest = time.Second
	// DraftLatest is when it is written although the user goes on typing. With
	// what the window's tick and the disk take, at most ten seconds are lost.
	DraftLatest = 9 * time.Second
	// draftShare keeps writing to a tenth of the time, where the text is huge
	// or the disk slow; DraftLatest holds all the same.
	draftShare = 10
)

// Drafting follows one open file and says when its draft has to be written or
// removed. It belongs to the goroutine that owns the document; the work itself
// is done elsewhere:
//
//	if w := drafting.Tick(now); w != nil {
//		go func() { err := w.Run(ctx); post(func() { drafting.Finish(w, err, time.Now()) }) }()
//	}
//
// Tick is cheap. Called a few times a second, it loses at most DraftLatest, its
// own interval and the time that one write takes.
type Drafting struct {
	drafts *Drafts
	file   *File
	id     string

	seen    draftState // at the last tick
	edited  time.Time  // when seen changed last
	waiting time.Time  // when the oldest change not yet written was made; zero if none
	written draftState // what the draft on the disk holds, if onDisk
	onDisk  bool
	resting time.Time // no write before this
	busy    bool
	err     error
	turn    *draftTurn
}

// draftTurn lets the works of one Drafting happen one after the other, and
// nothing be written after the end.
type draftTurn struct {
	mu    sync.Mutex
	ended bool
}

// draftState is everything whose change makes a draft out of date.
type draftState struct {
	version     editor.Version
	path        string
	fingerprint atomicsave.Fingerprint
}

// Follow begins to keep drafts of f.
func (d *Drafts) Follow(f *File) *Drafting {
	var random [16]byte
	rand.Read(random[:]) // never fails (crypto/rand)
	g := &Drafting{drafts: d, file: f, id: hex.EncodeToString(random[:]), turn: new(draftTurn)}
	g.seen = g.state()
	return g
}

// FollowRestored goes on with a draft that f was restored from.
func (d *Drafts) FollowRestored(f *File, draft Draft) *Drafting {
	g := d.Follow(f)
	g.id, g.onDisk, g.written = draft.ID, true, g.state()
	return g
}

func (g *Drafting) state() draftState {
	return draftState{g.file.Document.Version(), g.file.Path, g.file.Fingerprint}
}

// wanted reports whether there should be a draft. An empty document that was
// never saved is worth none.
func (g *Drafting) wanted() bool {
	f := g.file
	return f.NotText == nil && f.Modified() && (f.Path != "" || f.Document.Text().Len() > 0)
}

// Err is why the last write failed; nil if it did not. The next one is tried
// after DraftLatest.
func (g *Drafting) Err() error { return g.err }

// Tick looks at the document and returns the work that is due, or nil. The
// caller runs it on another goroutine and gives it to Finish; until then Tick
// returns nil.
func (g *Drafting) Tick(now time.Time) *DraftWork {
	state := g.state()
	if state != g.seen {
		g.seen, g.edited = state, now
		if g.waiting.IsZero() {
			g.waiting = now
		}
	}
	switch {
	case g.busy:
		return nil
	case !g.wanted():
		g.waiting = time.Time{}
		if g.onDisk {
			return g.begin(true, now)
		}
		return nil
	case now.Before(g.resting):
		return nil
	case g.onDisk && g.written == state:
		g.waiting = time.Time{}
		return nil
	}
	if g.waiting.IsZero() { // modified before the first tick
		g.waiting, g.edited = now, now
	}
	if now.Sub(g.edited) < DraftRest && now.Sub(g.waiting) < DraftLatest {
		return nil
	}
	return g.begin(false, now)
}

// Flush returns the work that is left, whether it is due or not: for the moment
// before the program has to end. It is nil if the draft is up to date.
func (g *Drafting) Flush(now time.Time) *DraftWork {
	if !g.wanted() || g.onDisk && g.written == g.state() {
		return nil
	}
	return g.begin(false, now)
}

// Close returns the work that removes the draft, because its document is closed
// and the user decided about the text; nil if there is none. It need not be
// given to Finish. What is still under way for this document writes no more.
func (g *Drafting) Close(now time.Time) *DraftWork {
	if !g.onDisk && !g.busy {
		return nil
	}
	w := g.begin(true, now)
	w.last = true
	return w
}

// DraftWork is a draft to be written or removed.
type DraftWork struct {
	drafts *Drafts
	draft  Draft
	text   editor.Text
	state  draftState
	remove bool
	last   bool
	began  time.Time
	turn   *draftTurn
}

func (g *Drafting) begin(remove bool, now time.Time) *DraftWork {
	f := g.file
	snapshot := f.Document.Snapshot()
	g.busy = true
	return &DraftWork{
		drafts: g.drafts, text: snapshot.Text, state: g.state(), remove: remove, began: now, turn: g.turn,
		draft: Draft{
			ID: g.id, Path: f.Path, Fingerprint: f.Fingerprint, Format: f.Format,
			Selection: snapshot.Selection, Time: now, owner: g.drafts.self,
		},
	}
}

// Run does the work. It may block, touches nothing but a snapshot, and runs on
// any goroutine.
func (w *DraftWork) Run(ctx context.Context) error {
	w.turn.mu.Lock()
	defer w.turn.mu.Unlock()
	switch {
	case w.remove:
		w.turn.ended = w.turn.ended || w.last
		return w.drafts.remove(w.draft.ID)
	case w.turn.ended:
		return nil
	}
	return w.drafts.write(ctx, w.draft, w.text, atomicsave.AnyVersion())
}

// Finish records the outcome of Run.
func (g *Drafting) Finish(w *DraftWork, err error, now time.Time) {
	g.busy, g.err = false, err
	if err != nil {
		g.resting = now.Add(DraftLatest)
		return
	}
	g.resting = now.Add(min(draftShare*now.Sub(w.began), DraftLatest))
	g.onDisk, g.written = !w.remove, w.state
	g.waiting = time.Time{}
	if g.seen != w.state { // edited meanwhile
		g.waiting = w.began
	}
}
