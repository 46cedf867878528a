package ui

import (
	"slices"
	"strings"
	"time"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// recoverSaves opens the journal of saves and puts right, in the background, what
// saves of dead programs have left behind. The journal is used at once: a volume
// that does not answer may hold the repair up.
func (s *Shell) recoverSaves() {
	s.work(func() func() {
		journal, err := atomicsave.OpenJournal(s.ctx, s.store.Dirs().JournalDir())
		if err != nil {
			return func() { s.ownFileFailed(err) }
		}
		return func() {
			s.journal = journal
			s.repairSaves(journal, volumeEvery, map[string]bool{})
		}
	})
}

// volumeEvery is how often it is looked whether a volume has come back on which a
// save was interrupted.
const volumeEvery = 15 * time.Second

// repairSaves runs the repair, and again after a while as long as a folder is away.
// What it did is told, apart from temporary files that were cleared away. told are
// the files that were named before.
func (s *Shell) repairSaves(journal *atomicsave.Journal, while time.Duration, told map[string]bool) {
	s.work(func() func() {
		done, err := journal.Recover(s.ctx)
		return func() {
			if err != nil && s.ctx.Err() == nil {
				s.ownFileFailed(err)
				return
			}
			if fresh := news(done, told); recovered(fresh) != "" {
				s.whenFree(func() { s.tellNow(words.T("recovery.title"), recovered(fresh), recoveryDetails(done)) })
			}
			if len(done.Unreachable) > 0 {
				time.AfterFunc(while, func() {
					if s.ctx.Err() == nil {
						s.post(func() { s.repairSaves(journal, while, told) })
					}
				})
			}
		}
	})
}

// news leaves out the kept files that were told before.
func news(r atomicsave.Recovery, told map[string]bool) atomicsave.Recovery {
	r.Kept = slices.DeleteFunc(slices.Clone(r.Kept), func(k atomicsave.KeptFile) bool {
		before := told[k.Path]
		told[k.Path] = true
		return before
	})
	return r
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
