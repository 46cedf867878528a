package crashsim

import (
	"errors"
	"fmt"
)

// Disk is how a disk with its file system treats what was not flushed. See the
// package doc for what each one stands for. The zero Disk is Ordered.
type Disk struct {
	name      string
	volume    string // what the file system calls itself
	separate  bool   // every name changes on its own
	reuses    bool   // the blocks of a file without a name are free at once
	lies      bool   // a flush does nothing
	represent string
}

// The disks.
var (
	ordered   = Disk{name: "ordered", volume: "ext4", represent: "ext4, xfs, btrfs"}
	unordered = Disk{name: "unordered", volume: "ext4", separate: true, represent: "ext2, ext4 without its journal"}
	fat       = Disk{name: "fat", volume: "vfat", separate: true, reuses: true, represent: "vfat: sticks and cards"}
	lying     = Disk{name: "lying", volume: "ext4", separate: true, lies: true, represent: "any file system on a disk that ignores flushes"}
)

// Ordered is a file system with a journal on a disk that obeys.
func Ordered() Disk { return ordered }

// Unordered is the least that POSIX allows.
func Unordered() Disk { return unordered }

// Fat is a file system of sticks and cards.
func Fat() Disk { return fat }

// Lying is a disk that answers to a flush and does not do it.
func Lying() Disk { return lying }

// Disks returns all of them.
func Disks() []Disk { return []Disk{ordered, unordered, fat, lying} }

// errDisk is for words that name no disk, errStrategy for no strategy.
var (
	errDisk     = errors.New("no such disk")
	errStrategy = errors.New("no such strategy")
)

// ParseDisk reads what String wrote.
func ParseDisk(name string) (Disk, error) {
	for _, d := range Disks() {
		if d.name == name {
			return d, nil
		}
	}
	return Disk{}, fmt.Errorf("%q: %w", name, errDisk)
}

// String returns "ordered", "unordered", "fat" or "lying".
func (d Disk) String() string { return d.known().name }

// StandsFor names the real file systems that behave like this one.
func (d Disk) StandsFor() string { return d.known().represent }

// MarshalText returns the word of String.
func (d Disk) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d Disk) known() Disk {
	if d.name == "" {
		return ordered
	}
	return d
}
