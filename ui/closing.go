package ui

import (
	"fyne.io/fyne/v2/widget"

	"holdfast/ui/words"
)

// closePage closes a tab, after asking about changes.
func (s *Shell) closePage(p *page) {
	s.offerSave(p, func() {
		s.removePage(p)
		s.afterLastPage()
	})
}

// afterLastPage opens an empty document where no other is left, or ends a window
// that was only started for the files that are closed now.
func (s *Shell) afterLastPage() {
	switch {
	case len(s.pages) > 0:
	case s.attend:
		s.quit()
	default:
		s.newFile()
	}
}

// quit ends the program, after asking about the changes of every tab.
func (s *Shell) quit() {
	s.closeLab()
	session := s.session()
	s.closeAll(func() {
		s.writeSession(session)
		s.stop()
		s.endPosting()
		s.endLoop()
	})
}

// closeAll asks about the changes of every tab and then runs then.
func (s *Shell) closeAll(then func()) {
	for _, p := range s.pages {
		if p.file.Modified() || p.file.Saving() {
			s.tabs.Select(p.item)
			s.offerSave(p, func() {
				s.removePage(p)
				s.closeAll(then)
			})
			return
		}
	}
	for _, p := range s.pages {
		s.dropDraft(p)
	}
	then()
}

// offerSave asks what to do with the changes of p and runs then once they are
// saved or given up. When the user cancels, or the save fails, nothing follows.
func (s *Shell) offerSave(p *page, then func()) {
	if p.file.Saving() {
		s.waitForSave(p, then)
		return
	}
	if !p.file.Modified() {
		then()
		return
	}
	s.newModal(words.T("close.question", words.D{"Name": p.name()}), paragraph(words.T("close.text")),
		choice{label: words.T("button.cancel"), cancel: true},
		choice{label: words.T("button.dont_save"), importance: widget.DangerImportance, run: then},
		choice{label: words.T("button.save"), importance: widget.HighImportance, focus: true, run: func() {
			p.afterSave = then
			s.save(p)
		}},
	).show()
}
