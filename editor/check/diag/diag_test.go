package diag

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func TestPlaces(t *testing.T) {
	src := "\ufeffaé\r\nb\rc\n\n😀d"
	l := NewList(context.Background(), []byte(src))
	want := map[int]string{0: "1:1", 3: "1:1", 4: "1:2", 6: "1:3", 8: "2:1", 10: "3:1", 12: "4:1", 13: "5:1", 17: "5:2", 18: "5:3"}
	for off := range want {
		l.Add("x", off, off)
	}
	for _, p := range l.Problems() {
		if got := fmt.Sprintf("%d:%d", p.Line, p.Column); got != want[p.From] {
			t.Errorf("offset %d is at %s, want %s", p.From, got, want[p.From])
		}
	}
}

func TestBounds(t *testing.T) {
	l := NewList(context.Background(), []byte("abc"))
	for range 10 * maxProblems {
		l.Warn("w", 0, 1)
	}
	if l.Stopped() || l.Failed() {
		t.Error("warnings end the check")
	}
	if p := l.Add("e", 2, 99, "Name", strings.Repeat("é", 1000)); p.To != 3 || len(p.Data["Name"]) > 70 || !l.Failed() {
		t.Errorf("%+v", p)
	}
	for range 10 * maxProblems {
		l.Add("e", 5, 1).WithFix(0, 1, "x")
	}
	if !l.Stopped() || len(l.Problems()) != 2*maxProblems {
		t.Errorf("%d problems", len(l.Problems()))
	}
}

func TestStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	l := NewList(ctx, nil)
	for range 10_000 {
		if l.Stopped() {
			t.Fatal("stops by itself")
		}
	}
	cancel()
	for range 10_000 {
		l.Stopped()
	}
	if !l.Stopped() {
		t.Error("goes on")
	}
}

func TestSeverity(t *testing.T) {
	for _, s := range []Severity{Error, Warning} {
		text, err := s.MarshalText()
		var back Severity = 9
		if err != nil || back.UnmarshalText(text) != nil || back != s {
			t.Errorf("%s: %v", text, back)
		}
	}
	if new(Severity).UnmarshalText([]byte("x")) == nil {
		t.Error("no error")
	}
}
