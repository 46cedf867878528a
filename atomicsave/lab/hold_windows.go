package lab

import (
	"context"
	"os"
	"path/filepath"
)

// hold opens the file during the save, as most programs do: others may read and
// write it, and not replace it.
func (st *stage) hold(ctx context.Context, j job) error {
	st.played.Means = BySharing
	j.Stop = true
	var held *os.File
	defer func() { held.Close() }()
	return st.run(ctx, j, func() (_ bool, err error) {
		held, err = os.Open(filepath.Join(st.folder, st.name()))
		return true, err
	})
}
