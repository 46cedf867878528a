package ui

import (
	"fmt"
	"runtime/debug"
	"time"
)

// carryPatience is how long a panic of another goroutine may take to reach the
// main one: longer than that one may take to end the program.
const carryPatience = 2 * (rescuePatience + settlePatience)

// spawn runs f on another goroutine. It is the go statement of everything that
// lives beside the window, also in the packages below: a panic there reaches the
// main goroutine, which writes the drafts before the program dies of it.
func (s *Shell) spawn(f func()) {
	go func() {
		defer s.carryPanic(carryPatience)
		f()
	}()
}

// rescueOnPanic is deferred around everything that the main goroutine does: a
// panic that reaches the top saves the drafts before the program dies of it.
func (s *Shell) rescueOnPanic() {
	if r := recover(); r != nil {
		s.dying = true
		s.rescue()
		panic(r)
	}
}

// carryPanic is deferred where another goroutine may panic: the main one dies of it,
// or, if that does not come to it within patience, the program dies all the same.
// The main goroutine may be waiting for what the other one held.
func (s *Shell) carryPanic(patience time.Duration) {
	if r := recover(); r != nil {
		text := fmt.Sprintf("%v\n%s", r, debug.Stack())
		alone := time.AfterFunc(patience, func() { panic(text) })
		s.post(func() {
			alone.Stop()
			panic(text)
		})
	}
}
