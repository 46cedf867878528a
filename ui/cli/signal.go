package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilSignal returns a context that the first interrupt, hang-up or request to
// terminate ends. The second one has the system's usual effect: someone who
// presses Ctrl+C twice does not want to wait for a hung disk. stop gives the
// signals back.
//
// A signal that the process was started to ignore stays ignored (nohup, and
// SIGINT for what a shell script starts with &). A reader of our output that
// goes away (SIGPIPE) makes the write fail instead of killing the process,
// which may have a save to report.
func untilSignal() (ctx context.Context, stop func()) {
	signal.Ignore(syscall.SIGPIPE)
	var wanted []os.Signal
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			wanted = append(wanted, s)
		}
	}
	if len(wanted) == 0 {
		// NotifyContext without a list would mean every signal.
		return context.WithCancel(context.Background())
	}
	ctx, stop = signal.NotifyContext(context.Background(), wanted...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
