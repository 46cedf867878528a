// Package workspace is the editor without its window. It opens files and saves
// them through package atomicsave (File, Loading, Saving), watches what other
// programs do to them (Watcher, LookAround), and keeps what is unsaved (Drafts),
// what was open (Session), which files are open where (Locks), the settings and the
// recent files (Store), and reports of crashes (CrashLog). Instance makes that one
// program serves all its starts. It shows nothing and asks nothing; what a person
// must decide comes back as a value or a typed error.
//
// A File belongs to the goroutine that owns its Document (the main goroutine of
// the program). Work that may block is done by functions that touch only what
// they were given, so that they run on any goroutine: Open, BeginOpen, Saving.Run,
// LookAround, and the methods of Store, Drafts and Locks.
package workspace
