// Package words holds everything that Holdfast says to a person: it loads the
// translations, and it turns classes of failure into advice in plain words.
// It needs no window, so that the command line says the same sentences.
package words

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync/atomic"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"holdfast/assets"
)

// D names the values that a sentence has places for: {{.Name}} takes D{"Name": …}.
type D map[string]any

// fallback is the language that every key exists in.
var fallback = language.English

// speaker is the chosen language, swapped as a whole so that any goroutine may
// ask for a sentence.
var speaker atomic.Pointer[catalogue]

// catalogue is the set of all sentences with one language chosen.
type catalogue struct {
	bundle    *i18n.Bundle
	localizer *i18n.Localizer
	tag       language.Tag
}

func init() {
	c, err := load(assets.Translations, "translations", nil)
	if err != nil {
		panic(fmt.Sprintf("words: the built-in translations are broken: %v", err))
	}
	speaker.Store(c)
}

// load reads every translation in dir and chooses the best match for wanted, a
// list of BCP 47 tags in order of preference.
func load(files fs.FS, dir string, wanted []string) (*catalogue, error) {
	bundle := i18n.NewBundle(fallback)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if _, err := bundle.ParseMessageFileBytes(data, e.Name()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return choose(bundle, wanted), nil
}

func choose(bundle *i18n.Bundle, wanted []string) *catalogue {
	tags := bundle.LanguageTags()
	_, index := language.MatchStrings(language.NewMatcher(tags), wanted...)
	return &catalogue{bundle: bundle, localizer: i18n.NewLocalizer(bundle, tags[index].String()), tag: tags[index]}
}

// Use chooses the language of all later sentences: the best match for wanted,
// BCP 47 tags or POSIX locale names (de_DE.UTF-8) in order of preference, and
// English where nothing fits.
func Use(wanted ...string) {
	clean := make([]string, 0, len(wanted))
	for _, w := range wanted {
		w, _, _ = strings.Cut(w, ".")
		w, _, _ = strings.Cut(w, "@")
		if w = strings.ReplaceAll(w, "_", "-"); w != "" {
			clean = append(clean, w)
		}
	}
	speaker.Store(choose(speaker.Load().bundle, clean))
}

// Language is the BCP 47 tag of the language in use.
func Language() string { return speaker.Load().tag.String() }

// Languages lists the BCP 47 tags of all languages there are.
func Languages() []string {
	var out []string
	for _, t := range speaker.Load().bundle.LanguageTags() {
		out = append(out, t.String())
	}
	return out
}

// T is the sentence with that key in the language in use, in English where the
// translation lacks it, and the key itself where no language has it.
func T(key string, data ...D) string {
	return say(&i18n.LocalizeConfig{MessageID: key, TemplateData: merge(data)}, key)
}

// N is like T for a sentence that depends on a number, which it may name as
// {{.Count}}.
func N(key string, count int, data ...D) string {
	d := merge(data)
	d["Count"] = count
	return say(&i18n.LocalizeConfig{MessageID: key, TemplateData: d, PluralCount: count}, key)
}

func merge(data []D) D {
	all := D{}
	for _, d := range data {
		for k, v := range d {
			all[k] = v
		}
	}
	return all
}

func say(c *i18n.LocalizeConfig, key string) string {
	s, err := speaker.Load().localizer.Localize(c)
	if s == "" && err != nil {
		return key
	}
	return s
}
