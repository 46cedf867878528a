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
	"sync"
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
// ask for a sentence. It is nil before the first choice and the first sentence:
// reading a translation takes 2 ms of a start.
var speaker atomic.Pointer[catalogue]

// catalogue is the set of all translations with one language chosen.
type catalogue struct {
	files     fs.FS
	tags      []language.Tag // of the translations there are, the fallback first
	names     []string       // their files, in the same order
	localizer *i18n.Localizer
	english   func() *i18n.Localizer // for what the chosen language lacks; read when it is asked
	tag       language.Tag
}

// builtIn lists the translations of the program, with none chosen.
var builtIn = sync.OnceValue(func() *catalogue {
	c, err := list(assets.Translations, "translations")
	if err != nil {
		panic(fmt.Sprintf("words: the built-in translations are broken: %v", err))
	}
	return c
})

// current is the chosen language, or the fallback.
func current() *catalogue {
	if speaker.Load() == nil {
		c, err := builtIn().choose(nil)
		if err != nil {
			panic(fmt.Sprintf("words: the built-in translations are broken: %v", err)) // a test reads them all
		}
		speaker.CompareAndSwap(nil, c)
	}
	return speaker.Load()
}

// list lists the translations in dir.
func list(files fs.FS, dir string) (*catalogue, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, err
	}
	c := &catalogue{files: files, tags: []language.Tag{fallback}, names: []string{path.Join(dir, fallback.String()+".json")}}
	for _, e := range entries {
		tag, err := language.Parse(strings.TrimSuffix(e.Name(), ".json"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Join(dir, e.Name()), err)
		}
		if tag != fallback {
			c.tags, c.names = append(c.tags, tag), append(c.names, path.Join(dir, e.Name()))
		}
	}
	return c, nil
}

// choose is c with the best match for wanted, a list of BCP 47 tags in order of
// preference. Only that translation is read: the start of the program need not
// wait for a dozen.
func (c *catalogue) choose(wanted []string) (*catalogue, error) {
	_, index := language.MatchStrings(language.NewMatcher(c.tags), wanted...)
	chosen := *c
	chosen.tag = c.tags[index]
	var err error
	if chosen.localizer, err = c.read(index); err != nil {
		return nil, err
	}
	chosen.english = sync.OnceValue(func() *i18n.Localizer {
		l, err := c.read(0)
		if err != nil {
			return chosen.localizer // a test reads them all
		}
		return l
	})
	return &chosen, nil
}

// read reads one of the translations.
func (c *catalogue) read(index int) (*i18n.Localizer, error) {
	data, err := fs.ReadFile(c.files, c.names[index])
	if err != nil {
		return nil, err
	}
	bundle := i18n.NewBundle(fallback)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	if _, err := bundle.ParseMessageFileBytes(data, path.Base(c.names[index])); err != nil {
		return nil, fmt.Errorf("%s: %w", c.names[index], err)
	}
	return i18n.NewLocalizer(bundle, c.tags[index].String()), nil
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
	from := speaker.Load()
	if from == nil {
		from = builtIn()
	}
	c, err := from.choose(clean)
	if err != nil {
		panic(fmt.Sprintf("words: a built-in translation is broken: %v", err)) // a test reads them all
	}
	speaker.Store(c)
}

// Language is the BCP 47 tag of the language in use.
func Language() string { return current().tag.String() }

// Languages lists the BCP 47 tags of all languages there are.
func Languages() []string {
	var out []string
	for _, t := range current().tags {
		out = append(out, t.String())
	}
	return out
}

// Spaceless reports whether the language in use is written without spaces between
// words and sentences.
func Spaceless() bool {
	base, _ := current().tag.Base()
	return base.String() == "ja" || base.String() == "zh"
}

// Join makes one paragraph of sentences, with a space between them where the
// language has such; empty ones are left out.
func Join(sentences ...string) string {
	space := " "
	if Spaceless() {
		space = ""
	}
	return strings.Join(nonEmpty(sentences...), space)
}

// List writes things one after the other, with the comma of the language.
func List(things ...string) string {
	comma := ", "
	if Spaceless() {
		comma = "、"
	}
	return strings.Join(things, comma)
}

// LanguageName is what a language calls itself. It is the sentence
// "language.name" of its translation, and the tag where that has none.
func LanguageName(tag string) string {
	c := current()
	for i, t := range c.tags {
		if t.String() != tag {
			continue
		}
		sentences, name := map[string]json.RawMessage{}, ""
		data, err := fs.ReadFile(c.files, c.names[i])
		if err == nil && json.Unmarshal(data, &sentences) == nil && json.Unmarshal(sentences["language.name"], &name) == nil && name != "" {
			return name
		}
	}
	return tag
}

// T is the sentence with that key in the language in use, in English where the
// translation lacks it, and the key itself where no language has it.
func T(key string, data ...D) string {
	return say(&i18n.LocalizeConfig{MessageID: key, TemplateData: merge(data), TemplateParser: sentenceParser{}}, key)
}

// N is like T for a sentence that depends on a number, which it may name as
// {{.Count}}.
func N(key string, count int, data ...D) string {
	d := merge(data)
	d["Count"] = count
	return say(&i18n.LocalizeConfig{MessageID: key, TemplateData: d, PluralCount: count, TemplateParser: sentenceParser{}}, key)
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

func say(config *i18n.LocalizeConfig, key string) string {
	c := current()
	if s, err := c.localizer.Localize(config); err == nil || s != "" {
		return s
	}
	if s, _ := c.english().Localize(config); s != "" {
		return s
	}
	return key
}
