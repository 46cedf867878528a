package words

import (
	"errors"
	"fmt"
	"strings"

	"holdfast/atomicsave"
	"holdfast/editor/charset"
	"holdfast/editor/workspace"
)

// Advice is a failure in plain words: what happened, what state things are in,
// and what to do next. Details is for an expert and is shown on request.
type Advice struct {
	Title   string
	Text    string
	Next    string
	Details string
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Save turns the failure of a save into advice.
func Save(err error) Advice { return advise("error.save.", err) }

// Open turns the failure to read a file into advice.
func Open(err error) Advice { return advise("error.open.", err) }

// SetAside says what has become of a file of the program's own that cannot be used.
func SetAside(a *workspace.SetAside) string {
	if a.Kept == "" {
		return T("own.left.text", D{"Path": a.Path})
	}
	return T("own.aside.text", D{"Path": a.Path, "Kept": a.Kept})
}

// Reason is why something failed, in a sentence that says nothing of the file
// that was to be saved.
func Reason(err error) string {
	data := D{}
	if e, ok := errors.AsType[*atomicsave.Error](err); ok {
		data["Path"] = e.Path
	}
	return firstOf(data, "error."+atomicsave.ClassOf(err).String()+".text", "error.save.other.text")
}

// advise looks for sentences about the class of err, first those for the kind
// of work that failed and then the general ones.
func advise(kind string, err error) Advice {
	if text, ok := errors.AsType[*charset.Error](err); ok {
		return Advice{
			Title:   T("error.charset.title"),
			Text:    T("error.charset.text", D{"Offset": text.Offset}),
			Next:    T("error.charset.next"),
			Details: Details(err),
		}
	}
	if large, ok := errors.AsType[*workspace.TooLarge](err); ok {
		return Advice{
			Title:   T("error.too_large.title"),
			Text:    T("error.too_large.text", D{"Size": large.Bytes >> 20, "Needs": large.Needs >> 20, "Free": large.Free >> 20}),
			Next:    T("error.too_large.next"),
			Details: Details(err),
		}
	}
	class := atomicsave.ClassOf(err).String()
	data := D{}
	a := Advice{}
	e, isSave := errors.AsType[*atomicsave.Error](err)
	if isSave {
		data["Path"] = e.Path
	}
	if errors.Is(err, atomicsave.ErrNoDisk) {
		class = "kernel"
	}
	for part, into := range map[string]*string{"title": &a.Title, "text": &a.Text, "next": &a.Next} {
		*into = firstOf(data, kind+class+"."+part, "error."+class+"."+part, kind+"other."+part)
	}
	// After a conflict "your file was not changed" would be half a truth.
	conflict := isSave && e.State == atomicsave.Old && (e.Class == atomicsave.Changed || e.Class == atomicsave.Exists)
	if kind == "error.save." && isSave && !conflict {
		a.Text = Join(a.Text, T("state."+e.State.String(), data))
	}
	if kind == "error.save." {
		a.Text += Paths(err)
	}
	a.Details = Details(err)
	return a
}

// firstOf is the sentence of the first key that the English translation has.
func firstOf(data D, keys ...string) string {
	for _, k := range keys {
		if s := T(k, data); s != k {
			return s
		}
	}
	return ""
}

// Paths names the files that hold content after a failed save, in lines of their own
// that follow what was said; it is empty where there are none.
func Paths(err error) string {
	e, ok := errors.AsType[*atomicsave.Error](err)
	if !ok || len(e.Paths) == 0 {
		return ""
	}
	key := "state.paths"
	if e.Class == atomicsave.Changed {
		key = "state.paths.changed"
	}
	return "\n" + T(key) + "\n" + strings.Join(e.Paths, "\n")
}

// Details lists what an expert wants to know of err, a line each. What the system or
// a library said is in English, and is called a technical message.
func Details(err error) string {
	e, ok := errors.AsType[*atomicsave.Error](err)
	if !ok {
		return line("details.cause", err.Error())
	}
	lines := []string{
		line("details.step", Step(e.Step)+" ("+string(e.Step)+")"),
		line("details.path", e.Path),
		line("details.class", e.Class.String()),
		line("details.state", e.State.String()),
	}
	if e.Err != nil {
		lines = append(lines, line("details.cause", e.Err.Error()))
	}
	for _, p := range e.Paths {
		lines = append(lines, line("details.content", p))
	}
	return strings.Join(lines, "\n")
}

func line(key, value string) string { return fmt.Sprintf("%s: %s", T(key), value) }

// Step is what a step of a save does, as a short sentence.
func Step(s atomicsave.Step) string { return T("step." + string(s)) }

// Durability is the name of a level.
func Durability(d atomicsave.Durability) string { return T("durability." + d.String()) }

// DurabilityPromise is what a level promises, as one sentence.
func DurabilityPromise(d atomicsave.Durability) string {
	return T("durability." + d.String() + ".promise")
}

// Saved says what a save achieved, in one short sentence.
func Saved(r atomicsave.Report) string {
	switch {
	case r.Strategy == atomicsave.StrategyUnchanged:
		return T("saved.unchanged")
	case r.State == atomicsave.NewUnconfirmed:
		return T("saved.unconfirmed")
	case r.State != atomicsave.New:
		return T("saved.not")
	}
	return T("saved." + r.Achieved.String())
}

// Caveat is a remark about a save that succeeded, as one sentence. What the
// system said is in the caveat's Detail.
func Caveat(c atomicsave.Caveat) string {
	return T("caveat."+string(c.Kind), D{"Path": c.Path, "Detail": c.Detail, "Loss": T("loss." + c.Loss.String())})
}
