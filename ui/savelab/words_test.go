package savelab

import (
	"testing"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// TestEveryCodeHasWords: what the engine may say is put together at run time, so
// the test of all sentences cannot find what is missing.
func TestEveryCodeHasWords(t *testing.T) {
	words.Use("en")
	var keys []string
	for _, id := range lab.CallIDs() {
		keys = append(keys, "lab.call."+id)
	}
	for _, c := range lab.Codes() {
		keys = append(keys, "lab.why."+string(c))
	}
	for _, c := range lab.WarningCodes() {
		keys = append(keys, "lab.warn."+string(c))
	}
	for _, h := range lab.AllHolds() {
		keys = append(keys, "lab.line.holds."+string(h))
	}
	for _, k := range crashsim.Kinds() {
		keys = append(keys, "lab.kind."+k.String(), "lab.holds."+k.String())
	}
	for _, d := range crashsim.Disks() {
		keys = append(keys, "lab.disk."+d.String(), "lab.disk."+d.String()+".about")
	}
	for _, l := range lab.AllLabels() {
		keys = append(keys, "lab.picture."+string(l))
	}
	for _, m := range []lab.Means{lab.ByKill, lab.ByForgetful, lab.BySmallDisk, lab.ByLimit, lab.ByWriter, lab.ByMount, lab.BySharing} {
		keys = append(keys, "lab.means."+string(m))
	}
	for _, s := range []lab.Scene{lab.NoSpace, lab.Conflict, lab.InUse} {
		keys = append(keys, "lab.scene."+string(s), "lab.scene."+string(s)+".about", "lab.scene."+string(s)+".not")
	}
	for _, s := range ways {
		keys = append(keys, "lab.real."+string(s)+".about")
	}
	for _, l := range levelOrder {
		keys = append(keys, "lab.strategy."+l.String(), "lab.cost.buys."+l.String())
	}
	for _, key := range keys {
		if words.T(key) == key {
			t.Errorf("there is no sentence %s", key)
		}
	}
}
