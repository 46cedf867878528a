package cli

import (
	"context"
	"strings"

	"holdfast/atomicsave"
	"holdfast/ui/words"
)

// setUpPlan defines the verb plan: it says how a file would be saved.
func setUpPlan(c *call) func(context.Context, []string) error {
	asJSON := c.flags.Bool("json", false, "")
	return func(ctx context.Context, operands []string) error {
		path, err := operand("plan", operands)
		if err != nil {
			return err
		}
		return c.plan(ctx, path, *asJSON)
	}
}

// plan prints the plan for path. A plan that says no is printed like any other
// and ends with the exit code that write would end with.
func (c *call) plan(ctx context.Context, path string, asJSON bool) error {
	plan, err := atomicsave.Plan(ctx, path, atomicsave.Options{Expect: atomicsave.AnyVersion()})
	if err != nil {
		err = &lookError{err}
	}
	verdict := err
	if err == nil {
		verdict = refusal(plan)
	}
	switch {
	case asJSON:
		if outErr := c.printJSON(newPlanned(plan, path, verdict)); outErr != nil {
			return outErr
		}
	case err == nil:
		if outErr := c.print(planText(plan, verdict)); outErr != nil {
			return outErr
		}
	}
	if err != nil || verdict == nil {
		return err
	}
	return &planned{verdict}
}

// refusal is the error that a save would end with by this plan, nil if none.
func refusal(plan atomicsave.SavePlan) error {
	switch {
	case plan.Refusal != nil:
		return plan.Refusal
	case plan.Needs != 0:
		return &atomicsave.Error{Step: atomicsave.StepProbe, Path: plan.Target, Class: atomicsave.NeedsConsent}
	}
	return nil
}

// planJSON is the JSON of plan.
type planJSON struct {
	Target     string              `json:"target"`
	FileSystem string              `json:"file_system"`
	Strategy   atomicsave.Strategy `json:"strategy"`
	Kept       []string            `json:"kept"`
	Losses     []atomicsave.Loss   `json:"losses"`
	Why        []atomicsave.Reason `json:"why"`
	Needs      []string            `json:"needs"`
	Error      *failure            `json:"error"` // what write would end with
}

func newPlanned(plan atomicsave.SavePlan, path string, verdict error) planJSON {
	p := planJSON{
		Target: plan.Target, FileSystem: plan.FileSystem, Strategy: plan.Strategy,
		Kept: append([]string{}, plan.Kept...), Losses: append([]atomicsave.Loss{}, plan.Losses...),
		Why: append([]atomicsave.Reason{}, plan.Why...), Needs: []string{}, Error: newFailure(verdict),
	}
	if p.Target == "" {
		p.Target = path
	}
	if p.Strategy == "" {
		p.Strategy = atomicsave.StrategyRefuse
	}
	if plan.Needs != 0 {
		p.Needs = strings.Split(plan.Needs.String(), ",")
	}
	return p
}

// planText is the plan for people: the file, what a save would do, and a list
// for each thing that there is something to say about.
func planText(plan atomicsave.SavePlan, verdict error) string {
	var b strings.Builder
	b.WriteString(plan.Target)
	if plan.FileSystem != "" {
		b.WriteString(" (" + plan.FileSystem + ")")
	}
	b.WriteString("\n" + words.T("cli.plan."+string(plan.Strategy)) + "\n")
	reasons := words.Reasons(plan)
	list(&b, "cli.plan.why", reasons)
	list(&b, "cli.plan.kept", words.Kept(plan.Kept))
	losses := make([]string, len(plan.Losses))
	for i, l := range plan.Losses {
		if losses[i] = words.T("consent." + l.Kind.String()); l.Name != "" {
			losses[i] += " (" + l.Name + ")"
		}
	}
	list(&b, "cli.plan.lost", losses)
	if plan.Needs != 0 {
		list(&b, "cli.plan.needs", strings.Split(plan.Needs.String(), ","))
	}
	if plan.Refusal != nil && len(reasons) == 0 {
		list(&b, "cli.plan.refused", message(verdict))
	}
	return b.String()
}

// list writes a heading and the lines below it, or nothing without lines.
func list(b *strings.Builder, key string, lines []string) {
	if len(lines) == 0 {
		return
	}
	b.WriteString(words.T(key) + "\n")
	for _, line := range lines {
		b.WriteString("  " + line + "\n")
	}
}
