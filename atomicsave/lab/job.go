package lab

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"time"

	"holdfast/atomicsave"
	"holdfast/atomicsave/crashsim"
)

// job is what the child is to do: one line of JSON on its standard input.
type job struct {
	Role     string            `json:"role"`   // "save" or "serve"
	Folder   string            `json:"folder"` // of the target
	Name     string            `json:"name"`   // of the target
	State    string            `json:"state"`  // the journal's folder
	Content  string            `json:"content"`
	Old      string            `json:"old"` // a file with the old content, where the child puts it in place
	Strategy crashsim.Strategy `json:"strategy"`
	Stop     bool              `json:"stop"` // wait at At
	At       Point             `json:"at"`
	Disk     int64             `json:"disk"`  // mount a tmpfs of that many bytes over Folder
	Limit    int64             `json:"limit"` // no file may grow beyond
	Mount    bool              `json:"mount"` // at At, mount something over the target
	// Serve: Folder is shown at Mounted, with volatile data in Memory.
	Mounted string `json:"mounted"`
	Memory  string `json:"memory"`
	Forget  string `json:"forget"`
}

// message is one line of the child's answer. One field is set.
type message struct {
	Hello bool            `json:"hello,omitempty"`
	Call  *RealCall       `json:"call,omitempty"`
	Stage atomicsave.Step `json:"stage,omitempty"` // of the calls since the last stage
	Stop  bool            `json:"stop,omitempty"`  // the child waits for a line
	Done  *ending         `json:"done,omitempty"`
}

// ending is the last message.
type ending struct {
	Report wireReport `json:"report"`
	Err    *wireError `json:"error"`
	Other  string     `json:"other"`
	// Why the scene could not be made: a code, and the words of the system.
	Code  Code   `json:"code,omitempty"`
	Cause string `json:"cause,omitempty"`
	// Found is what the child has found where the parent cannot look.
	Found      *Found `json:"found,omitempty"`
	FileSystem string `json:"file_system"`
}

// lines reads and writes messages.
type lines struct {
	in  *bufio.Reader
	out io.Writer
}

func newLines(in io.Reader, out io.Writer) *lines {
	return &lines{bufio.NewReaderSize(in, 64<<10), out}
}

func (l *lines) send(v any) error {
	data, err := json.Marshal(v)
	if err == nil {
		_, err = l.out.Write(append(data, '\n'))
	}
	return err
}

func (l *lines) receive(v any) error {
	line, err := l.in.ReadBytes('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(line, v)
}

// wireReport is a report on its way from the child.
type wireReport struct {
	Target      string                 `json:"target"`
	FileSystem  string                 `json:"file_system"`
	Fingerprint atomicsave.Fingerprint `json:"fingerprint"`
	Asked       atomicsave.Durability  `json:"asked"`
	Achieved    atomicsave.Durability  `json:"achieved"`
	Strategy    atomicsave.Strategy    `json:"strategy"`
	Commit      atomicsave.Commit      `json:"commit"`
	State       uint8                  `json:"state"`
	Events      []wireEvent            `json:"events"`
	Caveats     []wireCaveat           `json:"caveats"`
}

type wireEvent struct {
	Step  atomicsave.Step `json:"step"`
	Start time.Duration   `json:"start"`
	Took  time.Duration   `json:"took"`
	Bytes int64           `json:"bytes"`
	Err   *wireError      `json:"error,omitempty"`
}

type wireCaveat struct {
	Kind   atomicsave.CaveatKind `json:"kind"`
	Loss   uint8                 `json:"loss"`
	Path   string                `json:"path"`
	Detail string                `json:"detail"`
}

func toWireReport(r atomicsave.Report) wireReport {
	w := wireReport{
		Target: r.Target, FileSystem: r.FileSystem, Fingerprint: r.Fingerprint, Asked: r.Asked,
		Achieved: r.Achieved, Strategy: r.Strategy, Commit: r.Commit, State: uint8(r.State),
	}
	for _, e := range r.Events {
		w.Events = append(w.Events, wireEvent{e.Step, e.Start, e.Took, e.Bytes, wireErrorOf(e.Err)})
	}
	for _, c := range r.Caveats {
		w.Caveats = append(w.Caveats, wireCaveat{c.Kind, uint8(c.Loss), c.Path, c.Detail})
	}
	return w
}

func (w wireReport) report() atomicsave.Report {
	r := atomicsave.Report{
		Target: w.Target, FileSystem: w.FileSystem, Fingerprint: w.Fingerprint, Asked: w.Asked,
		Achieved: w.Achieved, Strategy: w.Strategy, Commit: w.Commit, State: atomicsave.State(w.State),
		Events: []atomicsave.Event{}, Caveats: []atomicsave.Caveat{},
	}
	for _, e := range w.Events {
		event := atomicsave.Event{Step: e.Step, Start: e.Start, Took: e.Took, Bytes: e.Bytes}
		if e.Err != nil {
			event.Err = e.Err.fromWire()
		}
		r.Events = append(r.Events, event)
	}
	for _, c := range w.Caveats {
		r.Caveats = append(r.Caveats, atomicsave.Caveat{Kind: c.Kind, Loss: atomicsave.LossKind(c.Loss), Path: c.Path, Detail: c.Detail})
	}
	return r
}

// wireErrorOf takes the *atomicsave.Error out of an error, nil if there is none.
func wireErrorOf(err error) *wireError {
	if e, ok := errors.AsType[*atomicsave.Error](err); ok {
		return toWire(e)
	}
	return nil
}
