package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDetect(t *testing.T) {
	for name, want := range map[string]Format{
		"a.json": JSON, "package.json": JSON, "dir/tsconfig.json": JSONC, "tsconfig.app.json": JSONC, "/p/.vscode/settings.json": JSONC, "settings.json": JSON, "x.json5": JSON5, "x.jsonc": JSONC,
		"a.yml": YAML, "docker-compose.yaml": YAML, "Cargo.toml": TOML, "Cargo.lock": TOML, "pom.xml": XML, "a.svg": XML, "php.ini": INI, "my.cnf": INI, "a.properties": Properties,
		".env": Env, ".env.local": Env, "prod.env": Env, "/etc/environment": Env, "environment": Unknown, "/etc/hosts": Hosts, `C:\Windows\System32\drivers\etc\hosts`: Hosts, "/etc/fstab": Fstab, "/etc/crontab": SystemCrontab, "crontab": Crontab,
		"/etc/cron.d/backup": SystemCrontab, "/var/spool/cron/crontabs/root": Crontab, "/etc/ssh/sshd_config": SSHD, "/etc/ssh/sshd_config.d/10.conf": SSHD, "x.service": Systemd, "/etc/systemd/system/x.service.d/override.conf": Systemd, "/etc/systemd/journald.conf": Systemd,
		"/etc/sudoers": Sudoers, "/etc/sudoers.d/me": Sudoers, "main.go": Unknown, "README.md": Unknown, "notes.txt": Unknown,
	} {
		if got := Detect(name, nil); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for content, want := range map[string]Format{
		"<?xml version='1.0'?><a/>": XML, "---\na: b": YAML, "{ \"a\": 1 }": JSON, "server {": Unknown, "%YAML 1.2\n---": YAML, "": Unknown, "\ufeff<?xml version='1.0'?>": XML,
	} {
		if got := Detect("some.conf", []byte(content)); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
	for name, want := range map[string]Format{"site.yml": YAML, "a.json": JSON, "a.toml": TOML, "crontab": Unknown, "rules": Unknown} {
		if got := Detect(name, []byte("#!/usr/bin/env x\n")); got != want {
			t.Errorf("%s with a line for the shell: %q, want %q", name, got, want)
		}
	}
	if got := Detect("inventory/hosts", []byte("[web]\nhost1\n")); got != Unknown {
		t.Errorf("an inventory is taken for %q", got)
	}
}

func TestNotChecked(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, tt := range []struct {
		ctx     context.Context
		format  Format
		content []byte
		class   Class
	}{
		{context.Background(), Sudoers, nil, NoChecker},
		{context.Background(), Unknown, nil, NoChecker},
		{cancelled, JSON, []byte("1"), Cancelled},
		{context.Background(), JSON, make([]byte, MaxSize+1), TooLarge},
	} {
		_, err := Check(tt.ctx, tt.format, tt.content)
		e, ok := errors.AsType[*FailError](err)
		if !ok || e.Class != tt.class {
			t.Errorf("%q: %v, want %s", tt.format, err, tt.class)
		}
	}
}

// TestEveryFormat checks nothing and one line of each format.
func TestEveryFormat(t *testing.T) {
	for _, format := range Formats() {
		for _, content := range []string{"", "\n", "x", "\ufeff", "\r", "\\", "[", "\"", "'"} {
			if _, err := Check(context.Background(), format, []byte(content)); err != nil {
				t.Errorf("%s: %q: %v", format, content, err)
			}
		}
	}
}

// TestHugeLines has one long line for each format that could choke on it: 100 MB
// of text, 10 MB of small pieces. If one of them took the square of its length, it
// would not be done before the check gives up.
func TestHugeLines(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds and 300 MB")
	}
	fill := func(before, unit, after string) []byte {
		size := 10 << 20
		if len(unit) == 1 {
			size = 100 << 20
		}
		b := append(make([]byte, 0, size+1024), before...)
		b = append(b, bytes.Repeat([]byte(unit), size/len(unit))...)
		return append(b, after...)
	}
	for _, tt := range []struct {
		format  Format
		content []byte
		good    bool
	}{
		{JSON, fill("[", "1,", "1]"), true},
		{JSON, fill(`["`, "x", `"]`), true},
		{JSON, fill(`["`, "x", ``), false},
		{TOML, fill("a = [", "1,", "]"), true},
		{YAML, fill("a: [", "b, ", "c]"), true},
		{YAML, fill("a: ", "b", ""), true},
		{XML, fill("<a>", "<b/>", "</a>"), true},
		{XML, append(namespaces(100_000), fill("", "<p:b p:c=''/>", "</a>")...), true},
		{XML, fill("<a>", "]", "</a>"), true},
		{JSON, fill(`{"a":1`, `,"a":1`, "}"), false},
		{JSON, fill(`["`, `\ud800`, `"]`), false},
		{TOML, fill("a = [", "{b.c = 1},", "]"), true},
		{TOML, fill(`a = "`, `\n`, `"`), true},
		{YAML, fill("", "- yes\n", ""), false},
		{YAML, fill(`a: "`, "\u0080", `"`), true},
		{YAML, fill("a:\n", "\t\n", "\tb: c"), false},
		{YAML, fill("{a", "\n", ": b}"), true},
		{YAML, fill("[", "&a [], *a , ", "]"), true},
		{INI, fill("a = ", "b", ""), true},
		{Hosts, fill("1.2.3.4 ", "a ", ""), true},
	} {
		start := time.Now()
		problems, err := Check(context.Background(), tt.format, tt.content)
		if err != nil || (len(problems) == 0) != tt.good {
			t.Errorf("%s: %d problems, %v", tt.format, len(problems), err)
		}
		if took := time.Since(start); took > MaxTime/2 {
			t.Errorf("%s takes %v", tt.format, took)
		} else {
			t.Logf("%s, %.20s…: %v", tt.format, tt.content, took)
		}
	}
}

// namespaces is the start tag of an element that binds p and n other prefixes.
func namespaces(n int) []byte {
	b := []byte("<a xmlns:p='p'")
	for i := range n {
		b = fmt.Appendf(b, " xmlns:p%d='%d'", i, i)
	}
	return append(b, '>')
}

func TestColumnsAreCharacters(t *testing.T) {
	problems, err := Check(context.Background(), JSON, []byte("\ufeff{\"ä\": \"😀\", \"e\u0301\": x}"))
	if err != nil || len(problems) != 2 {
		t.Fatalf("%+v, %v", problems, err)
	}
	if p := problems[1]; p.Line != 1 || p.Column != len([]rune("{\"ä\": \"😀\", \"e\u0301\": "))+1 {
		t.Errorf("%+v", p)
	}
	lines := strings.Repeat("1,\r\n2,\r3,\n", 3)
	problems, _ = Check(context.Background(), JSON, []byte("["+lines+"x]"))
	if p := problems[0]; p.Line != 10 || p.Column != 1 {
		t.Errorf("%+v", p)
	}
}

// TestRepairs has every kind of repair, and applies the first one again and again
// until nothing is wrong.
func TestRepairs(t *testing.T) {
	for _, tt := range []struct {
		format     Format
		src, after string
	}{
		{JSON, "{\"a\": 1\n \"b\": 2,}", "{\"a\": 1,\n \"b\": 2}"},
		{JSON, "[1 2, True, 'x',]", "[1, 2, true, \"x\"]"},
		{JSON, "{a = 1}", "{\"a\" : 1}"},
		{TOML, "a = [\n  1\n  2\n]\n", "a = [\n  1,\n  2\n]\n"},
		{TOML, "a: 1\nb = {c = 1,}\nd = True\n", "a = 1\nb = {c = 1}\nd = true\n"},
		{YAML, "a:\n\tb: 1\n\tc:\n\t\t- d\n\ne: f\n", "a:\n  b: 1\n  c:\n    - d\n\ne: f\n"},
		{YAML, "x:\n    y: 1\na:\n\tb: 1\n", "x:\n    y: 1\na:\n    b: 1\n"},
		{YAML, "x: 1\nport:80\n", "x: 1\nport: 80\n"},
		{YAML, "a: \"b\"#c\n", "a: \"b\" #c\n"},
		{XML, "<a b='&'>&</a>", "<a b='&amp;'>&amp;</a>"},
		{JSON, "\ufeff[FALSE, None, NULL]", "[false, null, null]"},
		{JSON, "{\"a\" 1, b: \"c\td\u0001\"}", "{\"a\": 1, \"b\": \"c\\td\\u0001\"}"},
		{JSON, `["\d", "\'"]`, `["\\d", "'"]`},
		{TOML, "\ufeffa = 1\n", "a = 1\n"},
		{TOML11, "a = [1 2]\nb = FALSE\n", "a = [1, 2]\nb = false\n"},
		{YAML, "a: \"\\d\"\n", "a: \"\\\\d\"\n"},
		{YAML, "a: [\n  b\n]\n", "a: [\n  b\n ]\n"},
		{YAML, "{a:[b], c:{d: e}}\n", "{a: [b], c: {d: e}}\n"},
		{XML, "<a b='<'>]]></a>", "<a b='&lt;'>]]&gt;</a>"},
		{XML, "<!DOCTYPE a [<!ENTITY e 'b & c'>]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e 'b &amp; c'>]><a>&e;</a>"},
		{INI, "[a\nb = 1\n", "[a]\nb = 1\n"},
		{Systemd, "[Unit\nDescription=x\n", "[Unit]\nDescription=x\n"},
		{Crontab, "* * * * * true", "* * * * * true\n"},
	} {
		src := tt.src
		for range 10 {
			problems, err := Check(t.Context(), tt.format, []byte(src))
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(problems, func(p Problem) bool { return p.Fix != nil })
			if i < 0 {
				if len(problems) > 0 {
					t.Errorf("%q: no repair for %+v", src, problems[0])
				}
				break
			}
			f := problems[i].Fix
			src = src[:f.From] + f.Insert + src[f.To:]
		}
		if src != tt.after {
			t.Errorf("%q becomes %q, want %q", tt.src, src, tt.after)
		}
	}
}
