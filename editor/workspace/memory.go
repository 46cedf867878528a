package workspace

import "fmt"

// TooLarge says that a file would not fit into the memory that is free.
type TooLarge struct {
	Path string
	// Bytes is the size of the file, Needs what it takes in memory to open it, and
	// Free what the system can give.
	Bytes, Needs, Free int64
}

// Error says what happened; the window says it in the user's language.
func (e *TooLarge) Error() string {
	return fmt.Sprintf("workspace: %s has %d bytes and needs %d bytes of memory, of which %d are free", e.Path, e.Bytes, e.Needs, e.Free)
}

// memoryReserve is left to the rest of the program and to other programs.
const memoryReserve = 256 << 20

// smallFile is the size from which on the memory is looked at.
const smallFile = 64 << 20

// memory tells how much is free; a test has less.
var memory = freeMemory

// fitsInMemory refuses a file before memory runs out. Its text is held in memory
// once.
func fitsInMemory(path string, size int64) error { return fits(path, size, 1) }

// fitsDecoded is fitsInMemory for a file that is not UTF-8, which is there three
// times while it is decoded: its bytes, the text as it grows, and the text before
// that.
func fitsDecoded(path string, size int64) error { return fits(path, size, 3) }

func fits(path string, size, times int64) error {
	if size < smallFile {
		return nil
	}
	if free, known := memory(); known && size > (free-memoryReserve)/times {
		return &TooLarge{Path: path, Bytes: size, Needs: times*size + memoryReserve, Free: free}
	}
	return nil
}
