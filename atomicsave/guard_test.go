package atomicsave

import (
	"testing"

	"holdfast/atomicsave/internal/vfs"
)

// Which volumes are trusted with a file in a power cut.
func TestNeedsGuard(t *testing.T) {
	for v, want := range map[vfs.Volume]bool{
		{Type: "ext4"}: false, {Type: "xfs"}: false, {Type: "btrfs"}: false, {Type: "f2fs"}: false, {Type: "tmpfs"}: false,
		{Type: "NTFS"}: false, {Type: "ReFS"}: false, {Type: "apfs"}: false, {Type: "vfat"}: false,
		{Type: "exfat"}: true, {Type: "ntfs3"}: true, {Type: "fuse"}: true, {Type: "fat"}: true, {Type: "msdos"}: true,
		{Type: "nfs", Remote: true}: true, {Type: "NTFS", Remote: true}: true, {Magic: 0x1234}: true,
		{}: false, // a disk of a test
	} {
		s := newSave(Options{Journal: &Journal{}})
		s.volume = v
		if got := s.needsGuard(); got != want {
			t.Errorf("%+v: %v", v, got)
		}
		s.opts.Durability = Fast
		if s.needsGuard() {
			t.Errorf("%+v: guarded at Fast", v)
		}
	}
}

// A volume knows itself again, as far as the system tells.
func TestVolumeID(t *testing.T) {
	dir, err := vfs.OS().OpenDir(nil, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	i, ok := dir.(vfs.Identifier)
	if !ok {
		t.Skip("volumes have no identity here")
	}
	first, err := i.VolumeID()
	again, errAgain := i.VolumeID()
	if err != nil || errAgain != nil || first != again {
		t.Errorf("%q, %v, then %q, %v", first, err, again, errAgain)
	}
}
