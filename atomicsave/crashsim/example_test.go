package crashsim_test

import (
	"fmt"
	"strings"

	"holdfast/atomicsave/crashsim"
)

// The ordinary save of a file beside the safe one.
func ExampleSimulate() {
	old := []byte(strings.Repeat("address = 10.0.0.1\n", 60))
	new := []byte(strings.Repeat("address = 10.0.0.2\n", 70))
	for _, strategy := range []crashsim.Strategy{crashsim.Ordinary, crashsim.Full} {
		result, err := crashsim.Simulate(crashsim.Scenario{Old: old, New: new, Strategy: strategy})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %d of %d possible outcomes destroy the file\n", strategy, result.Bad, result.Good+result.Bad)
	}
	// Output:
	// ordinary: 14 of 16 possible outcomes destroy the file
	// full: 0 of 4 possible outcomes destroy the file
}

// What a power cut after one call may leave.
func ExampleStepResult() {
	result, err := crashsim.Simulate(crashsim.Scenario{
		Old:      []byte("colour = blue\n"),
		New:      []byte("colour = green\n"),
		Strategy: crashsim.Ordinary,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range result.Steps {
		fmt.Print(step.Call, ":")
		for _, outcome := range step.Outcomes {
			fmt.Printf(" %s (%d)", outcome.Kind, outcome.Count)
		}
		fmt.Println()
	}
	// Output:
	// begin: old (1)
	// cut target to 0 bytes: old (1) empty (1)
	// write 15 bytes: target: old (1) new (1) empty (1) zeroed (1)
	// end: old (1) new (1) empty (1) zeroed (1)
}
