package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"holdfast/atomicsave/crashsim"
)

// play makes the scene and cleans up.
func (s Script) play(ctx context.Context) (Played, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	st, err := newStage(ctx, s)
	if err != nil {
		return Played{Scene: s.Scene, Strategy: s.Strategy, At: s.At, Calls: []RealCall{}}, err
	}
	defer st.scratch.remove()
	switch s.Scene {
	case Killed:
		err = st.killed(ctx)
	case PowerCut:
		err = st.powerCut(ctx)
	case NoSpace:
		err = st.noSpace(ctx)
	case Conflict:
		err = st.conflict(ctx)
	case InUse:
		err = st.inUse(ctx)
	default:
		err = &Reason{Code: NotHere, Err: errors.New("no such scene")}
	}
	if ctx.Err() != nil {
		err = because(Cancelled, "", ctx.Err())
	}
	return st.played, err
}

// killed kills the child at the chosen call.
func (st *stage) killed(ctx context.Context) error {
	st.played.Means = ByKill
	if err := st.putOld(st.folder); err != nil {
		return err
	}
	j := st.job()
	j.Stop = true
	if err := st.run(ctx, j, func() (bool, error) { return false, nil }); err != nil {
		return err
	}
	return errors.Join(st.finish(st.folder), st.recover(ctx, st.folder))
}

// run runs one child to its end, or to the end that at makes of it.
func (st *stage) run(ctx context.Context, j job, at func() (bool, error)) error {
	a, err := st.start(ctx, j, nil)
	if err != nil {
		return err
	}
	end, err := st.watch(ctx, a, at)
	if err != nil {
		return err
	}
	return st.conclude(end)
}

// finish looks at what is there.
func (st *stage) finish(folder string) (err error) {
	if st.played.FileSystem == "" {
		if v, err := volumeOf(folder); err == nil {
			st.played.FileSystem = v.Type
		}
	}
	st.played.Final, err = st.see(folder)
	return err
}

// powerCut saves on a file system of ours that then forgets.
func (st *stage) powerCut(ctx context.Context) error {
	st.played.Means = ByForgetful
	disk := st.path("disk") // what is durable
	for _, folder := range []string{disk, st.path("memory")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return because(NoScratch, folder, err)
		}
	}
	if st.Strategy == crashsim.InPlace {
		return &Reason{Code: NotHere, Err: errors.New("the forgetful file system has no second names")}
	}
	if err := st.putOld(disk); err != nil {
		return err
	}
	server, err := st.serve(ctx, disk)
	if err != nil {
		return err
	}
	j := st.job()
	j.Stop = true
	err = st.run(ctx, j, func() (bool, error) { return false, nil })
	server.stop() // the power is gone
	unmountErr := unmountDead(st.folder)
	if err != nil {
		return err
	}
	if unmountErr != nil {
		return because(NoFUSE, st.folder, unmountErr)
	}
	if err := st.finish(disk); err != nil {
		return err
	}
	return st.powerOn(ctx, disk)
}

// powerOn mounts the disk again, as the next start of the machine does.
func (st *stage) powerOn(ctx context.Context, disk string) error {
	server, err := st.serve(ctx, disk)
	if err != nil {
		return err
	}
	err = st.recover(ctx, st.folder)
	server.stop()
	return errors.Join(err, unmountDead(st.folder))
}

// serve starts the process that serves the forgetful file system.
func (st *stage) serve(ctx context.Context, disk string) (*actor, error) {
	j := job{Role: "serve", Folder: disk, Mounted: st.folder, Memory: st.path("memory"), Forget: st.Forget.mode()}
	a, err := st.start(ctx, j, nil)
	if err != nil {
		return nil, err
	}
	var m message
	err = a.receive(&m)
	if err == nil && m.Done != nil {
		err = errors.New(m.Done.Cause)
	}
	if err != nil {
		a.stop()
		return nil, because(NoFUSE, st.folder, err)
	}
	return a, nil
}

// noSpace saves on a disk of few pages, or where that cannot be made, under a
// limit for the size of files. The new content is made longer than either allows.
func (st *stage) noSpace(ctx context.Context) error {
	const page = 4096
	room := (int64(len(st.old))+page-1)/page*page + page
	st.new = append(bytes.Clone(st.new), filler(room+4*page-int64(min(len(st.new), int(room))), 'a')...)
	if err := st.write("new", st.new); err != nil {
		return because(NoRoom, st.scratch.path, err)
	}
	j := st.job()
	j.At.ID, j.State = "", ""
	j.Disk = room
	st.played.Means = BySmallDisk
	a, err := st.start(ctx, j, ownMounts)
	if err == nil {
		var end *ending
		if end, err = st.watch(ctx, a, nil); err == nil {
			if err = st.conclude(end); err == nil {
				return nil
			}
		}
	}
	if ctx.Err() != nil {
		return err
	}
	st.played.Means, st.played.Calls, st.staged = ByLimit, []RealCall{}, 0
	j.Disk, j.Limit = 0, room
	if err := st.putOld(st.folder); err != nil {
		return err
	}
	if err := st.run(ctx, j, nil); err != nil {
		return err
	}
	return st.finish(st.folder)
}

// conflict lets another process, this one, write to the file during the save: just
// before the save touches it.
func (st *stage) conflict(ctx context.Context) error {
	st.played.Means = ByWriter
	if err := st.putOld(st.folder); err != nil {
		return err
	}
	st.foreign = append([]byte("# written by another program\n"), st.old...)
	j := st.job()
	j.Stop, j.At = true, st.beforeTouch()
	st.played.At = j.At
	err := st.run(ctx, j, func() (bool, error) {
		return true, os.WriteFile(filepath.Join(st.folder, st.name()), st.foreign, 0o644)
	})
	if err != nil {
		return err
	}
	return st.finish(st.folder)
}

// beforeTouch is a call of a save before it touches the target, and after it has
// looked at it.
func (st *stage) beforeTouch() Point {
	switch st.Strategy {
	case crashsim.Full, crashsim.Balanced:
		return Point{ID: "flush-temp", N: 1}
	case crashsim.Fast:
		return Point{ID: "create-temp", N: 1} // it pushes nothing where the system cannot
	case crashsim.InPlace:
		return Point{ID: "write-recovery", N: 1}
	}
	return Point{}
}

// inUse saves while something holds the file.
func (st *stage) inUse(ctx context.Context) error {
	if err := st.putOld(st.folder); err != nil {
		return err
	}
	if !st.Content.Exists() {
		return &Reason{Code: NotHere, Err: errors.New("there is no file yet that could be in use")}
	}
	j := st.job()
	j.At = st.beforeTouch()
	st.played.At = j.At
	if err := st.hold(ctx, j); err != nil {
		return err
	}
	return st.finish(st.folder)
}
