package crashrig

import (
	"testing"

	"holdfast/atomicsave/crashsim"
)

// TestOverwritingInPlace holds what is overwritten in place to its promise, and to
// the model: a cut may leave a mixture, and nothing else that is bad, and the next
// start of the program makes the file whole.
func TestOverwritingInPlace(t *testing.T) {
	for _, system := range []string{"ext4", "xfs", "btrfs"} {
		t.Run(system, func(t *testing.T) {
			row := run(t, job{System: system, Strategy: "inplace", Saves: 40, Cuts: 60, Seed: 1})
			t.Logf("%d of %d cuts left a mixture", row.Of(crashsim.Torn), len(row.Findings))
		})
	}
}

// TestTruncatingLeavesWhatTheLabShows: the Save Lab shows empty, zeroed and torn
// files after an ordinary save. The rig must really have seen such files, or the
// demonstration would be a lie.
func TestTruncatingLeavesWhatTheLabShows(t *testing.T) {
	seen := map[crashsim.Kind]int{}
	for _, system := range []string{"ext4", "xfs"} {
		row := run(t, job{System: system, Strategy: "truncate", Saves: 80, Cuts: 80, Seed: 2})
		for _, kind := range []crashsim.Kind{crashsim.Empty, crashsim.Zeroed, crashsim.Torn} {
			seen[kind] += row.Of(kind)
		}
		if row.Of(crashsim.Empty)+row.Of(crashsim.Zeroed)+row.Of(crashsim.Torn) == 0 {
			t.Errorf("%s: no cut left an empty, zeroed or torn file", system)
		}
	}
	t.Logf("seen: %v", seen)
}
