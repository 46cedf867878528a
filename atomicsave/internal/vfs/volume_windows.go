package vfs

import (
	"fmt"
	"strings"

	"golang.org/x/sys/windows"
)

func (d *winDir) Volume() (Volume, error) {
	var flags, serial uint32
	name := make([]uint16, windows.MAX_PATH+1)
	err := windows.GetVolumeInformationByHandle(d.handle, nil, 0, &serial, nil, &flags, &name[0], uint32(len(name)))
	if err != nil {
		return Volume{}, err
	}
	return Volume{
		Type:     volumeType(windows.UTF16ToString(name)),
		ReadOnly: flags&windows.FILE_READ_ONLY_VOLUME != 0,
		Remote:   d.remote(),
	}, nil
}

// VolumeID implements Identifier: the serial number that the volume got when it was
// formatted.
func (d *winDir) VolumeID() (string, error) {
	var serial uint32
	if err := windows.GetVolumeInformationByHandle(d.handle, nil, 0, &serial, nil, nil, nil, 0); err != nil {
		return "", err
	}
	return fmt.Sprintf("%08x", serial), nil
}

// volumeType keeps the system's name, such as NTFS or ReFS, but gives one name to
// the kinds of FAT and the usual one to exFAT. It is not "vfat", for what is
// known about that was measured with the driver of Linux.
func volumeType(name string) string {
	switch strings.ToUpper(name) {
	case "FAT", "FAT12", "FAT16", "FAT32":
		return "fat"
	case "EXFAT":
		return "exfat"
	}
	return name
}

func (d *winDir) remote() bool {
	if strings.HasPrefix(d.path, literalUNC) {
		return true
	}
	p, err := windows.UTF16PtrFromString(d.path)
	if err != nil {
		return false
	}
	root := make([]uint16, len(d.path)+windows.MAX_PATH)
	if windows.GetVolumePathName(p, &root[0], uint32(len(root))) != nil {
		return false
	}
	return windows.GetDriveType(&root[0]) == windows.DRIVE_REMOTE
}
