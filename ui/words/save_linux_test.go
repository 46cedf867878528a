package words

import (
	"testing"

	"holdfast/atomicsave"
)

// TestAdviceForWhatTheKernelShows speaks of no disk.
func TestAdviceForWhatTheKernelShows(t *testing.T) {
	Use("en")
	a := Save(&atomicsave.Error{Step: atomicsave.StepProbe, Path: "/proc/version", Class: atomicsave.Unsupported})
	if a.Title != T("error.kernel.title") || a.Next != T("error.kernel.next") {
		t.Errorf("got %s", a)
	}
	a = Save(&atomicsave.Error{Step: atomicsave.StepProbe, Path: t.TempDir(), Class: atomicsave.Unsupported})
	if a.Title != T("error.unsupported.title") {
		t.Errorf("got %s", a)
	}
}
