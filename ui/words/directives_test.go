package words

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"holdfast/assets"
)

func TestDirectives(t *testing.T) {
	if got := Directive("sshd-config", "permitrootlogin"); !strings.Contains(got, "root") {
		t.Errorf("%q", got)
	}
	if got := Directive("sshd-config", "no such thing"); got != "" {
		t.Errorf("%q", got)
	}
	if len(Directives("systemd")) < 40 {
		t.Error("units have few settings")
	}
	english := directivesIn("en")
	files, err := fs.ReadDir(assets.Directives, "directives")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := fs.ReadFile(assets.Directives, "directives/"+file.Name())
		var all map[string]map[string]string
		if err != nil || json.Unmarshal(data, &all) != nil {
			t.Fatalf("%s: %v", file.Name(), err)
		}
		for kind, texts := range english {
			for name := range texts {
				if all[kind][name] == "" {
					t.Errorf("%s has nothing for %s %s", file.Name(), kind, name)
				}
			}
		}
		for kind, texts := range all {
			for name, text := range texts {
				if len([]rune(text)) > 160 || english[kind][name] == "" {
					t.Errorf("%s: %s %s: %q", file.Name(), kind, name, text)
				}
			}
		}
	}
}
