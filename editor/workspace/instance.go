package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"holdfast/editor/internal/private"
)

// The answers of Become that are no failures of the system.
var (
	// ErrInstanceGone says that the other program ended, or broke off, before
	// the files were closed.
	ErrInstanceGone = errors.New("workspace: the other program has gone")
	// ErrInstanceSilent says that the other program runs but does not answer.
	ErrInstanceSilent = errors.New("workspace: the other program does not answer")
	// ErrNobody says that no program runs that could be handed anything.
	ErrNobody = errors.New("workspace: no other program runs")
	// ErrDiscarded says that a file was closed without the changes that had been
	// made to it, or could not be opened.
	ErrDiscarded = errors.New("workspace: a file was closed without its changes")
)

// Request is what one start of the program asks another to do.
type Request struct {
	Files []RequestFile
	// Wait says that the start waits until the files are closed again.
	Wait bool
	// ReadOnly says that the files are to be opened for reading.
	ReadOnly bool
	// Activation is the token of the desktop (XDG_ACTIVATION_TOKEN) that lets
	// the other program come to the front.
	Activation string
}

// RequestFile is a file to be shown.
type RequestFile struct {
	// Path is absolute.
	Path string
	// Line and Column count from 1; 0 means none.
	Line, Column int
}

// Incoming is a request that has arrived. Take it, and close it file by file or
// at once when the files are no longer open; the start that waits then returns.
type Incoming struct {
	Request

	mu        sync.Mutex
	open      map[string]bool
	discarded bool
	taken     chan struct{}
	givenUp   bool
	done      chan struct{}
	gone      chan struct{}
}

func newIncoming(r Request) *Incoming {
	in := &Incoming{Request: r, open: map[string]bool{}, taken: make(chan struct{}), done: make(chan struct{}), gone: make(chan struct{})}
	for _, f := range r.Files {
		in.open[f.Path] = true
	}
	return in
}

// Take accepts the request. It reports false if that comes too late: the other
// start has been told to open its own window.
func (in *Incoming) Take() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.givenUp {
		return false
	}
	if !closed(in.taken) {
		close(in.taken)
	}
	return true
}

// giveUp ends the waiting for Take; it reports whether it was taken before.
func (in *Incoming) giveUp() (taken bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.givenUp = true
	return closed(in.taken)
}

// Closed tells that the file at path is no longer open; saved is false if it
// was closed without its changes, or could not be opened. After the last one the
// request is done. It may be called at any time, for any path.
func (in *Incoming) Closed(path string, saved bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if !in.open[path] {
		return
	}
	delete(in.open, path)
	in.discarded = in.discarded || !saved
	if len(in.open) == 0 {
		close(in.done)
	}
}

