//go:build linux || darwin

package vfs

import (
	"sync"

	"golang.org/x/sys/unix"
)

// retireWorkers is how many retired files of a device are closed at the same time: the
// disk is told of the blocks of several at once, and no more threads wait for it.
const retireWorkers = 4

// retired are the files that Retire was called for, by device: one that does not answer
// must not hold up what is done on another.
var retired struct {
	sync.Mutex
	devices map[uint64]*retirement // those with files that are not closed yet
}

// retirement is what is to be closed on a device.
type retirement struct {
	waiting []*file
	workers int
	done    chan struct{} // closed when all are closed
}

// Retire implements Retirer.
func (f *file) Retire() {
	device, err := deviceOf(f.fd)
	if err != nil {
		f.Close()
		return
	}
	retired.Lock()
	defer retired.Unlock()
	r := retired.devices[device]
	if r == nil {
		if retired.devices == nil {
			retired.devices = map[uint64]*retirement{}
		}
		r = &retirement{done: make(chan struct{})}
		retired.devices[device] = r
	}
	r.waiting = append(r.waiting, f)
	if r.workers < retireWorkers {
		r.workers++
		go r.work(device)
	}
}

// work closes files until there are no more.
func (r *retirement) work(device uint64) {
	retired.Lock()
	defer retired.Unlock()
	for len(r.waiting) > 0 {
		f := r.waiting[0]
		r.waiting = r.waiting[1:]
		retired.Unlock()
		f.Close()
		retired.Lock()
	}
	if r.workers--; r.workers == 0 {
		delete(retired.devices, device)
		close(r.done)
	}
}

// awaitRetired returns when the files are closed that were retired on the device of the
// directory.
func (d *dir) awaitRetired() {
	retired.Lock()
	none := len(retired.devices) == 0
	retired.Unlock()
	if none {
		return
	}
	device, err := deviceOf(d.fd)
	if err != nil {
		return
	}
	retired.Lock()
	r := retired.devices[device]
	retired.Unlock()
	if r != nil {
		<-r.done
	}
}

func deviceOf(fd int) (uint64, error) {
	var st unix.Stat_t
	err := restart(func() error { return unix.Fstat(fd, &st) })
	return uint64(st.Dev), err
}
