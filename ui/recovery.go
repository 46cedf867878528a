package ui

import (
	"strings"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// recoverSaves opens the journal of saves and puts right, in the background, what
// saves of dead programs have left behind. What it did is told, apart from
// temporary files that were cleared away.
func (s *Shell) recoverSaves() {
	s.work(func() func() {
		journal, err := atomicsave.OpenJournal(s.ctx, s.store.Dirs().JournalDir())
		if err != nil {
			return func() { s.ownFileFailed(err) }
		}
		done, err := journal.Recover(s.ctx)
		return func() {
			s.journal = journal
			if err != nil && s.ctx.Err() == nil {
				s.ownFileFailed(err)
			}
			if text := recovered(done); text != "" {
				s.tell(words.T("recovery.title"), text, recoveryDetails(done))
			}
		}
	})
}

// recovered says in plain words what was restored and what was kept.
func recovered(r atomicsave.Recovery) string {
	var parts []string
	for _, path := range r.Restored {
		parts = append(parts, words.T("recovery.restored", words.D{"Path": path}))
	}
	for _, kept := range r.Kept {
		parts = append(parts, words.T("recovery.kept", words.D{"Path": kept.Path, "Target": kept.Target}))
	}
	return strings.Join(parts, "\n\n")
}

// recoveryDetails is what an expert wants to know.
func recoveryDetails(r atomicsave.Recovery) string {
	var lines []string
	for _, path := range r.Restored {
		lines = append(lines, "restored "+path)
	}
	for _, kept := range r.Kept {
		lines = append(lines, "kept "+kept.Path+": "+kept.Why)
	}
	for _, path := range r.Removed {
		lines = append(lines, "removed "+path)
	}
	for _, path := range r.Unreachable {
		lines = append(lines, "unreachable "+path)
	}
	return strings.Join(lines, "\n")
}
