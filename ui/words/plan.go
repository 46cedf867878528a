package words

import (
	"strings"

	"holdfast/atomicsave"
)

// Reasons are sentences for the reasons of a plan. A refusal has none: its error
// is what there is to say.
func Reasons(plan atomicsave.SavePlan) []string {
	var all []string
	for _, r := range plan.Why {
		if r.Code == "" {
			continue
		}
		of := r.Of
		if of == "" {
			of = T("why.unknown")
		}
		all = append(all, T("why."+string(r.Code), D{"Of": of}))
	}
	return all
}

// Kept names what a save keeps of the old file, as SavePlan.Kept lists it.
func Kept(kept []string) []string {
	all := make([]string, len(kept))
	for i, k := range kept {
		kind, rest, _ := strings.Cut(k, " ")
		all[i] = T("loss."+kind) + " (" + rest + ")"
	}
	return all
}
