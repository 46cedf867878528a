package crashrig

import (
	"strings"

	"holdfast/atomicsave/internal/vfs"
)

// pretended is the system's disk, which says below one folder that it is of another
// file system: a save then treats it as that.
type pretended struct{ kind, below string }

func (p pretended) OpenDir(base vfs.Dir, path string) (vfs.Dir, error) {
	if b, ok := base.(*pretendedDir); ok {
		base = b.Dir
	}
	d, err := vfs.OS().OpenDir(base, path)
	if err != nil || !strings.HasPrefix(d.Path(), p.below) {
		return d, err
	}
	return &pretendedDir{d, p.kind}, nil
}

type pretendedDir struct {
	vfs.Dir
	kind string
}

func (d *pretendedDir) Volume() (vfs.Volume, error) {
	v, err := d.Dir.Volume()
	v.Type = d.kind
	return v, err
}

func (d *pretendedDir) Rename(name string, to vfs.Dir, newName string, how vfs.Move) error {
	if other, ok := to.(*pretendedDir); ok {
		to = other.Dir
	}
	return d.Dir.Rename(name, to, newName, how)
}

func (d *pretendedDir) Link(name string, to vfs.Dir, newName string) error {
	if other, ok := to.(*pretendedDir); ok {
		to = other.Dir
	}
	return d.Dir.Link(name, to, newName)
}
