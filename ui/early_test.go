package ui

import (
	"slices"
	"testing"
	"time"
)

// TestEarly: what is posted before the loop runs is run until nothing is waited
// for, and the rest goes to the loop in its order.
func TestEarly(t *testing.T) {
	later := newQueue()
	e := newEarly(later.post)
	var ran []int
	note := func(i int) func() { return func() { ran = append(ran, i) } }
	waiting := 2
	go func() {
		e.post(func() { waiting--; note(1)(); e.post(note(2)) })
		e.post(func() { waiting-- })
	}()
	e.run(time.Hour, func() bool { return waiting == 0 })
	e.post(note(3))
	if slices.Contains(ran, 3) {
		t.Error("a call that was posted later did not go to the loop")
	}
	later.run()
	if !slices.Equal(ran, []int{1, 2, 3}) {
		t.Errorf("ran %v", ran)
	}
}

// TestEarlyGivesUp: the window does not wait for what does not come.
func TestEarlyGivesUp(t *testing.T) {
	later := newQueue()
	e := newEarly(later.post)
	e.run(0, func() bool { return false })
	ran := false
	e.post(func() { ran = true })
	later.run()
	if !ran {
		t.Error("what comes after that was lost")
	}
}
