// Package process tells whether a process that left something behind still
// runs. A number alone does not: the system gives the numbers of dead processes
// to new ones, they mean nothing after a restart, on another machine that
// shares the folder, or in a container.
package process

import "os"

// Identity names one process among all that ever ran. It is kept in files.
type Identity struct {
	PID int `json:"pid"`
	// Start is when the process started, in a unit of the system; "" if the
	// system does not tell.
	Start string `json:"start,omitempty"`
	// Boot names the time since the machine was started; "" if the system has
	// no name for it. Start is then a date.
	Boot string `json:"boot,omitempty"`
	// Space names the name space of process numbers, where the system has more
	// than one.
	Space string `json:"space,omitempty"`
	// Machine names the machine.
	Machine string `json:"machine"`
}

// Life is what is known of a process.
type Life uint8

// What may be known. Unknown is a process on another machine or in another
// container; the zero value promises nothing.
const (
	Unknown Life = iota
	Running
	Dead
)

// Self is the identity of this process.
func Self() Identity {
	pid := os.Getpid()
	start, _ := startOf(pid)
	return Identity{PID: pid, Start: start, Boot: boot(), Space: space(), Machine: machine()}
}

// Life looks whether the process still runs.
func (id Identity) Life() Life {
	switch {
	case id.PID <= 0:
		return Unknown
	case id.Boot != boot() && id.Machine == machine():
		return Dead
	case id.Boot != boot(), id.Boot == "" && id.Machine != machine(), id.Space != space():
		return Unknown
	}
	start, running := startOf(id.PID)
	if !running || start != "" && id.Start != "" && start != id.Start {
		return Dead
	}
	return Running
}

// hostname is the name of the machine where there is no better one.
func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

// Exists reports whether a process of this machine has the number now.
func Exists(pid int) bool {
	_, running := startOf(pid)
	return running
}
