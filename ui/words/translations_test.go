package words

import (
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"holdfast/assets"
)

// counts meet every plural form that a whole number has in any language.
var counts = []int{0, 1, 2, 3, 5, 6, 11, 12, 14, 20, 21, 22, 25, 100, 101, 102, 1000000}

var place = regexp.MustCompile(`\{\{.*?\}\}`)

// sentences are the texts of a translation, the forms of a plural by their names.
func sentences(t *testing.T, tag string) map[string]map[string]string {
	t.Helper()
	data, err := assets.Translations.ReadFile(path.Join("translations", tag+".json"))
	if err != nil {
		t.Fatal(err)
	}
	raw := map[string]any{}
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", tag, err)
	}
	all := map[string]map[string]string{}
	for key, value := range raw {
		switch v := value.(type) {
		case string:
			all[key] = map[string]string{"": v}
		case map[string]any:
			all[key] = map[string]string{}
			for form, text := range v {
				all[key][form], _ = text.(string)
			}
		default:
			t.Errorf("%s: %q is neither a sentence nor its plural forms", tag, key)
		}
	}
	return all
}

func places(text string) []string {
	found := place.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestEveryTranslationIsComplete finds keys that a language lacks or has in
// excess, values that a sentence does not say, plural forms that are missing,
// and whole sentences that were left in English.
func TestEveryTranslationIsComplete(t *testing.T) {
	defer Use("en")
	english := sentences(t, "en")
	for _, tag := range Languages() {
		if tag == "en" {
			continue
		}
		t.Run(tag, func(t *testing.T) {
			mine := sentences(t, tag)
			for _, key := range slices.Sorted(maps.Keys(mine)) {
				if english[key] == nil {
					t.Errorf("%q is not an English key", key)
				}
			}
			Use(tag)
			for _, key := range slices.Sorted(maps.Keys(english)) {
				compareSentence(t, key, english[key], mine[key])
			}
		})
	}
}

func compareSentence(t *testing.T, key string, english, mine map[string]string) {
	t.Helper()
	if mine == nil {
		t.Errorf("%q is missing", key)
		return
	}
	if text, plain := english[""]; plain {
		if got, want := places(mine[""]), places(text); !slices.Equal(got, want) {
			t.Errorf("%q says %v, English says %v", key, got, want)
		}
		said := place.ReplaceAllString(text, "")
		if strings.Count(said, " ") >= 3 && mine[""] == text && strings.ToLower(said) != said {
			t.Errorf("%q was left in English", key)
		}
		return
	}
	for form, text := range mine {
		if got, most := places(text), places(english["other"]); slices.ContainsFunc(got, func(p string) bool { return !slices.Contains(most, p) }) {
			t.Errorf("%q (%s) says %v, English says %v", key, form, got, most)
		}
	}
	for _, n := range counts {
		c := &i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: D{"Count": n}, TemplateParser: sentenceParser{}}
		if _, tag, err := speaker.Load().localizer.LocalizeWithTag(c); err != nil || tag != speaker.Load().tag {
			t.Errorf("%q has no form for %d: %v", key, n, err)
		}
	}
}

func TestEveryTranslationCanBeChosen(t *testing.T) {
	defer Use("en")
	for _, tag := range Languages() {
		Use(tag)
		if Language() != tag {
			t.Errorf("%s is asked for and %s is chosen", tag, Language())
		}
	}
}
