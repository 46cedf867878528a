package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"holdfast/atomicsave"
	"holdfast/atomicsave/lab"
	"holdfast/ui/words"
)

// usageError is a command line that makes no sense.
type usageError struct {
	verb string // whose help to point to; empty for the program's
	text string // one sentence for the person
}

func (e *usageError) Error() string { return e.text }

// streamError is a standard stream that cannot be read or written.
type streamError struct {
	key string // of the sentence that names the stream
	err error
}

func (e *streamError) Error() string { return words.T(e.key, words.D{"Cause": e.err.Error()}) }
func (e *streamError) Unwrap() error { return e.err }

// reportError is a save that went well and could not be reported.
type reportError struct{ err error }

func (e *reportError) Error() string { return e.err.Error() }
func (e *reportError) Unwrap() error { return e.err }

// lookError is a file that could not be looked at: nothing was tried yet.
type lookError struct{ err error }

func (e *lookError) Error() string { return e.err.Error() }
func (e *lookError) Unwrap() error { return e.err }

// planned is an error that stands for a plan that was printed and says no: it
// sets the exit code, and there is nothing left to say.
type planned struct{ err error }

func (e *planned) Error() string { return e.err.Error() }
func (e *planned) Unwrap() error { return e.err }

// parse reads the flags out of args and turns what pflag has against them into
// a sentence.
func (c *call) parse(verb string, args []string) error {
	err := c.flags.Parse(args)
	if err == nil {
		return nil
	}
	text := words.T("cli.usage.flags", words.D{"Cause": err.Error()})
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		text = words.T("cli.usage.unknown-flag", words.D{"Flag": asTyped(e.GetSpecifiedName(), e.GetSpecifiedShortnames())})
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		text = words.T("cli.usage.no-value", words.D{"Flag": asTyped(e.GetSpecifiedName(), e.GetSpecifiedShortnames())})
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		text = words.T("cli.usage.bad-value", words.D{
			"Flag": "--" + e.GetFlag().Name, "Value": e.GetValue(), "Usage": e.GetFlag().Usage})
	}
	return &usageError{verb: verb, text: text}
}

// asTyped writes a flag with its hyphens. shorts is the group of one-letter
// flags that it was in, if it is one of them.
func asTyped(name, shorts string) string {
	if shorts != "" {
		return "-" + name
	}
	return "--" + name
}

// operand returns the single file that a verb works on.
func operand(verb string, operands []string) (string, error) {
	switch {
	case len(operands) == 0:
		return "", &usageError{verb: verb, text: words.T("cli.usage.no-file")}
	case len(operands) > 1:
		return "", &usageError{verb: verb, text: words.T("cli.usage.one-file", words.D{"Extra": operands[1]})}
	case operands[0] == "":
		return "", &usageError{verb: verb, text: words.T("cli.usage.empty-name")}
	}
	return operands[0], nil
}

// finish tells the person about err, if there is something to tell, and returns
// the exit code.
func (c *call) finish(err error) int {
	if err != nil {
		c.complain(append(message(err), details(err)...)...)
	}
	return exitCode(err)
}

// complain writes lines to standard error, the first one after the program's
// name. Nothing can be done if that fails.
func (c *call) complain(lines ...string) {
	if len(lines) == 0 {
		return
	}
	text := strings.ReplaceAll(strings.Join(lines, "\n"), "\n", "\n  ")
	_, _ = io.WriteString(c.Err, "holdfast: "+text+"\n")
}

// message says what went wrong and what to do about it, one entry a line.
func message(err error) []string {
	if e, ok := errors.AsType[*usageError](err); ok {
		help := "holdfast help"
		if e.verb != "" {
			help += " " + e.verb
		}
		return []string{e.text, words.T("cli.usage.see", words.D{"Command": help})}
	}
	if _, ok := errors.AsType[*planned](err); ok {
		return nil
	}
	if e, ok := errors.AsType[*streamError](err); ok {
		return streamMessage(e, err)
	}
	if r, ok := errors.AsType[*lab.Reason](err); ok {
		return labMessage(r)
	}
	return adviceOn(err)
}

// streamMessage adds what became of the file to a failure of a standard stream.
func streamMessage(e *streamError, err error) []string {
	if save, ok := errors.AsType[*atomicsave.Error](err); ok && save.State == atomicsave.Old {
		return []string{e.Error(), words.T("state.old")}
	}
	if _, ok := errors.AsType[*reportError](err); ok {
		return []string{e.Error(), words.T("cli.stream.saved")}
	}
	return []string{e.Error()}
}

// adviceOn is what the window says too, with the next step put in terms of the
// command line.
func adviceOn(err error) []string {
	class := atomicsave.ClassOf(err).String()
	data := pathOf(err)
	advice := words.Save(err)
	if _, ok := errors.AsType[*lookError](err); ok {
		advice = words.Open(err)
	}
	if text, ok := optional("cli.text."+class, data); ok {
		advice.Text = words.Join(text, stateOf(err)) + words.Paths(err)
	}
	next, _ := optional("cli.next."+class, data)
	// A text is a whole sentence; the title repeats it for the eye.
	if advice.Text == "" {
		advice.Text = advice.Title
	}
	return notEmpty(advice.Text, next)
}

// details is what an expert wants to know of a failed save or look, a line each.
func details(err error) []string {
	if _, ok := errors.AsType[*planned](err); ok {
		return nil
	}
	if e, ok := errors.AsType[*atomicsave.Error](err); ok {
		return []string{words.Details(e)}
	}
	return nil
}

// stateOf says what became of the file.
func stateOf(err error) string {
	return words.T("state."+atomicsave.StateOf(err).String(), pathOf(err))
}

// pathOf is what a sentence about err can name.
func pathOf(err error) words.D {
	if e, ok := errors.AsType[*atomicsave.Error](err); ok {
		return words.D{"Path": e.Path}
	}
	return words.D{}
}

// optional is the sentence with that key, if there is one.
func optional(key string, data words.D) (string, bool) {
	text := words.T(key, data)
	if text == key {
		return "", false
	}
	return text, true
}

func notEmpty(lines ...string) []string {
	return slices.DeleteFunc(lines, func(l string) bool { return l == "" })
}

// failure is an error in the JSON of write and plan.
type failure struct {
	Class   atomicsave.Class `json:"class"`
	Step    atomicsave.Step  `json:"step"`
	State   atomicsave.State `json:"state"`
	Message string           `json:"message"` // for people, in their language
	Cause   string           `json:"cause"`   // what the system said
	Paths   []string         `json:"paths"`   // every file with content, when the state is unknown
}

// newFailure describes err; it is nil for nil.
func newFailure(err error) *failure {
	if err == nil {
		return nil
	}
	f := &failure{
		Class: atomicsave.ClassOf(err), State: atomicsave.StateOf(err),
		Message: words.Join(message(err)...), Cause: err.Error(), Paths: []string{},
	}
	if e, ok := errors.AsType[*atomicsave.Error](err); ok {
		f.Step = e.Step
		f.Paths = append(f.Paths, e.Paths...)
		if e.Err != nil {
			f.Cause = e.Err.Error()
		}
	}
	return f
}
