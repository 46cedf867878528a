package crashrig

import (
	"fmt"
	"math/rand/v2"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// Content returns what save number n writes: 2 to 20 KiB that name n and hold no
// zeros, different in every byte range from any other save.
func Content(n int) []byte {
	random := rand.New(rand.NewPCG(uint64(n), 42))
	content := make([]byte, 2000+random.IntN(18000))
	for i := range content {
		content[i] = byte('A' + random.IntN(50))
	}
	copy(content, fmt.Sprintf("save %d\n", n))
	return content
}

// Finding is what was there after a cut.
type Finding struct {
	Begun           int           // the last save that was begun
	Acknowledged    int           // the last save that was acknowledged
	Kind            crashsim.Kind // New: save Begun, complete; Old: an earlier one, complete
	Version         int           // with New and Old: which save
	Mounted         bool          // the file system could be mounted
	ReadOnly        bool          // but not for writing
	Checked         bool          // the volume was checked, or mounted by force, before Recover was run again
	Leftovers       int           // temporary files in the folder
	Swept           int           // temporary files that are there after Recover, too
	Repaired        crashsim.Kind // Kind after Recover
	RepairedVersion int           // Version after Recover
	Restored        bool          // Recover says that it restored something
	Detail          string        // the error, for people
}

// Lost reports whether a save that was acknowledged is gone.
func (f Finding) Lost() bool { return f.Kind.Good() && f.Version < f.Acknowledged }

// Judge sets the kind for the content that was read.
func (f *Finding) Judge(content []byte) {
	n := -1
	fmt.Sscanf(string(content[:min(len(content), 20)]), "save %d\n", &n)
	f.Kind = crashsim.Classify(content, nil, Content(max(n, 0)))
	if f.Kind != crashsim.New {
		return
	}
	f.Version = n
	switch {
	case n > f.Begun:
		f.Kind, f.Detail = crashsim.Torn, fmt.Sprintf("save %d was not begun yet", n)
	case n < f.Begun:
		f.Kind = crashsim.Old
	}
}

// After returns the finding after Recover.
func (f Finding) After() Finding {
	f.Kind, f.Version = f.Repaired, f.RepairedVersion
	return f
}

// Behind returns how many saves were lost: from the last one that was
// acknowledged to the one that is there.
func (f Finding) Behind() int {
	if !f.Lost() {
		return 0
	}
	return f.Acknowledged - f.Version
}

// Row is one line of the table.
type Row struct {
	System   string // the file system
	Trusted  string // that of another disk for the journal of ours, or ""
	Strategy string
	Obey     bool // flushes were obeyed
	Saves    int
	Millis   float64 // for one cut
	Findings []Finding
}

// The strategies that are ours, and what the model calls the others.
var modelled = map[string]crashsim.Strategy{
	"full": crashsim.Full, "balanced": crashsim.Balanced, "fast": crashsim.Fast,
	"renameio": crashsim.Balanced, "natefinch": crashsim.Balanced, "atomicwriter": crashsim.Balanced, // flush, rename
	"rename": crashsim.RenameOnly, "truncate": crashsim.Ordinary, "truncateflush": crashsim.OrdinaryFlushed,
	"inplace": crashsim.InPlace,
}

// promises are the levels of the strategies that are ours.
var promises = map[string]atomicsave.Durability{
	"full": atomicsave.Full, "balanced": atomicsave.Balanced, "fast": atomicsave.Fast,
	"inplace": atomicsave.Full, "guarded": atomicsave.Full,
}

// Restores reports whether the promise holds after Recover only: a file that is
// overwritten in place may be torn until then, and so may any file be on a volume
// for which a copy is kept on another disk.
func (r Row) Restores() bool { return r.Strategy == "inplace" || r.Trusted != "" }

// Broken returns the findings that break a promise of ours: a file that is not
// whole at Full and Balanced, an acknowledged save that is gone at Full. At every
// level Recover must do no harm and leave no temporary file. There are no promises
// about a disk that ignores flushes.
func (r Row) Broken() []Finding {
	level, ours := promises[r.Strategy]
	if !ours || !r.Obey {
		return nil
	}
	return r.where(func(f Finding) bool {
		if f.Swept > 0 || f.Kind.Good() && !f.Repaired.Good() {
			return true
		}
		if r.Restores() {
			f = f.After()
		}
		return level != atomicsave.Fast && !f.Kind.Good() || level == atomicsave.Full && f.Lost()
	})
}

// Unpredicted returns the findings that package crashsim says cannot be, on a
// file system with a journal and a disk that obeys.
func (r Row) Unpredicted() ([]Finding, error) {
	strategy, ok := modelled[r.Strategy]
	if !ok || !r.Obey {
		return nil, nil
	}
	model, err := crashsim.Simulate(crashsim.Scenario{Old: Content(1)[:2000], New: Content(2)[:1800], Strategy: strategy})
	if err != nil {
		return nil, err
	}
	during, after := map[crashsim.Kind]bool{}, map[crashsim.Kind]bool{}
	for _, o := range model.Outcomes {
		during[o.Kind] = true
	}
	for _, o := range model.Steps[len(model.Steps)-1].Outcomes {
		after[o.Kind] = true
	}
	return r.where(func(f Finding) bool {
		if f.Begun == f.Acknowledged {
			return !after[f.Kind]
		}
		return !during[f.Kind]
	}), nil
}

func (r Row) where(is func(Finding) bool) (list []Finding) {
	for _, f := range r.Findings {
		if is(f) {
			list = append(list, f)
		}
	}
	return list
}

// Count returns how many findings have a property.
func (r Row) Count(is func(Finding) bool) int {
	return len(r.where(is))
}

// Of returns how many findings are of a kind.
func (r Row) Of(kind crashsim.Kind) int {
	return r.Count(func(f Finding) bool { return f.Kind == kind })
}

// Damaged returns how many cuts destroyed the file.
func (r Row) Damaged() int { return r.Count(func(f Finding) bool { return !f.Kind.Good() }) }

// Lost returns how many cuts undid an acknowledged save; the file is whole then.
func (r Row) Lost() int { return r.Count(Finding.Lost) }
