package atomicsave

import (
	"context"
	"io"
	"testing"
)

func TestWriter(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	w, err := Create(ctx, conf(dir), Options{Expect: identify(t, conf(dir))})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := io.WriteString(w, "new "); err != nil {
			t.Fatal(err)
		}
		wantContent(t, conf(dir), "old") // readers see the old content until Commit
	}
	r, err := w.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	wantContent(t, conf(dir), "new new new ")
	wantNames(t, dir, "app.conf")
	if r.Fingerprint != identify(t, conf(dir)) {
		t.Error("the report's fingerprint is not the file's")
	}
	if err := w.Abort(); err != nil {
		t.Error(err)
	}
	if _, err := w.Write([]byte("late")); ClassOf(err) != Usage {
		t.Errorf("write after commit: %v", err)
	}
	if _, err := w.Commit(ctx); ClassOf(err) != Usage {
		t.Errorf("second commit: %v", err)
	}
	wantContent(t, conf(dir), "new new new ")
}

func TestWriterAbort(t *testing.T) {
	dir := t.TempDir()
	write(t, conf(dir), "old")
	w, err := Create(ctx, conf(dir), Options{Expect: AnyVersion()})
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "new")
	if err := w.Abort(); err != nil {
		t.Error(err)
	}
	wantContent(t, conf(dir), "old")
	wantNames(t, dir, "app.conf")
}

func TestWriterCancelled(t *testing.T) {
	dir := t.TempDir()
	c, cancel := context.WithCancel(ctx)
	w, err := Create(c, conf(dir), Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	_, err = w.Write(make([]byte, 1<<20))
	wantError(t, err, Cancelled, Old)
	_, err = w.Commit(ctx)
	wantError(t, err, Cancelled, Old)
	wantNames(t, dir)
}
