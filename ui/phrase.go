package ui

import "holdfast/ui/words"

// phrase is a sentence that stays on the screen: it is said anew whenever it is
// drawn, in the language that the window speaks then. nil says nothing.
type phrase func() string

// phraseOf is the sentence with a key.
func phraseOf(key string, data ...words.D) phrase {
	return func() string { return words.T(key, data...) }
}

// String is the sentence in the language in use.
func (f phrase) String() string {
	if f == nil {
		return ""
	}
	return f()
}
