package lab

import (
	"context"
	"encoding/json"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// Scene is something that is played for real.
type Scene string

// The scenes.
const (
	Killed   Scene = "killed"    // the saving program is killed at a call
	PowerCut Scene = "power-cut" // the same on a file system that then forgets what was not flushed
	NoSpace  Scene = "no-space"  // the disk is full
	Conflict Scene = "conflict"  // another program writes the file during the save
	InUse    Scene = "in-use"    // something else holds the file
)

// Scenes returns all of them.
func Scenes() []Scene { return []Scene{Killed, PowerCut, NoSpace, Conflict, InUse} }

// Script is a scene to be played.
type Script struct {
	Scene    Scene
	Content  Content
	Strategy crashsim.Strategy // zero: Full
	// At is the call after which the child is killed, with Killed and PowerCut.
	// The zero Point is before the first call.
	At Point
	// Forget is what a power cut takes, with PowerCut.
	Forget Forgetting
	// Child is the command that runs RunChild; nil means this program with the
	// argument ChildVerb.
	Child []string
	// Scratch are folders in which a scratch folder may be made; the first that
	// can be written is taken. None means the system's folder for temporary files.
	Scratch []string
	// Observe, if set, is called after each call of the save, on another goroutine.
	Observe func(RealCall)
}

// Point is a moment of a save: after the N-th call with that ID, counted from 1.
// The zero Point is the moment before the first call.
type Point struct {
	ID string `json:"id"`
	N  int    `json:"n"`
}

// Begin reports whether a point is the moment before the first call.
func (p Point) Begin() bool { return p.ID == "" || p.ID == "begin" }

// PointAt returns the point of a position of the model, for Script.At.
func (m Model) PointAt(position int) Point {
	position = max(0, min(position, len(m.Positions)-1))
	p := Point{ID: m.Positions[position].ID}
	for _, at := range m.Positions[:position+1] {
		if at.ID == p.ID {
			p.N++
		}
	}
	return p
}

// Forgetting is what the forgetful file system forgets in a power cut.
type Forgetting uint8

const (
	// ForgetData: data that was not flushed. Names, and lengths that were cut,
	// stay, as they often do on xfs.
	ForgetData Forgetting = iota
	// ForgetAll: names too, unless their folder was flushed; the strictest disk
	// that POSIX allows.
	ForgetAll
)

// mode is the word for it.
func (f Forgetting) mode() string {
	if f == ForgetAll {
		return "all"
	}
	return "data"
}

// RealCall is a call that was really made.
type RealCall struct {
	ID    string          `json:"id"` // see CallIDs
	Stage atomicsave.Step `json:"stage"`
	Call  crashsim.Call   `json:"call"`
	Start time.Duration   `json:"start_ns"` // since the save began
	Took  time.Duration   `json:"took_ns"`
	Err   string          `json:"error"` // what the system answered, "" for success
}

// Means is how a scene was made.
type Means string

// The means.
const (
	ByKill      Means = "kill"       // SIGKILL, TerminateProcess
	ByForgetful Means = "forgetful"  // our FUSE file system forgets what was not flushed
	BySmallDisk Means = "small-disk" // a tmpfs of a few pages, in a mount namespace of the child
	ByLimit     Means = "limit"      // a limit of the child for the size of files (RLIMIT_FSIZE)
	ByWriter    Means = "writer"     // another process that replaces the file
	ByMount     Means = "mount"      // a mount over the file, in a mount namespace of the child
	BySharing   Means = "sharing"    // a handle that shares nothing
)

// Played is what happened.
type Played struct {
	Scene      Scene             `json:"scene"`
	Strategy   crashsim.Strategy `json:"strategy"`
	Means      Means             `json:"means"`
	FileSystem string            `json:"file_system"` // on which the save ran
	At         Point             `json:"at"`
	// Reached: the save came to At. Otherwise it ended before: not every file
	// system needs every call.
	Reached bool       `json:"reached"`
	Calls   []RealCall `json:"calls"`
	// Final is what is in the folder at the end.
	Final Found `json:"final"`
	// Recovered is what is in the folder after Journal.Recover, which the next
	// start of the program does; nil for the strategies of others and where
	// nothing was left to do.
	Recovered *Found `json:"recovered,omitempty"`
	// Report and Err are those of the save, for the strategies that are ours; the
	// zero Report after a kill. Other is the error of another strategy, as text.
	Report atomicsave.Report `json:"report"`
	Err    *atomicsave.Error `json:"-"`
	Other  string            `json:"other_error"`
}

// Found is what is in the folder.
type Found struct {
	Kind crashsim.Kind `json:"kind"`
	// Foreign: the file is what the other program wrote, complete.
	Foreign bool    `json:"foreign"`
	Picture Picture `json:"picture"`
	// Names are the other files in the folder.
	Names []FoundName `json:"names"`
}

// FoundName is a file in the folder of the target.
type FoundName struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// Play plays a scene. The error is a *Reason why that could not be shown; then
// Played holds what was seen so far. The scratch folder is gone when it returns.
func Play(ctx context.Context, s Script) (Played, error) {
	if s.Strategy == "" {
		s.Strategy = crashsim.Full
	}
	return s.play(ctx)
}

// MarshalJSON adds the error.
func (p Played) MarshalJSON() ([]byte, error) {
	type plain Played
	return json.Marshal(struct {
		plain
		Error *wireError `json:"error"`
	}{plain(p), toWire(p.Err)})
}
