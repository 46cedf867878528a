package plainlocale

import "testing"

func TestSettle(t *testing.T) {
	type env map[string]string
	for _, test := range []struct {
		env  env
		want string
	}{
		{env{"LANG": "C.UTF-8"}, "en"},
		{env{"LANG": "C.utf8"}, "en"},
		{env{"LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8"}, "en"},
		{env{"LC_MESSAGES": "de_DE.UTF-8", "LANG": "C.UTF-8"}, ""},
		{env{"LANG": "C.UTF-8", "LANGUAGE": "fr"}, "fr"},
		{env{"LANG": "C"}, ""}, // Fyne knows this one
		{env{"LANG": "de_DE.UTF-8"}, ""},
		{env{}, ""},
	} {
		settle(func(name string) string { return test.env[name] }, func(name, value string) error {
			test.env[name] = value
			return nil
		})
		if got := test.env["LANGUAGE"]; got != test.want {
			t.Errorf("%v: LANGUAGE is %q, want %q", test.env, got, test.want)
		}
	}
}
