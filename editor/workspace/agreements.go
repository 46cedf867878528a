package workspace

import (
	"slices"

	"holdfast/atomicsave"
	"holdfast/editor/internal/private"
)

// Agreement is what the user has agreed to when a certain file is saved. It
// counts for the path as the user named it, links and all.
type Agreement struct {
	File private.Path `json:"file"`
	// Agreed are the losses that the user has accepted.
	Agreed atomicsave.Consent `json:"agreed"`
	// Synchronised says that the user knows that another program copies the
	// file to other computers.
	Synchronised bool `json:"synchronised,omitempty"`
}

// empty reports that nothing is agreed.
func (a Agreement) empty() bool { return a.Agreed == 0 && !a.Synchronised }

// AgreementOf is what the user has agreed to for the file at an absolute path;
// the zero value if that is nothing.
func (p Preferences) AgreementOf(path string) Agreement {
	for _, a := range p.Agreements {
		if string(a.File) == path {
			return a
		}
	}
	return Agreement{File: private.Path(path)}
}

// Agree changes what is agreed for one file. An agreement to nothing is
// forgotten. What p shares with others is not changed.
func (p *Preferences) Agree(path string, change func(*Agreement)) {
	a := p.AgreementOf(path)
	change(&a)
	p.Agreements = slices.DeleteFunc(slices.Clone(p.Agreements), func(old Agreement) bool { return old.File == a.File })
	if !a.empty() {
		p.Agreements = append(p.Agreements, a)
	}
}

// SecondCopy says that each save of a file is followed by a copy of it in
// another folder.
type SecondCopy struct {
	File   private.Path `json:"file"`
	Folder private.Path `json:"folder"`
}

// CopyFolderOf is the folder for second copies of the file at an absolute path;
// empty for none.
func (p Preferences) CopyFolderOf(path string) string {
	for _, c := range p.Copies {
		if string(c.File) == path {
			return string(c.Folder)
		}
	}
	return ""
}

// CopyTo sets the folder for second copies of a file; an empty one ends them.
// What p shares with others is not changed.
func (p *Preferences) CopyTo(path, folder string) {
	file := private.Path(path)
	p.Copies = slices.DeleteFunc(slices.Clone(p.Copies), func(old SecondCopy) bool { return old.File == file })
	if folder != "" {
		p.Copies = append(p.Copies, SecondCopy{file, private.Path(folder)})
	}
}
