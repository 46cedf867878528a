package words

import "holdfast/assets"

// Guide is the user's guide in Markdown, in the language in use, or in English
// where there is none; own says which.
func Guide() (text string, own bool) {
	data, err := assets.Guides.ReadFile("guide/" + Language() + ".md")
	if err == nil {
		return string(data), true
	}
	data, err = assets.Guides.ReadFile("guide/" + fallback.String() + ".md")
	if err != nil {
		panic("words: there is no guide: " + err.Error()) // a test reads it
	}
	return string(data), false
}
