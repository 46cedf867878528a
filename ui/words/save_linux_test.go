package words

import (
	"os"
	"strings"
	"testing"

	"holdfast/atomicsave"
)

// TestAdviceForWhatTheKernelShows speaks of no disk.
func TestAdviceForWhatTheKernelShows(t *testing.T) {
	Use("en")
	const path = "/proc/version"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the kernel shows nothing here: ", err)
	}
	_, err := atomicsave.Save(t.Context(), path, strings.NewReader("x"), atomicsave.Options{Expect: atomicsave.AnyVersion()})
	a := Save(err)
	if a.Title != T("error.kernel.title") || a.Next != T("error.kernel.next") {
		t.Errorf("%v: got %s", err, a)
	}
	a = Save(&atomicsave.Error{Step: atomicsave.StepProbe, Path: t.TempDir(), Class: atomicsave.Unsupported})
	if a.Title != T("error.unsupported.title") {
		t.Errorf("got %s", a)
	}
}
