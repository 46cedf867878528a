package lab

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"holdfast/atomicsave/crashsim"
)

// look says what is in a folder: the target, by ranges, and the other files.
// foreign is what another program wrote, nil if there is none.
func look(folder, name string, old, new, foreign []byte, absent bool) (Found, error) {
	found := Found{Names: []FoundName{}}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return found, err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.Name() != name {
			found.Names = append(found.Names, FoundName{e.Name(), info.Size()})
		}
	}
	content, err := os.ReadFile(filepath.Join(folder, name))
	switch {
	case errors.Is(err, fs.ErrNotExist) && absent:
		found.Kind = crashsim.Old
		return found, nil
	case errors.Is(err, fs.ErrNotExist):
		found.Kind = crashsim.Missing
	case err != nil:
		found.Kind = crashsim.Unreadable
	default:
		known := old
		if absent {
			known = nil
		}
		found.Kind = crashsim.Classify(content, known, new)
		found.Foreign = foreign != nil && bytes.Equal(content, foreign)
	}
	found.Picture = paint(found.Kind, content, old, new)
	return found, nil
}

// paint describes real content by sectors.
func paint(kind crashsim.Kind, content, old, new []byte) Picture {
	p := Picture{Size: int64(len(content)), Whole: int64(len(content)), Parts: []Part{}}
	add := func(from, to int, source crashsim.Source) {
		if n := len(p.Parts); n > 0 && p.Parts[n-1].Source == source {
			p.Parts[n-1].To = int64(to)
			return
		}
		p.Parts = append(p.Parts, Part{From: int64(from), To: int64(to), Source: source})
	}
	for at := 0; at < len(content); {
		end := min(at/sector*sector+sector, len(content))
		for _, edge := range []int{len(old), len(new)} {
			if at < edge && edge < end {
				end = edge
			}
		}
		add(at, end, sourceOf(content[at:end], at, old, new))
		at = end
	}
	if whole := max(len(old), len(new)); !kind.Good() && whole > len(content) {
		p.Parts = append(p.Parts, Part{From: p.Size, To: int64(whole), Source: NotThere})
		p.Whole = int64(whole)
	}
	return p
}

// sourceOf says where a range has its bytes from.
func sourceOf(part []byte, at int, old, new []byte) crashsim.Source {
	of := func(version []byte) bool {
		return at+len(part) <= len(version) && bytes.Equal(part, version[at:at+len(part)])
	}
	switch isOld, isNew := of(old), of(new); {
	case isOld && isNew:
		return crashsim.FromBoth
	case isOld:
		return crashsim.FromOld
	case isNew:
		return crashsim.FromNew
	case len(bytes.Trim(part, "\x00")) == 0:
		return crashsim.FromZero
	}
	return crashsim.FromElse
}
