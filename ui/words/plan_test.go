package words

import (
	"strings"
	"testing"

	"holdfast/atomicsave"
)

func TestEveryReasonHasASentence(t *testing.T) {
	for _, code := range atomicsave.ReasonCodes() {
		said := Reasons(atomicsave.SavePlan{Why: []atomicsave.Reason{{Code: code, Of: "7"}, {Detail: "a refusal"}}})
		if len(said) != 1 || strings.HasPrefix(said[0], "why.") || strings.Contains(said[0], "no value") {
			t.Errorf("%s: %q", code, said)
		}
	}
	said := Reasons(atomicsave.SavePlan{Why: []atomicsave.Reason{{Code: atomicsave.ReasonFragile}}})
	if !strings.HasPrefix(said[0], T("why.unknown")) {
		t.Errorf("of a file system without a name: %q", said)
	}
}

func TestKept(t *testing.T) {
	if got := strings.Join(Kept([]string{"owner 0", "mode 0644"}), ", "); got != "the owner (0), the permissions (0644)" {
		t.Error(got)
	}
}
