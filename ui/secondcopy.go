package ui

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"fyne.io/fyne/v2/widget"

	"holdfast/editor/charset"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// copying is the second copy of a page's file while it is being written.
type copying struct {
	running bool
	// content is what the file was last known to hold: a copy is always of that.
	content func() (io.Reader, error)
	// again says how it is to be written once more when that has ended; or nil.
	again *workspace.CopyOptions
}

// copyAfter writes the second copy after a save, if the user wants one. The save
// has ended: the copy delays nothing, and its failure takes nothing back.
func (s *Shell) copyAfter(p *page, saving *workspace.Saving) {
	if s.prefs.CopyFolderOf(saving.Path()) != "" {
		p.copying.content = saving.Content
		s.writeCopy(p, workspace.CopyOptions{})
	}
}

// writeCopy writes the second copy of a page in the background, one at a time.
func (s *Shell) writeCopy(p *page, options workspace.CopyOptions) {
	c := &p.copying
	if c.running {
		if c.again != nil { // what the user has agreed to stays agreed
			options.Replace, options.Anew = options.Replace || c.again.Replace, options.Anew || c.again.Anew
		}
		c.again = &options
		return
	}
	path := p.file.Path
	folder := s.prefs.CopyFolderOf(path)
	if folder == "" {
		return
	}
	c.running = true
	content := c.content
	options.Durability = s.prefs.Durability
	s.work(func() func() {
		reader, err := content()
		if err == nil {
			// The end of the program waits for a copy a moment, and then leaves
			// the old one: it is replaced in one step, too.
			err = s.store.WriteCopy(context.WithoutCancel(s.ctx), path, folder, reader, options)
		}
		return func() {
			c.running = false
			s.copied(p, path, folder, err)
			if again := c.again; again != nil {
				c.again = nil
				s.writeCopy(p, *again)
			}
		}
	})
}

// copied tells how the second copy went.
func (s *Shell) copied(p *page, path, folder string, err error) {
	if aside, ok := errors.AsType[*workspace.SetAside](err); ok {
		s.ownFileFailed(aside)
		err = nil
	}
	if !s.has(p) {
		if err != nil {
			s.tell(phraseOf("copy.failed.title"), func() string { return s.copyTrouble(path, folder, err) }, err)
		}
		return
	}
	if err == nil {
		s.setNotice(p, noticeCopy, nil)
		return
	}
	n := &notice{text: func() string { return s.copyTrouble(path, folder, err) }, label: phraseOf("button.retry"), action: func() { s.writeCopy(p, workspace.CopyOptions{}) }}
	if conflict, ok := errors.AsType[*workspace.CopyConflict](err); ok && conflict.Gone {
		n.label, n.action = phraseOf("copy.anew"), func() { s.writeCopy(p, workspace.CopyOptions{Anew: true}) }
	} else if ok {
		n.label, n.action = phraseOf("copy.replace"), func() { s.writeCopy(p, workspace.CopyOptions{Replace: true}) }
	}
	n.more = &noticeMore{label: phraseOf("command.second_copy"), run: func() { s.chooseCopyFolder(p) }}
	s.setNotice(p, noticeCopy, n)
}

// copyTrouble says why there is no second copy.
func (s *Shell) copyTrouble(path, folder string, err error) string {
	data := words.D{"Name": filepath.Base(path), "Folder": folder, "Path": workspace.CopyPath(path, folder)}
	if conflict, ok := errors.AsType[*workspace.CopyConflict](err); ok && conflict.Gone {
		return words.T("copy.gone", data)
	} else if ok {
		return words.T("copy.conflict", data)
	}
	data["Why"] = words.Reason(err)
	return words.T("copy.failed", data)
}

// chooseCopyFolder lets the user choose where second copies of a file go.
func (s *Shell) chooseCopyFolder(p *page) {
	path := p.file.Path
	folder := s.prefs.CopyFolderOf(path)
	text := words.T("copy.text", words.D{"Name": p.name()}) + "\n\n"
	if folder == "" {
		text += words.T("copy.none")
	} else {
		text += words.T("copy.now", words.D{"Path": workspace.CopyPath(path, folder)})
	}
	choices := []choice{{label: words.T("button.close"), cancel: true}}
	if folder != "" {
		choices = append(choices, choice{label: words.T("copy.end"), run: func() { s.copyTo(p, path, "") }})
	}
	choices = append(choices, choice{label: words.T("copy.choose"), importance: widget.HighImportance, focus: true, run: func() {
		start := folder
		if start == "" {
			start = filepath.Dir(path)
		}
		typed := func() {
			s.ask(words.T("copy.title"), words.T("picker.none"), words.T("copy.placeholder"), folder, words.T("button.ok"), func(text string) { s.copyTo(p, path, text) })
		}
		s.pick(start, s.picker.Folder, func(chosen string) { s.copyTo(p, path, chosen) }, typed)
	}})
	s.newModal(words.T("copy.title"), paragraph(text), choices...).show()
}

// copyTo sets the folder and writes the first copy of what the file holds.
func (s *Shell) copyTo(p *page, path, folder string) {
	s.work(func() func() {
		ok := folder == "" || workspace.CanCopyTo(path, folder)
		return func() {
			if !ok {
				s.tell(phraseOf("copy.title"), phraseOf("copy.wrong"), nil)
				return
			}
			s.changePreferences(func(prefs *workspace.Preferences) { prefs.CopyTo(path, folder) })
			s.setNotice(p, noticeCopy, nil)
			if base, known := p.file.Base(); folder != "" && known && !p.file.Fingerprint.IsZero() {
				format := p.file.Format
				p.copying.content = func() (io.Reader, error) { return charset.Encode(base, format) }
				s.writeCopy(p, workspace.CopyOptions{Anew: true})
			}
		}
	})
}
