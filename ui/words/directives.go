package words

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"holdfast/assets"
)

// directives are the sentences about settings, by language, kind of file and
// name. A file is read when it is first asked for.
var directives = struct {
	sync.Mutex
	read map[string]map[string]map[string]string
}{read: map[string]map[string]map[string]string{}}

// directivesIn reads the sentences of one language; nothing if there are none.
func directivesIn(language string) map[string]map[string]string {
	directives.Lock()
	defer directives.Unlock()
	if all, ok := directives.read[language]; ok {
		return all
	}
	var all map[string]map[string]string
	if data, err := fs.ReadFile(assets.Directives, "directives/"+language+".json"); err == nil {
		_ = json.Unmarshal(data, &all) // a test reads them
	}
	directives.read[language] = all
	return all
}

// Directive says what a setting means in a kind of file, in the language in use
// or else in English; empty if nothing is known. Upper and lower case do not
// matter.
func Directive(kind, name string) string {
	for _, language := range []string{Language(), fallback.String()} {
		texts := directivesIn(language)[kind]
		if text := texts[name]; text != "" {
			return text
		}
		for key, text := range texts {
			if strings.EqualFold(key, name) {
				return text
			}
		}
	}
	return ""
}

// Directives lists the settings of a kind of file that something is known
// about, sorted.
func Directives(kind string) []string {
	return slices.Sorted(maps.Keys(directivesIn(fallback.String())[kind]))
}
