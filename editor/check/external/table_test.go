package external

import (
	"regexp"
	"strings"
	"testing"

	"holdfast/editor/check"
)

func TestTable(t *testing.T) {
	for _, c := range Checkers {
		if c.Name == "" || c.Files == "" || !strings.Contains(c.Args, "{file}") && !strings.Contains(c.Args, "{dir}") && !strings.Contains(c.Args, "{root}") {
			t.Errorf("%+v is not complete", c)
		}
		for _, pattern := range []string{c.Ignore, c.Wrong} {
			if _, err := regexp.Compile(pattern); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
		}
		for pattern := range strings.FieldsSeq(c.Files) {
			if !check.Matches(pattern, "/x/"+strings.NewReplacer("*", "a", "/etc/", "etc/").Replace(pattern)) {
				t.Errorf("%s: the pattern %q matches nothing", c.Name, pattern)
			}
		}
	}
}

func TestFor(t *testing.T) {
	for name, want := range map[string]string{
		"/etc/sudoers": "visudo", "/etc/sudoers.d/me": "visudo", "/etc/nginx/nginx.conf": "nginx", "/srv/compose.yaml": "docker", "a.service": "systemd-analyze", "/etc/postfix/main.cf": "postconf", "main.cf": "",
		"Caddyfile": "caddy", "x.tf": "terraform", "notes.txt": "", "/etc/fstab": "findmnt", "/etc/bind/db.example.com": "named-checkzone", "db.sqlite": "", "/etc/netplan/1.yaml": "netplan", "a/1.yaml": "", "/home/me/.gitconfig": "git", "/etc/dnsmasq.conf": "dnsmasq",
	} {
		got := ""
		if all := For(name); len(all) > 0 {
			got = all[0].Name
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestReload(t *testing.T) {
	for path, want := range map[string]string{
		"/etc/nginx/sites-available/web": "sudo systemctl reload nginx", "/srv/etc/nginx/nginx.conf": "", "/etc/ssh/sshd_config": "sudo systemctl reload ssh", "/etc/hosts": "",
		"/home/me/app/compose.yaml": "docker compose up -d", "/home/me/.bashrc": "source /home/me/.bashrc", "/home/it's me/.bashrc": `source '/home/it'\''s me/.bashrc'`,
		"/home/me/.config/systemd/user/a.timer": "systemctl --user daemon-reload", "/etc/systemd/system/a.service.d/b.conf": "sudo systemctl daemon-reload",
	} {
		if got := Reload(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
