package lab

import (
	"context"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// Setup is what is simulated. The zero Setup is a save at Full on a disk that
// keeps order.
type Setup struct {
	Strategy crashsim.Strategy
	Disk     crashsim.Disk
	Seed     uint64 // of the choice, where there are too many outcomes
	// Examples is how many contents each kind of outcome shows at most; 0 means 8.
	Examples int
}

// Model is what a power cut may leave, for every position of it.
type Model struct {
	Strategy crashsim.Strategy `json:"strategy"`
	Disk     crashsim.Disk     `json:"disk"`
	Seed     uint64            `json:"seed"`
	OldSize  int64             `json:"old_size"`
	NewSize  int64             `json:"new_size"`
	// Miniature: each range of the file is represented by one of its sectors.
	Miniature bool `json:"miniature"`
	// Sampled: the outcomes are some of the legal ones, not all.
	Sampled bool `json:"sampled"`
	// Granularity is the length in bytes of the ranges that reach the disk as a
	// whole.
	Granularity int64 `json:"granularity"`
	// Positions are the moments at which the power may fail: before the first
	// call, after each call, and after the program has said "saved".
	Positions []Position `json:"positions"`
	// Outcomes and Total are those of all positions, each state counted once.
	Outcomes []Outcome `json:"outcomes"`
	Total    Total     `json:"total"`
	// Keeps reports whether the promise of the strategy holds in all states;
	// false for strategies that promise nothing.
	Keeps bool `json:"keeps"`
	// Took is how long the simulation took.
	Took time.Duration `json:"-"`
}

// Position is one moment of a save.
type Position struct {
	// ID says what the last call was, for translations: see CallIDs.
	ID    string          `json:"id"`
	Stage atomicsave.Step `json:"stage"` // of the save; "" before the first and after the last call
	Call  crashsim.Call   `json:"call"`
	// Saved: the program has reported success by then.
	Saved    bool      `json:"saved"`
	Outcomes []Outcome `json:"outcomes"`
	Total    Total     `json:"total"`
	// Killed is what the file holds if the program is killed at this moment and
	// the power stays on.
	Killed crashsim.Kind `json:"killed"`
}

// Outcome is all possible states of one kind.
type Outcome struct {
	Kind  crashsim.Kind `json:"kind"`
	Count int           `json:"count"`
	// Restored is in how many of them a recovery file gives the file back at the
	// next start of the program: with InPlace only.
	Restored int `json:"restored"`
	// Leftovers is in how many of them a temporary file is left over.
	Leftovers int `json:"leftovers"`
	// Pictures are some of the contents, or all; none where nothing can be read.
	Pictures []Picture `json:"pictures"`
}

// Good reports whether no state of this kind is one in which the file is lost.
func (o Outcome) Good() bool { return o.Kind.Good() || o.Restored == o.Count }

// Total counts states: Possible = Good + Restored + Destroyed.
type Total struct {
	Possible  int `json:"possible"`
	Good      int `json:"good"`      // old or new, complete
	Restored  int `json:"restored"`  // torn, but a recovery file has all of it
	Destroyed int `json:"destroyed"` // neither
}

// Part is a range of a file, in bytes.
type Part = crashsim.Part

// NotThere is the source of a range that a file should have and has not.
const NotThere crashsim.Source = "missing"

// Picture is the content of a file by ranges. Parts follow each other without a
// gap from 0 to Whole; what lies beyond Size has the source NotThere.
type Picture struct {
	Size  int64  `json:"size"`  // of the file
	Whole int64  `json:"whole"` // of what is drawn: a destroyed file has holes up to the longer version
	Parts []Part `json:"parts"`
}

// Simulate lists what a power cut may leave of c. The error is a *Reason. The same
// content and setup give the same model.
func Simulate(ctx context.Context, c Content, s Setup) (Model, error) {
	begin := time.Now()
	if s.Examples <= 0 {
		s.Examples = 8
	}
	if err := ctx.Err(); err != nil {
		return Model{}, because(Cancelled, "", err)
	}
	scenario := crashsim.Scenario{Old: c.old, New: c.new, Strategy: s.Strategy, Disk: s.Disk, Seed: s.Seed, Examples: s.Examples}
	if c.absent {
		scenario.Old = nil
	}
	r, err := crashsim.Simulate(scenario)
	if err != nil {
		return Model{}, because(NotSimulated, c.name, err)
	}
	m := Model{
		Strategy: r.Strategy, Disk: r.Disk, Seed: r.Seed, OldSize: c.oldSize, NewSize: c.newSize,
		Miniature: c.mini, Sampled: r.Sampled || c.mini, Granularity: r.Granularity, Keeps: keeps(r),
	}
	if c.mini {
		m.Granularity = c.scale(sector)
	}
	m.Outcomes, m.Total = c.outcomes(r.Outcomes)
	for _, step := range r.Steps {
		p := Position{ID: callID(step.Call), Stage: step.Step, Call: step.Call, Saved: step.Saved, Killed: step.Killed}
		p.Call.Bytes = c.scale(p.Call.Bytes)
		p.Outcomes, p.Total = c.outcomes(step.Outcomes)
		m.Positions = append(m.Positions, p)
	}
	m.Took = time.Since(begin)
	return m, nil
}

// keeps holds a strategy to its own promise.
func keeps(r crashsim.Result) bool {
	if r.Strategy == crashsim.InPlace {
		return r.KeepsInPlace()
	}
	level, ours := r.Strategy.Level()
	return ours && r.Keeps(level)
}

// outcomes converts a list and adds it up.
func (c Content) outcomes(from []crashsim.Outcome) ([]Outcome, Total) {
	list := make([]Outcome, 0, len(from))
	var total Total
	for _, o := range from {
		out := Outcome{Kind: o.Kind, Count: o.Count, Restored: o.Restored, Leftovers: o.Leftovers, Pictures: []Picture{}}
		for _, e := range o.Examples {
			out.Pictures = append(out.Pictures, c.picture(o.Kind, e))
		}
		list = append(list, out)
		total.Possible += o.Count
		total.Restored += o.Restored
		if o.Kind.Good() {
			total.Good += o.Count
		} else {
			total.Destroyed += o.Count - o.Restored
		}
	}
	return list, total
}

// picture scales a content and adds the hole at its end.
func (c Content) picture(kind crashsim.Kind, from crashsim.Content) Picture {
	p := Picture{Size: c.scale(from.Size), Parts: make([]Part, 0, len(from.Parts)+1)}
	for _, part := range from.Parts {
		p.Parts = append(p.Parts, Part{From: c.scale(part.From), To: c.scale(part.To), Source: part.Source})
	}
	p.Whole = p.Size
	if whole := max(c.oldSize, c.newSize); !kind.Good() && whole > p.Size {
		p.Parts = append(p.Parts, Part{From: p.Size, To: whole, Source: NotThere})
		p.Whole = whole
	}
	return p
}
