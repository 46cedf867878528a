package lab

import (
	"context"
	"fmt"
	"path/filepath"

	"holdfast/atomicsave/internal/vfs"
)

// WarningCode says which promise a file system is known not to keep.
type WarningCode string

// The warnings.
const (
	WarnMemory  WarningCode = "memory"  // tmpfs: nothing survives a power cut
	WarnNetwork WarningCode = "network" // the server decides when data is on its disk
	WarnFragile WarningCode = "fragile" // nothing protects a replacement: exFAT, NTFS on Linux
	// WarnFlushedAgain: vfat, where the order of flushes was enough in every cut of
	// the rig.
	WarnFlushedAgain WarningCode = "flushed-again"
	WarnBare         WarningCode = "bare"    // ext4 without its journal
	WarnFUSE         WarningCode = "fuse"    // a program decides what a flush does
	WarnUnknown      WarningCode = "unknown" // the type could not be found out
)

// WarningCodes returns all of them, for tests of translations.
func WarningCodes() []WarningCode {
	return []WarningCode{WarnMemory, WarnNetwork, WarnFragile, WarnFlushedAgain, WarnBare, WarnFUSE, WarnUnknown}
}

// Warning is a promise that the volume of a file may not keep, and how that is
// known.
type Warning struct {
	Code       WarningCode `json:"code"`
	FileSystem string      `json:"file_system"`
	// Known is how that is known: the call that was asked and its answer.
	Known string `json:"known"`
}

// Warnings tells what is known against the volume of a path, by its type: nothing
// for ext4, xfs, btrfs, APFS or NTFS on Windows. The error is a *Reason.
func Warnings(_ context.Context, path string) ([]Warning, error) {
	v, err := volumeOf(filepath.Dir(path))
	if err != nil {
		return nil, unreadable(path, err)
	}
	return warningsFor(v), nil
}

func volumeOf(folder string) (vfs.Volume, error) {
	_, v, err := deviceOf(folder)
	return v, err
}

// deviceOf returns the number of the volume of a folder, and what it is.
func deviceOf(folder string) (dev uint64, v vfs.Volume, err error) {
	dir, err := vfs.OS().OpenDir(nil, folder)
	if err != nil {
		return 0, v, err
	}
	defer dir.Close()
	info, err := dir.Stat("")
	if err != nil {
		return 0, v, err
	}
	v, err = dir.Volume()
	return info.Dev, v, err
}

// warningsFor judges a volume as the save does: see atomicsave, "Linux".
func warningsFor(v vfs.Volume) []Warning {
	w := Warning{FileSystem: v.Type, Known: fmt.Sprintf("%s: %q", volumeCall, v.Type)}
	if v.Magic != 0 {
		w.Known = fmt.Sprintf("%s: f_type 0x%x (%s)", volumeCall, v.Magic, v.Type)
	}
	switch v.Type {
	case "tmpfs", "ramfs":
		w.Code = WarnMemory
	case "vfat":
		w.Code = WarnFlushedAgain
	case "exfat", "ntfs3", "ntfs", "fat", "msdos", "FAT", "FAT32", "exFAT":
		w.Code = WarnFragile
	case "fuse":
		w.Code = WarnFUSE
	case "":
		w.Code = WarnUnknown
	}
	if v.Bare {
		w.Code = WarnBare
		w.Known = "/sys/fs/ext4/…/journal_task: <none>"
	}
	if v.Remote {
		w.Code = WarnNetwork
	}
	if w.Code == "" {
		return []Warning{}
	}
	return []Warning{w}
}
