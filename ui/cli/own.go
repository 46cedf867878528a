package cli

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"holdfast/atomicsave"
	"holdfast/editor/versions"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// ownFolders is what the program keeps about saves in the user's folders, the same
// as with a window: replaced versions, and the journal from which a save that was
// cut off is put right. Without a home there is neither; a save works all the same.
type ownFolders struct {
	store     *versions.Store
	journal   *atomicsave.Journal
	recovered chan atomicsave.Recovery // one, when Recover has ended
}

// openOwn opens the folders and puts right what earlier saves have left. That they
// cannot be used is told if the caller wants what they are for.
func (c *call) openOwn(ctx context.Context, path string, wanted bool) *ownFolders {
	o := &ownFolders{}
	dirs, err := workspace.UserDirs()
	if err == nil {
		err = notOurs(dirs.State)
	}
	if err == nil {
		o.journal, err = atomicsave.OpenJournal(ctx, dirs.JournalDir())
	}
	if err != nil {
		if wanted && ctx.Err() == nil {
			c.complain(words.T("cli.own.none", words.D{"Cause": err.Error()}))
		}
		return o
	}
	o.store = versions.New(dirs.State, c.preferences(ctx, dirs).VersionPolicy())
	o.recover(ctx)
	o.tell(c, path)
	return o
}

// preferences reads the settings; with any error they are the defaults.
func (c *call) preferences(ctx context.Context, dirs workspace.Dirs) workspace.Preferences {
	prefs, err := workspace.NewStore(dirs).Preferences(ctx)
	if aside, ok := errors.AsType[*workspace.SetAside](err); ok {
		c.complain(words.SetAside(aside))
	}
	return prefs
}

// recover begins to put right what dead processes have left.
func (o *ownFolders) recover(ctx context.Context) {
	o.recovered = make(chan atomicsave.Recovery, 1)
	go func() {
		done, _ := o.journal.Recover(ctx) // what fails is tried again by the next
		o.recovered <- done
	}()
}

// patience is how long a save waits for the repair of others: a volume that does
// not answer may hold that up for ever.
const patience = 2 * time.Second

// tell says what was restored, and what was kept of the file that is saved now.
func (o *ownFolders) tell(c *call, path string) {
	select {
	case done := <-o.recovered:
		o.recovered <- done
		for _, restored := range done.Restored {
			c.complain(words.T("recovery.restored", words.D{"Path": restored}))
		}
		real, err := filepath.EvalSymlinks(path)
		for _, kept := range done.Kept {
			if err == nil && sameName(real, kept.Target) {
				c.complain(words.T("recovery.kept", words.D{"Path": kept.Path, "Target": kept.Target}))
			}
		}
	case <-time.After(patience):
	}
}

func sameName(a, b string) bool {
	a, err := filepath.Abs(a)
	return err == nil && a == b
}

// options adds the folders to the options of a save.
func (o *ownFolders) options(opts atomicsave.Options, keep bool) atomicsave.Options {
	opts.Journal = o.journal
	if keep && o.store != nil {
		opts.Keep = o.store.Hook
	}
	return opts
}

// close ends the journal, unless the repair still works with it: then the next
// start tidies up.
func (o *ownFolders) close() {
	if o.journal == nil {
		return
	}
	select {
	case <-o.recovered:
		o.journal.Close() // a file of this process that is left is nobody's harm
	default:
	}
}
