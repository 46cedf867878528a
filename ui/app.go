package ui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"holdfast/atomicsave"
	"holdfast/editor/versions"
	"holdfast/editor/workspace"
	"holdfast/ui/words"
)

// Target is a file to show at the start and the place in it for the caret;
// lines and columns count from 1, and 0 means none was asked for.
type Target struct {
	Path         string
	Line, Column int
	// ReadOnly locks the text until the user unlocks it.
	ReadOnly bool

	from   *workspace.SessionFile // where the user was the last time; or nil
	visits []*visit               // who waits for the file to be closed
}

// Options are what the shell needs from the outside.
type Options struct {
	App     fyne.App
	Picker  FilePicker
	Store   *workspace.Store
	Files   []Target
	Version string
	// Post runs a function on the main goroutine, later: a queue in tests, and
	// nil in the program, for the queue of the window library.
	Post func(func())
	// Selections connects to the selections of the desktop, once the window is
	// there; nil, or a nil function, where there are none.
	Selections func(fyne.Window) Connect
	// Prepare is called when the window library is ready and the window is about
	// to be made, and what it returns once the window is there; or nil.
	Prepare func() (shown func())
	// Instance is what other starts of the program hand their files to; nil for
	// none.
	Instance *workspace.Instance
	// Attend says that the window waits for files to be handed over, and ends
	// with the last of them.
	Attend bool
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Shell is the main window. All its methods must be called on the main
// goroutine.
type Shell struct {
	app     fyne.App
	win     fyne.Window
	picker  FilePicker
	store   *workspace.Store
	post    func(func())
	now     func() time.Time
	version string

	prefs workspace.Preferences
	// prefsBase is what the file of the settings held when that was last told here.
	prefsBase workspace.Preferences
	// prefsChanged is true while the settings on disk are older than prefs,
	// prefsWriting while they are being written.
	prefsChanged, prefsWriting bool

	language string // that the window speaks; empty for that of the system
	recents  []string
	theme    *appTheme
	tabs     *container.DocTabs
	pages    []*page
	order    int // of the last page that was asked for
	status   *statusBar
	find     *find

	instance *workspace.Instance // or nil
	attend   bool                // the window ends with the files that it was started for

	crashLog    *workspace.CrashLog // nil until it is open
	dying       bool                // of a panic
	drafts      *workspace.Drafts
	versions    *versions.Store
	locks       *workspace.Locks
	journal     *atomicsave.Journal // nil until it is open
	noticeBar   *noticeBar
	startScreen *startScreen
	font        fyne.Resource // of the text; nil for the built-in one
	fontPath    string        // where it is from
	stderr      io.Writer     // where a dying program speaks

	selections Selections // nil until they are connected
	connector  func(fyne.Window) Connect
	shown      func() // called when the window is there; or nil

	early   *early // nil in tests, and once the loop runs
	opening int    // files that are being read, and the session

	draftsFailed, sessionFailed bool // told already
	seenSession, savedSession   workspace.Session
	commands                    []*command
	menuItem                    map[commandID]*fyne.MenuItem
	recent                      *fyne.MenuItem

	floating   *floating
	completion *completion // nil while no list is open
	schemas    schemas

	modal     *modal
	lab       *labPage   // nil while it is closed
	rehearsal *rehearsal // nil but for a dialog that the lab shows
	waiting   []func()   // show what waits until it is closed
	running   []*progress
	// openDialog is Fyne's own open dialog while it is shown.
	openDialog *dialog.FileDialog

	// ctx ends when the window has closed, and with it what still runs.
	ctx  context.Context
	stop context.CancelFunc
	jobs sync.WaitGroup // what work has begun
	// over is true once nothing may touch the window any more.
	over atomic.Bool
	// posting is held while something is posted, and closes for good before the
	// loop ends, see endPosting.
	posting sync.RWMutex
	ending  bool
	// postLast posts although posting has ended; signals are those that end the
	// program, see endOnSignal.
	postLast func(func())
	signals  []os.Signal
}

// New makes the window, reads the settings and begins to open the files. The
// caller shows the window with Run.
func New(o Options) *Shell {
	s := &Shell{
		app: o.App, picker: o.Picker, store: o.Store, now: o.Now, version: o.Version, connector: o.Selections,
		prefs: workspace.DefaultPreferences(), stderr: os.Stderr,
		drafts:   workspace.NewDrafts(o.Store.Dirs()),
		locks:    workspace.NewLocks(o.Store.Dirs()),
		versions: versions.New(o.Store.Dirs().State, versions.DefaultPolicy()),
		instance: o.Instance, attend: o.Attend,
	}
	if s.now == nil {
		s.now = time.Now
	}
	// When its loop has ended Fyne runs on the goroutine that posts, and without
	// a window: what comes then comes too late.
	post := o.Post
	s.postLast = post
	if post == nil {
		s.early = newEarly(fyne.Do)
		post, s.postLast = s.early.post, fyne.Do // the loop must run before it can end
	}
	s.post = func(f func()) {
		s.posting.RLock()
		defer s.posting.RUnlock()
		if s.ending {
			return
		}
		post(func() {
			if !s.over.Load() {
				f()
			}
		})
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	problem := s.readPreferences()
	s.versions.SetPolicy(s.prefs.VersionPolicy())
	s.theme = newAppTheme(s.prefs.Theme)
	s.app.Settings().SetTheme(s.theme)
	s.win = s.app.NewWindow(words.T("app.name"))
	if o.Prepare != nil {
		s.shown = o.Prepare()
	}
	s.build()
	s.app.Settings().AddListener(func(fyne.Settings) { s.post(s.recolour) })
	s.readRecents()
	s.loadFont()
	s.openAll(o.Files)
	if len(o.Files) == 0 {
		s.addPage(workspace.NewFile())
		if !s.attend {
			s.restoreSession()
		}
	}
	s.receive()
	s.recoverSaves()
	s.sweepLocks()
	s.pruneVersions()
	s.offerDrafts()
	s.tellCrashes()
	s.app.Lifecycle().SetOnEnteredForeground(s.lookAtAll)
	if problem != nil {
		s.ownFileFailed(problem)
	}
	return s
}

// Run shows the window and returns when the program ends.
func (s *Shell) Run() {
	defer s.endCrashLog()
	defer s.rescueOnPanic()
	s.spawn(s.keepTicking)
	s.endOnSignal()
	s.beginCrashLog()
	time.AfterFunc(startRest, func() { s.post(s.collect) })
	s.withoutStopHook()
	if s.early != nil {
		s.early.run(firstPatience, func() bool { return s.opening == 0 })
		s.early = nil
	}
	s.win.Show()
	if s.shown != nil {
		s.shown()
	}
	if s.connector != nil {
		s.connectSelections(s.connector(s.win))
	}
	s.app.Run()
	s.over.Store(true)
	s.rescue() // a signal ends the program without asking
	s.endVisits()
	for _, p := range s.pages {
		s.leaveFile(p)
	}
	s.stop()
	settled := s.settle(settlePatience)
	s.lastPreferences()
	if settled && s.journal != nil {
		s.journal.Close() // a journal that stays open is that of a dead process, which Recover clears
	}
}

// settlePatience is how long the end of the program waits for work that is
// under way, such as writing the settings.
const settlePatience = 2 * time.Second

// settle waits until the work in the background has ended, but not longer than
// patience, and reports whether it has.
func (s *Shell) settle(patience time.Duration) bool {
	ended := make(chan struct{})
	s.spawn(func() {
		s.jobs.Wait()
		close(ended)
	})
	select {
	case <-ended:
		return true
	case <-time.After(patience):
		return false
	}
}

// Window is the main window.
func (s *Shell) Window() fyne.Window { return s.win }

func (s *Shell) readRecents() {
	s.work(func() func() {
		list, err := s.store.Recents(s.ctx)
		return func() {
			s.setRecents(list)
			if err != nil {
				s.ownFileFailed(err)
			}
		}
	})
}

// ownFileFailed tells that a file of the program's own could not be read or
// written.
func (s *Shell) ownFileFailed(err error) {
	if aside, ok := errors.AsType[*workspace.SetAside](err); ok {
		s.tell(phraseOf("own.aside.title"), func() string { return words.SetAside(aside) }, aside.Err)
		return
	}
	s.tell(phraseOf("own.failed.title"), func() string {
		text := words.T("own.failed.text")
		if path := pathNamedBy(err); path != "" {
			text += "\n\n" + path
		}
		if atomicsave.ClassOf(err) != atomicsave.Other {
			text += "\n\n" + words.Reason(err)
		}
		return text
	}, err)
}

// pathNamedBy is the file that an error speaks of; empty if it does not say.
func pathNamedBy(err error) string {
	if e, ok := errors.AsType[*atomicsave.Error](err); ok {
		return e.Path
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path
	}
	return ""
}

// work runs a function on another goroutine; the function that it returns, if
// any, runs on the main goroutine afterwards.
func (s *Shell) work(f func() func()) {
	s.jobs.Add(1)
	s.spawn(func() {
		defer s.jobs.Done()
		if done := f(); done != nil {
			s.post(done)
		}
	})
}

// net is what catches a save that a crash interrupts.
func (s *Shell) net() workspace.Net {
	return workspace.Net{StateDir: s.store.Dirs().State, Journal: s.journal}
}

// durability is the level of the next save.
func (s *Shell) durability() atomicsave.Durability { return s.prefs.Durability }
