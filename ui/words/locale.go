package words

import "github.com/jeandeaual/go-locale"

// UseSystem chooses the language that the system is set to.
func UseSystem() {
	wanted, err := locale.GetLocales()
	if err != nil {
		return // a system that names no language gets the fallback
	}
	Use(wanted...)
}
