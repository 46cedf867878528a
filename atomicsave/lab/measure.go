package lab

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"holdfast/atomicsave"
)

// Runs is how many saves of each level Measure makes, unless told otherwise.
const Runs = 20

// Measuring is what is to be measured.
type Measuring struct {
	// Path is the user's file. Its volume is looked at; it is not opened. It may
	// be empty: then nothing is said about a volume.
	Path string
	// Size is the number of bytes that each save writes, at most MaxReal.
	Size int64
	// Beside is the user's agreement to a scratch folder beside the file. Without
	// it, or where the folder of the file cannot be written, the scratch folder is
	// made in one of Scratch, such as the program's own folder: the first that can
	// be written, those on the volume of the file before others, and those in memory
	// last. None means the system's folder for temporary files.
	Beside  bool
	Scratch []string
	Runs    int // of each level; 0 means Runs
	// Observe, if set, is called after each save, on the goroutine that measures.
	Observe func(Timing)
}

// Timing is one save that was measured.
type Timing struct {
	Level  atomicsave.Durability `json:"level"`
	Run    int                   `json:"run"` // counted from 1
	Took   time.Duration         `json:"took_ns"`
	Median time.Duration         `json:"median_ns"` // of this level so far
}

// Cost is what one level costs.
type Cost struct {
	Level    atomicsave.Durability `json:"level"`
	Achieved atomicsave.Durability `json:"achieved"` // by the weakest of the saves
	Median   time.Duration         `json:"median_ns"`
	Least    time.Duration         `json:"least_ns"`
	Most     time.Duration         `json:"most_ns"`
	All      []time.Duration       `json:"all_ns"`
	// Steps are the medians of the steps, in the order of the save.
	Steps []StepCost `json:"steps"`
}

// StepCost is the share of one step.
type StepCost struct {
	Step   atomicsave.Step `json:"step"`
	Median time.Duration   `json:"median_ns"`
}

// Measured is the result.
type Measured struct {
	Place      string `json:"place"`       // the folder in which the scratch folder was made
	Beside     bool   `json:"beside"`      // that is the folder of the file
	FileSystem string `json:"file_system"` // of Place
	// SameVolume: the file is on the volume of Place; true without a Path.
	SameVolume bool   `json:"same_volume"`
	Size       int64  `json:"size"`
	Levels     []Cost `json:"levels"` // Fast, Balanced, Full
	// Warnings are about the volume of the file.
	Warnings []Warning `json:"warnings"`
}

// levels in the order of the bars.
var levels = []atomicsave.Durability{atomicsave.Fast, atomicsave.Balanced, atomicsave.Full}

// Measure saves in a scratch folder, Runs times at each level in turn, and returns
// what that costs. A first save of each level is not counted. After a cancellation
// it returns what there is, with the *Reason.
func Measure(ctx context.Context, m Measuring) (Measured, error) {
	got := Measured{Size: m.Size, Levels: []Cost{}, Warnings: []Warning{}, SameVolume: true}
	if m.Size < 0 || m.Size > MaxReal {
		return got, &Reason{Code: TooBig, Path: m.Path}
	}
	if m.Runs <= 0 {
		m.Runs = Runs
	}
	folder, err := newScratch(m.places())
	if err != nil {
		return got, err
	}
	defer folder.remove()
	got.Place, got.Beside = folder.parent, m.Path != "" && m.Beside && folder.parent == filepath.Dir(m.Path)
	if v, err := volumeOf(folder.path); err == nil {
		got.FileSystem = v.Type
	}
	if m.Path != "" {
		if v, err := volumeOf(filepath.Dir(m.Path)); err == nil {
			got.Warnings = warningsFor(v)
		}
		got.SameVolume = distance(folder.path, filepath.Dir(m.Path)) == sameVolume
	}
	return got, m.run(ctx, folder.path, &got)
}