// Done tells that the whole request is dealt with.
func (in *Incoming) Done() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.open = nil
	if !closed(in.done) {
		close(in.done)
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Gone is closed when nobody waits for the request any more.
func (in *Incoming) Gone() <-chan struct{} { return in.gone }

// The conversation is one request and one or two answers, each a line of JSON.
const (
	instanceFormat = 1
	// maxRequest bounds what a request may have.
	maxRequest = 16 << 20
	// helloTime is how long a request may take to be sent and an answer to come.
	helloTime = 5 * time.Second
)

type requestJSON struct {
	Format     int               `json:"format"`
	Files      []requestFileJSON `json:"files"`
	Wait       bool              `json:"wait,omitempty"`
	ReadOnly   bool              `json:"read_only,omitempty"`
	Activation string            `json:"activation,omitempty"`
}

type requestFileJSON struct {
	Path   private.Path `json:"path"`
	Line   int          `json:"line,omitempty"`
	Column int          `json:"column,omitempty"`
}

// answerJSON comes when the program has taken the request, and again when the
// files are closed.
type answerJSON struct {
	Format    int  `json:"format"`
	Accepted  bool `json:"accepted,omitempty"`
	Closed    bool `json:"closed,omitempty"`
	Discarded bool `json:"discarded,omitempty"` // with Closed: not all changes were saved
}

func writeRequest(w io.Writer, r Request) error {
	j := requestJSON{Format: instanceFormat, Wait: r.Wait, ReadOnly: r.ReadOnly, Activation: r.Activation}
	for _, f := range r.Files {
		j.Files = append(j.Files, requestFileJSON{private.Path(f.Path), f.Line, f.Column})
	}
	return json.NewEncoder(w).Encode(j)
}

// readRequest refuses what it does not understand completely: a newer program
// opens its own window then.
func readRequest(r io.Reader) (Request, error) {
	var j requestJSON
	if err := json.NewDecoder(io.LimitReader(r, maxRequest)).Decode(&j); err != nil {
		return Request{}, private.ErrBroken
	}
	if j.Format != instanceFormat {
		return Request{}, private.ErrFuture
	}
	request := Request{Wait: j.Wait, ReadOnly: j.ReadOnly, Activation: j.Activation}
	for _, f := range j.Files {
		request.Files = append(request.Files, RequestFile{string(f.Path), max(f.Line, 0), max(f.Column, 0)})
	}
	return request, nil
}

// Instance is this program as the one that others hand their files to.
type Instance struct {
	listener net.Listener
	requests chan *Incoming
	panics   chan any        // of conversations
	open     context.Context // ends with Close
	end      context.CancelFunc
	talks    sync.WaitGroup
	place    io.Closer // what makes this program the one
}

// serve makes an instance of a listener and starts to accept requests.
func serve(listener net.Listener, place io.Closer) *Instance {
	i := &Instance{listener: listener, requests: make(chan *Incoming), panics: make(chan any, 1), place: place}
	i.open, i.end = context.WithCancel(context.Background())
	go func() {
		defer i.passPanic()
		i.accept()
	}()
	return i
}

// Next waits for what another start of the program asks for; it is nil when ctx has
// ended. A request that is not taken within a few seconds goes back: that start opens
// its own window. A panic of a goroutine of the instance becomes one of Next.
func (i *Instance) Next(ctx context.Context) *Incoming {
	select {
	case in := <-i.requests:
		return in
	case p := <-i.panics:
		panic(p)
	case <-ctx.Done():
		return nil
	}
}

// passPanic is deferred on a goroutine of the instance. Of several panics the first
// one counts.
func (i *Instance) passPanic() {
	if r := recover(); r != nil {
		select {
		case i.panics <- fmt.Sprintf("%v\n%s", r, debug.Stack()):
		default:
		}
	}
}

// Close stops listening and lets the next start be the one program. Starts that
// still wait get ErrInstanceGone: close the files of their requests before.
func (i *Instance) Close() error {
	i.end()
	err := i.listener.Close()
	i.talks.Wait()
	return errors.Join(err, i.place.Close())
}

// accept has a conversation with each start that comes, until Close.
func (i *Instance) accept() {
	for {
		conn, err := i.listener.Accept()
		switch {
		case err == nil && i.open.Err() == nil:
			i.talks.Go(func() {
				defer i.passPanic()
				i.talk(conn)
			})
		case err == nil:
			conn.Close()
			return
		case errors.Is(err, net.ErrClosed):
			return
		default: // no descriptors, for one; that may pass
			select {
			case <-i.open.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
}

// talk has the conversation with one start.
func (i *Instance) talk(conn net.Conn) {
	defer conn.Close()
	if !sameUser(conn) || conn.SetDeadline(time.Now().Add(helloTime)) != nil {
		return
	}
	defer context.AfterFunc(i.open, func() { conn.SetReadDeadline(time.Now()) })()
	request, err := readRequest(conn)
	if err != nil {
		return
	}
	in := newIncoming(request)
	defer close(in.gone)
	if !i.offer(in) {
		return
	}
	conn.SetDeadline(time.Time{})
	answers := json.NewEncoder(conn)
	if answers.Encode(answerJSON{Format: instanceFormat, Accepted: true}) != nil || !request.Wait {
		return
	}
	select {
	case <-in.done:
	case <-hungUp(conn):
	case <-i.open.Done():
	}
	if closed(in.done) {
		answers.Encode(answerJSON{Format: instanceFormat, Closed: true, Discarded: in.discarded})
	}
}

// offer reports whether the program has taken the request in time: a window
// that hangs does not.
func (i *Instance) offer(in *Incoming) bool {
	late := time.After(helloTime)
	select {
	case i.requests <- in:
	case <-i.open.Done():
		return false
	case <-late:
		return false
	}
	select {
	case <-in.taken:
	case <-i.open.Done():
	case <-late:
	}
	return in.giveUp()
}

// hungUp is closed when the other side has ended. It says nothing more.
func hungUp(conn net.Conn) <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		var one [1]byte
		conn.Read(one[:])
	}()
	return gone
}

// handOver gives a request to the program at the other end of conn and waits as
// long as the request says.
func handOver(ctx context.Context, conn net.Conn, request Request) error {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	defer conn.Close()
	// Twice the time that the other side gives its window.
	if err := conn.SetDeadline(time.Now().Add(2 * helloTime)); err != nil {
		return err
	}
	if err := writeRequest(conn, request); err != nil {
		return instanceError(ctx, err)
	}
	answers := json.NewDecoder(io.LimitReader(conn, maxRequest))
	var a answerJSON
	if err := answers.Decode(&a); err != nil || !a.Accepted {
		return instanceError(ctx, ErrInstanceSilent)
	}
	if !request.Wait {
		return nil
	}
	conn.SetDeadline(time.Time{})
	if err := answers.Decode(&a); err != nil || !a.Closed {
		return instanceError(ctx, ErrInstanceGone)
	}
	if a.Discarded {
		return ErrDiscarded
	}
	return nil
}

// handedOver reports whether an error of handOver came after the other program
// had taken the request.
func handedOver(err error) bool {
	return err == nil || errors.Is(err, ErrDiscarded) || errors.Is(err, ErrInstanceGone)
}

// instanceError prefers the end of the context to what followed from it.
func instanceError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
