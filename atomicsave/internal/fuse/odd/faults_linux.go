package odd

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"holdfast/atomicsave/internal/fuse"
)

// Fault is what happens to some calls of an operation instead of being carried
// out: an error, or no answer.
type Fault struct {
	Op    fuse.Op       // 0: any
	Errno syscall.Errno // 0: this call and all that come later get no answer
	From  int           // the first call that it happens to; the first of all is 1
	Once  bool          // and the only one
}

// ParseFault reads OPERATION=WHAT[@N[+]], where the operation is a name of
// fuse.Ops or "any", and what is the name of an errno or "hang": fsync=EIO fails
// each flush of a file, write=ENOSPC@3 the third write, write=ENOSPC@3+ that one
// and all later ones; any=hang@100 stops answering at the hundredth call.
func ParseFault(text string) (Fault, error) {
	wrong := func(why string) (Fault, error) { return Fault{}, fmt.Errorf("fault %q: %s", text, why) }
	op, what, found := strings.Cut(text, "=")
	if !found {
		return wrong("it has no =")
	}
	f := Fault{Op: fuse.Ops[op], From: 1}
	if f.Op == 0 && op != "any" {
		return wrong("no such operation")
	}
	what, at, counted := strings.Cut(what, "@")
	if counted {
		at, more := strings.CutSuffix(at, "+")
		n, err := strconv.Atoi(at)
		if err != nil || n < 1 {
			return wrong("no number from 1 after the @")
		}
		f.From, f.Once = n, !more
	}
	if what == "hang" {
		return f, nil
	}
	if what == "EOPNOTSUPP" {
		what = "ENOTSUP" // the same number, and the name that unix.ErrnoName knows
	}
	for number := syscall.Errno(1); number < 200; number++ {
		if unix.ErrnoName(number) == what {
			f.Errno = number
			return f, nil
		}
	}
	return wrong("neither the name of an errno nor hang")
}

// Faults makes calls of a file system fail or hang.
type Faults struct {
	fuse.Handler        // what is asked if no fault happens
	Hangs        func() // called each time that the answers stop; nil for nothing
	list         []Fault

	mu     sync.Mutex
	counts map[fuse.Op]int
	hung   chan struct{} // closed when answers go on; nil if they do
}

// NewFaults returns a file system that has the faults.
func NewFaults(h fuse.Handler, list ...Fault) *Faults {
	return &Faults{Handler: h, list: list, counts: map[fuse.Op]int{}}
}

// Handle implements fuse.Handler.
func (f *Faults) Handle(r *fuse.Request) (fuse.Answer, error) {
	errno, wait := f.fate(r.Op)
	if wait != nil {
		<-wait
	}
	if errno != 0 {
		return nil, errno
	}
	return f.Handler.Handle(r)
}

// fate counts a call and decides what happens to it.
func (f *Faults) fate(op fuse.Op) (syscall.Errno, chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[op]++
	f.counts[0]++
	for _, fault := range f.list {
		n := f.counts[fault.Op]
		switch {
		case fault.Op != 0 && fault.Op != op, n < fault.From, fault.Once && n > fault.From:
		case fault.Errno != 0:
			return fault.Errno, f.hung
		case n == fault.From:
			f.hang()
		}
	}
	return 0, f.hung
}

func (f *Faults) hang() {
	if f.hung != nil {
		return
	}
	f.hung = make(chan struct{})
	if f.Hangs != nil {
		f.Hangs()
	}
}

// Toggle stops answering, or answers again, also what was asked meanwhile. It
// returns whether answers are stopped now.
func (f *Faults) Toggle() (hung bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hung == nil {
		f.hang()
		return true
	}
	close(f.hung)
	f.hung = nil
	return false
}
