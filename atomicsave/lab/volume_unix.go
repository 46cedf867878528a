//go:build unix

package lab

// volumeCall is what tells the type of a file system.
const volumeCall = "statfs"