// places are the folders in which the scratch folder may be made, the best first.
func (m Measuring) places() []string {
	places := slices.Clone(m.Scratch)
	if len(places) == 0 {
		places = []string{os.TempDir()}
	}
	folder := ""
	if m.Path != "" {
		folder = filepath.Dir(m.Path)
	}
	slices.SortStableFunc(places, func(a, b string) int { return distance(a, folder) - distance(b, folder) })
	if folder != "" && m.Beside {
		places = append([]string{folder}, places...)
	}
	return places
}

// How far a place is from a folder.
const (
	sameVolume = iota
	otherVolume
	inMemory // what a save costs there says nothing about a disk
)

// distance tells how far a place is from a folder, "" for none.
func distance(place, folder string) int {
	dev, v, err := deviceOf(place)
	if err == nil && folder != "" {
		if there, _, err := deviceOf(folder); err == nil && there == dev {
			return sameVolume
		}
	}
	if v.Type == "tmpfs" || v.Type == "ramfs" {
		return inMemory
	}
	return otherVolume
}

// series are the saves of one level.
type series struct {
	level    atomicsave.Durability
	path     string
	now      atomicsave.Fingerprint
	achieved atomicsave.Durability
	took     []time.Duration
	steps    map[atomicsave.Step][]time.Duration
	order    []atomicsave.Step
}

// run saves at each level in turn, so that what else the machine does falls on all
// of them.
func (m Measuring) run(ctx context.Context, folder string, got *Measured) (err error) {
	all := make([]*series, len(levels))
	for i, level := range levels {
		all[i] = &series{level: level, path: filepath.Join(folder, level.String()+".conf"), steps: map[atomicsave.Step][]time.Duration{}}
	}
	contents := [2][]byte{filler(m.Size, 'a'), filler(m.Size, 'A')}
	for run := 0; run <= m.Runs && err == nil; run++ {
		for _, s := range all {
			if err = s.save(ctx, contents[run%2], run > 0); err != nil {
				break
			}
			if run > 0 && m.Observe != nil {
				m.Observe(Timing{s.level, run, s.took[run-1], median(s.took)})
			}
		}
	}
	for _, s := range all {
		if len(s.took) > 0 {
			got.Levels = append(got.Levels, s.cost())
		}
	}
	return err
}

// filler is a content of lines.
func filler(size int64, first byte) []byte {
	content := make([]byte, size)
	for i := range content {
		content[i] = first + byte(i%25)
		if i%64 == 63 {
			content[i] = '\n'
		}
	}
	return content
}

func (s *series) save(ctx context.Context, content []byte, counts bool) error {
	report, err := atomicsave.Save(ctx, s.path, bytes.NewReader(content), atomicsave.Options{Durability: s.level, Expect: s.now})
	if err != nil {
		return because(Failed, s.path, err)
	}
	s.now = report.Fingerprint
	if !counts {
		return nil
	}
	var took time.Duration
	spent := map[atomicsave.Step]time.Duration{}
	for _, e := range report.Events {
		took = max(took, e.Start+e.Took)
		spent[e.Step] += e.Took
		if !slices.Contains(s.order, e.Step) {
			s.order = append(s.order, e.Step)
		}
	}
	for step, d := range spent {
		s.steps[step] = append(s.steps[step], d)
	}
	s.took = append(s.took, took)
	s.achieved = max(s.achieved, report.Achieved)
	return nil
}

func (s *series) cost() Cost {
	c := Cost{Level: s.level, Achieved: s.achieved, Median: median(s.took), Least: slices.Min(s.took), Most: slices.Max(s.took), All: s.took}
	for _, step := range s.order {
		c.Steps = append(c.Steps, StepCost{step, median(s.steps[step])})
	}
	return c
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// scratch is a folder of ours that is removed at the end.
type scratch struct {
	parent, path string
}

// newScratch makes a folder in the first place that can be written.
func newScratch(places []string) (*scratch, error) {
	if len(places) == 0 {
		places = []string{os.TempDir()}
	}
	var first error
	for _, parent := range places {
		path, err := os.MkdirTemp(parent, ".holdfast-lab-")
		if err == nil {
			return &scratch{parent: parent, path: path}, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, because(NoScratch, places[0], first)
}

func (s *scratch) remove() { os.RemoveAll(s.path) }
