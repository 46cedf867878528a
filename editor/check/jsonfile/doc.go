// Package jsonfile checks JSON to the letter of RFC 8259, and the two relatives
// that people write by hand: JSON with comments (as Visual Studio Code and
// TypeScript read it) and JSON5 (https://spec.json5.org).
//
// What RFC 8259 leaves to the reader is decided like this: a byte order mark
// and a lone surrogate escape are warnings (sections 8.1 and 8.2), a key that is
// there twice is a warning (section 4), numbers may have any size (section 6),
// and nesting is limited to [MaxDepth] levels (section 9).
//
// After a slip whose meaning is clear (a comma too many or too few, a comment,
// single quotes) the check goes on; after any other it stops, because what
// follows would be guesses.
package jsonfile
