package cli

import (
	"fmt"
	"strings"

	"holdfast/atomicsave/crashsim"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// text is what people read: a table for each strategy, step by possible outcomes,
// and totals.
func (l *labRun) text(done []labRealized) string {
	var b strings.Builder
	name := words.T("cli.lab.sample")
	if l.path != "" {
		name = l.path
	}
	fmt.Fprintln(&b, words.T("cli.lab.file", words.D{"Name": name, "Old": sizeText(l.content.OldSize()), "New": sizeText(l.content.NewSize())}))
	fmt.Fprintln(&b, words.T("cli.lab.disk", words.D{"Disk": words.T("lab.disk." + l.on.String()), "Like": l.on.StandsFor()}))
	if done[0].Model.Miniature {
		fmt.Fprintln(&b, words.T("cli.lab.miniature"))
	}
	for _, one := range done {
		b.WriteByte('\n')
		l.matrix(&b, one)
	}
	fmt.Fprintln(&b, "\n"+words.T("lab.count"))
	return b.String()
}

// sizeText is a size in bytes, in words.
func sizeText(n int64) string {
	if n >= 10<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return words.N("cli.lab.bytes", int(n))
}

// matrix prints the model of one strategy, and what was really there.
func (l *labRun) matrix(b *strings.Builder, one labRealized) {
	m := one.Model
	fmt.Fprintln(b, words.T("cli.lab.save", words.D{"Strategy": string(m.Strategy)}))
	head := []string{"", words.T("cli.lab.cut"), words.T("cli.lab.leaves"), words.T("cli.lab.killed")}
	if one.Real != nil {
		head = append(head, words.T("cli.lab.real-kill"), words.T("cli.lab.real-cut"))
	}
	rows := [][]string{head}
	for i, p := range m.Positions {
		row := []string{fmt.Sprint(i), words.T("lab.call."+p.ID, words.D{"Size": sizeText(p.Call.Bytes)}), outcomesText(p.Outcomes), kindText(p.Killed)}
		if one.Real != nil {
			row = append(row, one.Real.Killed[i].text(), one.Real.PowerCut[i].text())
		}
		rows = append(rows, row)
	}
	b.WriteString(table(rows))
	l.totals(b, m)
	if one.Real != nil {
		one.Real.scenes(b)
	}
}

// outcomesText is "old 1, torn 3", the kinds that destroy the file in brackets.
func outcomesText(outcomes []lab.Outcome) string {
	var list []string
	for _, o := range outcomes {
		text := fmt.Sprintf("%s %d", kindText(o.Kind), o.Count)
		switch {
		case o.Kind.Good():
		case o.Restored == o.Count:
			text += " → " + words.T("lab.kind.restored")
		default:
			text = "[" + text + "]"
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func kindText(k crashsim.Kind) string { return words.T("lab.kind." + k.String()) }

// text is what was really in the file, with a mark if the model did not know.
func (p *labPlayed) text() string {
	switch {
	case p == nil:
		return "–"
	case !p.Foreseen:
		return kindText(p.Played.Final.Kind) + " (!)"
	case !p.Played.Reached:
		return words.Join(kindText(p.Played.Final.Kind), words.T("cli.lab.at-end"))
	}
	return kindText(p.Played.Final.Kind)
}

func (l *labRun) totals(b *strings.Builder, m lab.Model) {
	d := words.D{"Bad": m.Total.Destroyed, "All": m.Total.Possible, "Restored": m.Total.Restored}
	fmt.Fprintln(b, words.T("cli.lab.total", d))
	if m.Total.Restored > 0 {
		fmt.Fprintln(b, words.T("cli.lab.restored", d))
	}
	if m.Sampled {
		fmt.Fprintln(b, words.T("cli.lab.sampled"))
	}
}

// scenes prints the other scenes, a line each.
func (r *labReal) scenes(b *strings.Builder) {
	for _, one := range r.Scenes {
		p := one.Played
		holds := kindText(p.Final.Kind)
		if p.Final.Foreign {
			holds = words.T("cli.lab.foreign")
		}
		said := words.T("cli.lab.said-saved")
		switch {
		case p.Err != nil:
			said = words.Save(p.Err).Title
		case p.Other != "":
			said = p.Other
		}
		fmt.Fprintln(b, words.T("cli.lab.scene", words.D{"Scene": words.T("lab.scene." + string(p.Scene)), "Said": said, "Holds": holds}))
	}
	for _, n := range r.NotShown {
		what := words.T("cli.lab.real-" + map[lab.Scene]string{lab.Killed: "kill", lab.PowerCut: "cut"}[n.Scene])
		if n.Scene != lab.Killed && n.Scene != lab.PowerCut {
			what = words.T("lab.scene." + string(n.Scene))
		}
		fmt.Fprintln(b, words.T("cli.lab.not-shown", words.D{"Scene": what, "Why": words.Join(labMessage(n.reason)...)}))
	}
}
