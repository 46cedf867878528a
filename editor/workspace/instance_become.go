package workspace

import (
	"context"
	"errors"
	"net"
	"time"

	"holdfast/editor/internal/private"
)

// errTaken is what claiming the place fails with while another program has it.
var errTaken = errors.New("workspace: another program has the place")

// becomeOrHand makes this program the one, or hands the request to the one that runs: it
// is Become with what differs between the systems.
func becomeOrHand(ctx context.Context, request Request, claim func() (*Instance, error), dial func() (net.Conn, error)) (instance *Instance, handed bool, err error) {
	for began := time.Now(); ; {
		instance, err := claim()
		if !errors.Is(err, errTaken) {
			return instance, false, err
		}
		conn, err := dial()
		if err == nil {
			err = handOver(ctx, conn, request)
			return nil, handedOver(err), err
		}
		if errors.Is(err, private.ErrForeign) {
			return nil, false, err
		}
		// The other program is about to listen, or about to end.
		if time.Since(began) > helloTime {
			return nil, false, ErrInstanceSilent
		}
		if err := pause(ctx); err != nil {
			return nil, false, err
		}
	}
}

// pause waits a moment before the next try.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(20 * time.Millisecond):
		return nil
	}
}
