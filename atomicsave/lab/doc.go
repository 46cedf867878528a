// Package lab shows why a save is safe: it lets the power fail at every step of a
// save and tells what may be left of the file, simulated and for real.
//
// # What is simulated
//
// Simulate runs the real protocol of package atomicsave, or the save of many other
// editors, on the disk in memory of package crashsim, and lists for every
// position of a power cut every state that the disk may be in afterwards. See the
// doc of crashsim for the rules of its four disks. Contents of more than MaxExact
// bytes are represented by a miniature: a sector for each of some ranges, read
// from the file; Model.Miniature says so. Outcomes that are a choice among too many
// set Model.Sampled.
//
// # What is real
//
// Play runs a save in a scratch folder, by a child process, on the file system
// that is there. Killed kills the child at a call of the save and looks at the
// file. PowerCut does the same on a small file system of ours that forgets what
// was not flushed. NoSpace, Conflict and InUse meet a full disk, another program
// that writes the file during the save, and a file that something else holds.
// Measure measures what a save costs on this very disk.
//
// The user's file is opened to be read, and copied; nothing outside the scratch
// folder is written, and the scratch folder is removed at the end, also after a
// cancellation. What cannot be shown is a *Reason, with a code for the words on
// the screen.
//
// # What remains outside
//
// The firmware of disks and controllers, bit rot, and what crashsim leaves out.
//
// The package returns facts. Its codes are stable; the words for them are the
// caller's.
package lab
