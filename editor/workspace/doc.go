// Package workspace is the editor without its window: it opens files, saves
// them through package atomicsave, and keeps the user's preferences and the
// list of recent files. It shows nothing and asks nothing; what a person must
// decide comes back as a value or a typed error.
//
// A File belongs to the goroutine that owns its Document (the main goroutine of
// the program). Work that may block is done by functions that touch only what
// they were given, so that they run on any goroutine: Open, Saving.Run, and the
// methods of Store.
package workspace
