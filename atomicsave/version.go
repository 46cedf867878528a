package atomicsave

import (
	"context"
	"time"

	"holdfast/atomicsave/internal/vfs"
)

// fingerprintOf makes the fingerprint of a version from what the system says
// about it and the hash of its content.
func fingerprintOf(info vfs.Info, sum [32]byte) Fingerprint {
	return Fingerprint{dev: info.Dev, ino: info.Ino, size: info.Size, mtime: info.MtimeNs, ctime: info.CtimeNs, sum: sum}
}

// looksLike reports whether info shows the very file and times of f.
func (f Fingerprint) looksLike(info vfs.Info) bool {
	return f.dev == info.Dev && f.ino == info.Ino && f.size == info.Size &&
		f.mtime == info.MtimeNs && f.ctime == info.CtimeNs
}

// sameFile reports whether two looks were at the same file.
func sameFile(a, b vfs.Info) bool { return a.Dev == b.Dev && a.Ino == b.Ino && a.Kind == b.Kind }

// sameVersion reports whether two looks were at the same version of the same
// file. moved leaves out the change time, which a rename sets.
func sameVersion(a, b vfs.Info, moved bool) bool {
	return sameFile(a, b) && a.Size == b.Size && a.MtimeNs == b.MtimeNs &&
		a.Mode == b.Mode && a.UID == b.UID && a.GID == b.GID &&
		(moved || a.CtimeNs == b.CtimeNs && a.Nlink == b.Nlink)
}

// Two writes within one tick of the clock of a file system get the same time.
// Linux stamps files from a clock that ticks every 1 to 10 ms (CONFIG_HZ);
// FAT keeps two seconds, HFS+ and some network file systems one.
const (
	fineTick   = 20 * time.Millisecond
	coarseTick = 2 * time.Second
)

// fresh reports whether the file changed so recently, or so far in the future,
// that a later write may carry the same time. Its times then prove nothing and
// the content must be compared.
func fresh(info vfs.Info, now time.Time) bool {
	tick := fineTick
	if info.MtimeNs%int64(time.Second) == 0 {
		tick = coarseTick
	}
	last := max(info.MtimeNs, info.CtimeNs)
	return now.UnixNano()-last < int64(tick)
}

// isVersion reports whether the file that info shows is the version f. It calls
// sum for the hash of the content only if the size is right and identity or
// times are not, or are too fresh to prove anything.
func (f Fingerprint) isVersion(info vfs.Info, now time.Time, sum func() ([32]byte, error)) (bool, error) {
	if info.Size != f.size {
		return false, nil
	}
	if f.looksLike(info) && !fresh(info, now) {
		return true, nil
	}
	got, err := sum()
	return err == nil && got == f.sum, err
}

// sumOf hashes the content of an open file from its beginning, whatever its
// position is.
func sumOf(ctx context.Context, file vfs.File) ([32]byte, error) {
	sum, _, err := hashAll(ctx, &fromStart{file: file})
	return sum, err
}

// fromStart reads a file without moving its position. Unlike io.SectionReader it
// claims no size.
type fromStart struct {
	file vfs.File
	at   int64
}

func (r *fromStart) Read(p []byte) (int, error) {
	n, err := r.file.ReadAt(p, r.at)
	r.at += int64(n)
	return n, err
}
