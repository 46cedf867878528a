// Package charset turns the bytes of a file into the text that the editor
// works on, and back.
//
// # What it promises
//
// [Encode] of the text and the [Format] that came with it gives the very bytes
// that were decoded, in every encoding, and after an edit every byte outside
// the edit is the same. Nothing is repaired: line breaks stay as they are, line
// by line, a final newline is neither added nor taken away, a byte order mark
// is taken off before the text and put back before it, so that typing at the
// top comes after it.
//
// [Decode] takes UTF-8 and nothing else. Bytes that are not text (a NUL byte,
// bytes that are not valid UTF-8) are an [Error] with their place, so that the
// file can be shown, with [Preview], and not changed. [Loader] does the same
// for a file that comes in parts.
//
// [DecodeAs] takes any encoding that [Encodings] lists. Bytes that mean
// nothing in it, and those that it would write in another form (some
// characters of the East Asian encodings have two), become placeholders, see
// [Placeholder]: 256 private characters, one for each byte, which Encode turns
// back into that byte. So every file can be edited in any encoding, and only
// what was edited changes. [LostCharacters] lists, before a save, what an
// encoding cannot hold.
//
// # What it does not promise
//
// That [Detect] is right: a byte order mark and valid UTF-8 are certain, all
// else is likely or guessed, and says so. The encodings of Western and Central
// Europe in particular can only be guessed from a few letters. A wrong guess
// shows wrong letters, but costs no byte.
//
// Encodings with states, such as ISO-2022-JP and UTF-7, are not offered, and
// neither is EBCDIC.
package charset
