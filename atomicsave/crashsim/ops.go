package crashsim

import (
	"fmt"

	"holdfast/atomicsave"
	"holdfast/atomicsave/internal/vfs"
)

// opKind is a call that changes something, or flushes.
type opKind uint8

const (
	opCreate opKind = iota + 1
	opReserve
	opWrite
	opTruncate
	opMetadata
	opSync
	opRename
	opLink
	opRemove
	opSyncDir
	opFree // the last name and the last handle of a file are gone
)

// op is one recorded call.
type op struct {
	kind        opKind
	stage       atomicsave.Step
	node, other int // other: the file that an exchange brought out
	dir, toDir  int
	name        string
	toName      string
	off         int64
	data        []byte
	size, was   int64
	how         vfs.Move
	flush       vfs.Flush
}

func (o op) end() int64 { return o.off + int64(len(o.data)) }

// changesNames reports whether the call changes a directory.
func (o op) changesNames() bool {
	return o.kind == opCreate || o.kind == opRename || o.kind == opLink || o.kind == opRemove
}

// inDir reports whether the call changes the names in a directory.
func (o op) inDir(dir int) bool {
	return o.changesNames() && (o.dir == dir || (o.kind == opRename || o.kind == opLink) && o.toDir == dir)
}

// Call says what a program asked of the disk.
type Call struct {
	// Op is "create", "reserve", "write", "truncate", "metadata", "flush",
	// "push", "rename", "exchange", "link", "remove", "flush-directory", or
	// "begin" and "end" for the moments before the first call and after the
	// last one.
	Op string `json:"op"`
	// Name is what it is about and To the second name: "target" is the file
	// that is saved, "temp" a temporary file ("temp-2" the second one),
	// "folder" the folder of both, "recovery" the folder of the program's own
	// and "recovery-new", "recovery-old", "recovery-record", "recovery-temp" and
	// "recovery-notes" files in it.
	Name  string `json:"name"`
	To    string `json:"to,omitempty"`
	Bytes int64  `json:"bytes,omitempty"`
}

// String returns the call as one line of English.
func (c Call) String() string {
	switch c.Op {
	case "begin", "end":
		return c.Op
	case "reserve", "write":
		return fmt.Sprintf("%s %d bytes: %s", c.Op, c.Bytes, c.Name)
	case "truncate":
		return fmt.Sprintf("cut %s to %d bytes", c.Name, c.Bytes)
	case "rename":
		return fmt.Sprintf("rename %s to %s", c.Name, c.To)
	case "exchange":
		return fmt.Sprintf("exchange %s with %s", c.Name, c.To)
	case "link":
		return fmt.Sprintf("give %s the second name %s", c.Name, c.To)
	case "flush-directory":
		return "flush " + c.Name
	}
	return c.Op + " " + c.Name
}

var opWords = map[opKind]string{
	opCreate: "create", opReserve: "reserve", opWrite: "write", opTruncate: "truncate",
	opMetadata: "metadata", opSync: "flush", opRename: "rename", opLink: "link",
	opRemove: "remove", opSyncDir: "flush-directory",
}

// roles gives names their roles.
type roles struct {
	temps  map[string]string
	others int // temporary files in the target's folder
}

func (r *roles) of(dir int, name string) string {
	if name == targetName || name == "" {
		return name
	}
	if role, ok := r.temps[name]; ok {
		return role
	}
	role := "temp"
	switch {
	case dir == stateID:
		role = recoveryRole(name)
	case r.others > 0:
		r.others++
		role = fmt.Sprintf("temp-%d", r.others)
	default:
		r.others++
	}
	r.temps[name] = role
	return role
}

func (r *roles) call(o op) Call {
	c := Call{Op: opWords[o.kind], Name: r.of(o.dir, o.name)}
	switch o.kind {
	case opWrite:
		c.Bytes = int64(len(o.data))
	case opReserve, opTruncate:
		c.Bytes = o.size
	case opSync:
		if o.flush == vfs.Push {
			c.Op = "push"
		}
	case opRename, opLink:
		c.To = r.of(o.toDir, o.toName)
		if o.how == vfs.Exchange {
			c.Op = "exchange"
		}
	case opSyncDir:
		c.Name = "folder"
		if o.dir == stateID {
			c.Name = "recovery"
		}
	}
	return c
}
