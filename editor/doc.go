// Package editor is the headless engine of Holdfast: text, changes,
// selections, documents with undo, and the commands that edit them.
//
// # What it promises
//
// The package has no input or output, no clock, no goroutine and no global
// state. Every offset is a byte offset. A [Text] never changes once made: it
// may be kept, compared, searched and written on any goroutine while the
// user goes on typing, and taking such a snapshot costs nothing.
//
// A [Change] is a value: what to replace, in the coordinates of the old text.
// It can be applied, inverted, composed with the next one, and asked where a
// position went. A [Command] is a function from a [State] to a
// [Transaction]: it edits nothing itself. A [Document] applies transactions,
// keeps the history, and knows exactly whether the text is the saved one.
//
// # Lines
//
// A line ends at \n, at \r\n, or at a \r that no \n follows. Breaks are kept
// as they are; no function of this package turns one kind into another
// unless its name says so. A text with n breaks has n+1 lines, the last of
// which may be empty.
//
// # Size
//
// Editing and looking up take the same few microseconds in a kilobyte and in a
// gigabyte. What has to look at all of a text works in steps of about a
// megabyte ([Search], [Replacing]), so that it can run beside the user's typing
// on a snapshot and be stopped. What was found out that way is applied in one
// go, see [Prepare]. A file may be shown and edited while the rest of it is
// still being read, see [Document.Extend].
//
// # What it does not promise
//
// The text is bytes. It is normally UTF-8, and everything that speaks of
// clusters, words or cells treats a byte that is not UTF-8 as one character
// of its own, but nothing here checks or repairs it: that is the business of
// package charset. A [Document] is not safe for concurrent use; its
// snapshots are.
package editor
