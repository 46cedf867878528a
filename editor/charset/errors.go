package charset

import "fmt"

// Class says in what way bytes are not the text they should be.
type Class uint8

// The classes.
const (
	Other       Class = iota
	NotText           // a NUL byte or invalid bytes: open read only
	Unknown           // an encoding that is not offered
	Unencodable       // a character that the encoding lacks
)

// String returns the class as a word.
func (c Class) String() string { return [...]string{"other", "not-text", "unknown", "unencodable"}[c] }

// Error says why and where bytes could not be decoded or text not encoded.
type Error struct {
	Class  Class
	Offset int    // of the first bad byte in the file, or character in the text
	Reason string // in plain words: "a NUL byte", "not valid UTF-8"
	Err    error  // what is underneath, or nil
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("charset: %s at byte %d", e.Reason, e.Offset)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
