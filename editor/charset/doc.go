// Package charset turns the bytes of a file into the text that the editor
// works on, and back.
//
// # What it promises
//
// [Encode] of the text and the [Format] that [Decode] returned gives the very
// bytes that were decoded, and after an edit every byte outside the edit is
// the same. Nothing is repaired: line breaks stay as they are, line by line,
// a final newline is neither added nor taken away, a byte order mark is taken
// off before the text and put back before it, so that typing at the top
// comes after it.
//
// Bytes that are not text (a NUL byte, bytes that are not valid UTF-8) are an
// [Error] with their place, so that the file can be shown, with [Preview], and
// not changed.
package charset
