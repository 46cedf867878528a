package atomicsave

import (
	"errors"
	"io/fs"

	"holdfast/atomicsave/internal/vfs"
)

// swapRounds is how often swapBack tries. A round takes some microseconds; a
// program that replaces the file in every one of them is at war with us.
const swapRounds = 64

// swapBack undoes an exchange that brought out a foreign version. If by then
// yet another version came to the target, that one is the newest and must be put
// back in place, and so on: it ends when our own file comes out, or the version
// that was put in before. The latter then stays under the temporary name, and the
// error names it: the writer of the newest version replaced our file and may never
// have seen it.
func (s *save) swapBack(foreign vfs.Info) error {
	held := spareVersion{info: foreign} // what is under the temporary name
	var before spareVersion             // what was put in the round before
	many := "other programs replaced the file several times during the save"
	for round := range swapRounds {
		err := s.move(vfs.Exchange)
		if errors.Is(err, fs.ErrNotExist) {
			// The target was removed meanwhile; the foreign version was not what
			// its remover saw, so it goes back.
			err = s.move(vfs.NoReplace)
			if err == nil {
				s.made = false
				return s.conflict(errors.New("the file changed and was then removed during the save"))
			}
		}
		if err != nil {
			return s.lost(err)
		}
		info, err := s.temp.dir.Stat(s.temp.name)
		if err != nil {
			return s.lost(err)
		}
		out := s.spareVersion(info)
		switch {
		case sameFile(info, s.sealed) && s.isOurs(s.temp):
			return s.conflict(errors.New("another program replaced the file during the save"))
		case round > 0 && out.is(before):
			return s.leaveForeign(many)
		}
		before, held = held, out
	}
	return s.lost(errors.New(many))
}

// leaveForeign is the conflict that leaves a foreign version under the temporary
// name, because nothing else has it any more.
func (s *save) leaveForeign(why string) error {
	s.made, s.left = false, true
	s.report.Caveats = append(s.report.Caveats, Caveat{
		Kind: CaveatLeftover, Path: s.temp.path(), Detail: "a version of another program was displaced and kept: " + why,
	})
	e := s.conflict(errors.New(why)).(*Error)
	e.Paths = []string{s.temp.path()}
	return e
}

// spareVersion is a version under the temporary name. Its content counts: somebody
// may write to it while it is in place, within one tick of the clock of files. The
// first one is not read, only looked at: the longer it is out of its place, the
// likelier another program replaces ours instead of it (in a hostile test, a third
// of the runs lost a version). Since Linux 6.13 a write after a look always shows.
type spareVersion struct {
	info vfs.Info
	sum  [32]byte // zero if it was not or cannot be read
}

func (s *save) spareVersion(info vfs.Info) spareVersion {
	sum, err := sumAt(s.temp)
	if err != nil {
		sum = [32]byte{}
	}
	return spareVersion{info, sum}
}

// is reports whether v is what was w when that was put back.
func (v spareVersion) is(w spareVersion) bool {
	return sameFile(v.info, w.info) && v.info.Size == w.info.Size && v.info.MtimeNs == w.info.MtimeNs &&
		(w.sum == [32]byte{} || v.sum == w.sum)
}
