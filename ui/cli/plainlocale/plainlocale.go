// Package plainlocale keeps Fyne quiet where the locale is C.UTF-8, as in many
// containers: Fyne parses the "C" as the name of a language while its packages
// are initialised, fails, and writes that to standard error, even when a verb
// runs that never opens a window.
//
// Importing it is enough. The Go specification (Package initialization) has
// packages initialised in the order of their import paths, each as soon as all
// that it imports is ready. This one imports nothing but os, and Fyne's package
// lang needs text/template and much else that comes later.
package plainlocale

import "os"

func init() { settle(os.Getenv, os.Setenv) }

// settle names the language that a C locale stands for. LANGUAGE goes before
// the locale for messages, in Fyne's locale library as in gettext.
func settle(get func(string) string, set func(key, value string) error) {
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale = get(name); locale != "" {
			break
		}
	}
	if len(locale) > 2 && locale[:2] == "C." && get("LANGUAGE") == "" {
		// The language stays the locale's: nothing is lost if this fails.
		_ = set("LANGUAGE", "en")
	}
}
