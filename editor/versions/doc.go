// Package versions keeps what saves replace: the versions of a file, bounded in
// number, age and bytes, in a folder that the user alone can look into.
//
// # On the disk
//
//	versions/
//	  excluded.json                    files and folders of which nothing is kept
//	  clock.json                       since when the clock has not jumped
//	  <hash of the path>/
//	    origin.json                    the path
//	    <time>-<bytes>-<SHA-256>       one version, its bytes as they were
//
// There is no index that could break. A version says all about itself: its name
// is when it was replaced, its length and its hash, its content are the bytes,
// its modification time is when it was written. origin.json is needed only to
// list all files; where it is damaged, it is written anew the next time the
// path is used. Files that this package does not understand are named and never
// removed.
//
// # Promises
//
// Content that a file had several times is kept once, as of the last time. A
// version that the replaced file itself was moved to costs no copy; one that
// another program still holds open may change after that, which Read finds out
// by the hash. Nothing here ever opens the user's file for writing.
//
// On Windows a version that was moved keeps the access list of its file.
package versions
