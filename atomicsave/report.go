package atomicsave

import (
	"encoding/json"
	"fmt"
	"time"
)

// Step names one stage of a save. A stage that a save skips has no event.
type Step string

// The steps, in the order in which they happen.
const (
	StepProbe          Step = "probe"           // resolve, look, plan, compare with the expected version
	StepCreateTemp     Step = "create-temp"     // make the temporary file
	StepReserve        Step = "reserve"         // reserve space
	StepWrite          Step = "write"           // write the content; at Fast, once more to push it out
	StepMetadata       Step = "metadata"        // owner, group, mode, attributes
	StepFlushFile      Step = "flush-file"      // flush the temporary file
	StepVerify         Step = "verify"          // read it back and compare
	StepCheck          Step = "check"           // the caller's hook
	StepKeep           Step = "keep"            // show the old version to Options.Keep, before or after
	StepReplace        Step = "replace"         // put it in place
	StepFlushDirectory Step = "flush-directory" // flush the directory
	StepCleanup        Step = "cleanup"         // remove what is left over
)

// Strategy is the way in which a file is saved.
type Strategy string

// The strategies.
const (
	StrategyCreate    Strategy = "create"    // a new file appears, complete
	StrategyReplace   Strategy = "replace"   // a complete new file takes the old one's place
	StrategyInPlace   Strategy = "in-place"  // the old file is overwritten, by consent only
	StrategyUnchanged Strategy = "unchanged" // the content is already there: nothing is replaced
	StrategyRefuse    Strategy = "refuse"    // the save would fail
)

// Commit is the system call that put the new content in place.
type Commit string

// The ways to commit.
const (
	CommitNone      Commit = ""                 // nothing was put in place
	CommitRename    Commit = "rename"           // replaced without a second look: see Report.Commit
	CommitExchange  Commit = "exchange"         // swapped, then the old file was checked
	CommitNoReplace Commit = "rename-noreplace" // appeared only if nothing had the name
	CommitLink      Commit = "link"             // the same, by a hard link
	CommitReplace   Commit = "replace-file"     // ReplaceFileW, then the old file was checked
	CommitInPlace   Commit = "in-place"         // written over the old file
)

// Event is one step that was taken.
type Event struct {
	Step  Step
	Start time.Duration // since the save began
	Took  time.Duration
	Bytes int64 // bytes written, read back or reserved; 0 for other steps
	Err   error // nil if the step succeeded
}

// MarshalJSON writes step, start_ns, took_ns, bytes and error (a string, "" for
// success).
func (e Event) MarshalJSON() ([]byte, error) {
	message := ""
	if e.Err != nil {
		message = e.Err.Error()
	}
	return json.Marshal(struct {
		Step  Step   `json:"step"`
		Start int64  `json:"start_ns"`
		Took  int64  `json:"took_ns"`
		Bytes int64  `json:"bytes"`
		Error string `json:"error"`
	}{e.Step, e.Start.Nanoseconds(), e.Took.Nanoseconds(), e.Bytes, message})
}

// CaveatKind classifies a Caveat.
type CaveatKind string

// The kinds of caveats.
const (
	CaveatLoss       CaveatKind = "loss"       // something of the old file could not be carried over
	CaveatDurability CaveatKind = "durability" // less was achieved than asked
	CaveatLeftover   CaveatKind = "leftover"   // a file of ours could not be removed
	CaveatNotKept    CaveatKind = "not-kept"   // Options.Keep failed for the replaced version
	CaveatVolume     CaveatKind = "volume"     // the file system cannot promise what the level says
	// CaveatUnprotected: saved at Fast where not even the order of the file system
	// protects the file: a power cut may leave it damaged, empty or unreadable.
	CaveatUnprotected CaveatKind = "unprotected"
)

// CaveatKinds lists all of them.
func CaveatKinds() []CaveatKind {
	return []CaveatKind{CaveatLoss, CaveatDurability, CaveatLeftover, CaveatNotKept, CaveatVolume, CaveatUnprotected}
}

// Caveat is something that the caller should know about a save that succeeded.
type Caveat struct {
	Kind   CaveatKind `json:"kind"`
	Loss   LossKind   `json:"loss,omitempty"` // with CaveatLoss
	Path   string     `json:"path,omitempty"` // the file it is about, if not the target
	Detail string     `json:"detail"`         // one line, English, for the details fold
}

// String returns kind and detail.
func (c Caveat) String() string { return fmt.Sprintf("%s: %s", c.Kind, c.Detail) }

// Report says what a save did. It is complete also when the save failed.
type Report struct {
	Target      string      `json:"target"`      // the resolved path
	FileSystem  string      `json:"file_system"` // its type, "" if unknown
	Fingerprint Fingerprint `json:"fingerprint"` // of the version that is in place now; zero if unknown
	Asked       Durability  `json:"asked"`
	Achieved    Durability  `json:"achieved"` // never stronger than what the system confirmed
	Strategy    Strategy    `json:"strategy"`
	// Commit is how the content was put in place. With CommitRename there was
	// a short time between the last look at the old file and its replacement;
	// CommitExchange and CommitReplace looked at it afterwards too.
	Commit  Commit   `json:"commit"`
	State   State    `json:"state"`
	Events  []Event  `json:"events"`
	Caveats []Caveat `json:"caveats"`
}
