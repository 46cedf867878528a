package lab

import (
	"context"
	"io"
)

func (s Script) play(context.Context) (Played, error) {
	return Played{Scene: s.Scene, Strategy: s.Strategy}, &Reason{Code: NotHere}
}
func runChild(io.Reader, io.Writer) int { return 1 }
