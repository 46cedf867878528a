package merge

import "bytes"

// Labels are the words behind the markers of a conflict, each on one line.
type Labels struct{ Mine, Base, Theirs string }

// Place is a conflict in a marked text.
type Place struct {
	// From and To are the byte offsets in the marked text of the whole
	// conflict, with its markers.
	From, To int
	// Base, Mine and Theirs are what the three texts have there, to the byte.
	// They must not be written to.
	Base, Mine, Theirs []byte
}

// Marked is the merged text with each conflict written out between the markers
// that Git and most editors know:
//
//	<<<<<<< mine
//	…
//	||||||| base
//	…
//	=======
//	…
//	>>>>>>> theirs
//
// The markers end with the first line break of my text, or "\n". A variant
// whose last line has no break gets that break too, so that the next marker
// stands on a line of its own; the Place has the variant as it is.
func (m *Merged) Marked(labels Labels) ([]byte, []Place) {
	w := marker{newline: firstBreak(m.Mine)}
	var places []Place
	for _, r := range m.Regions {
		if s, known := r.settled(); known {
			w.out = append(w.out, m.Of(r, s)...)
			continue
		}
		p := Place{From: len(w.out), Base: m.Of(r, Base), Mine: m.Of(r, Mine), Theirs: m.Of(r, Theirs)}
		w.mark("<<<<<<<", labels.Mine)
		w.variant(p.Mine)
		w.mark("|||||||", labels.Base)
		w.variant(p.Base)
		w.mark("=======", "")
		w.variant(p.Theirs)
		w.mark(">>>>>>>", labels.Theirs)
		p.To = len(w.out)
		places = append(places, p)
	}
	return w.out, places
}

type marker struct {
	out     []byte
	newline string
}

func (w *marker) mark(sign, label string) {
	w.out = append(w.out, sign...)
	if label != "" {
		w.out = append(append(w.out, ' '), label...)
	}
	w.out = append(w.out, w.newline...)
}

func (w *marker) variant(text []byte) {
	w.out = append(w.out, text...)
	if len(text) > 0 && breakOf(text) == "" {
		w.out = append(w.out, w.newline...)
	}
}

// breakOf is the line break that a text ends with.
func breakOf(text []byte) string {
	for _, b := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasSuffix(text, []byte(b)) {
			return b
		}
	}
	return ""
}

func firstBreak(l Lines) string {
	if l.Len() > 0 {
		if b := breakOf(l.Line(0)); b != "" {
			return b
		}
	}
	return "\n"
}
