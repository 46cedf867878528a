//go:build !windows

package lab

import "context"

// hold has something mounted over the file during the save. An open file holds
// up nobody on Unix; a mount does.
func (st *stage) hold(ctx context.Context, j job) error {
	st.played.Means = ByMount
	j.Mount = true
	a, err := st.start(ctx, j, ownMounts)
	if err != nil {
		return because(NotHere, "", err)
	}
	end, err := st.watch(ctx, a, nil)
	if err != nil {
		return err
	}
	return st.conclude(end)
}
