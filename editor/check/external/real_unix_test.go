//go:build unix

package external

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"holdfast/editor/check"
)

// pair is a file that a program accepts and one that it refuses.
type pair struct {
	program, path, good, bad string
	want                     string // the line that it names in the bad one, and part of what it says
}

const apache = "ServerRoot \"/etc/apache2\"\nServerName localhost\nErrorLog /dev/null\nPidFile /tmp/x.pid\nLoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\n"

// pairs has every row of the table, in its order.
var pairs = []pair{
	{"visudo", "sudoers", "root ALL=(ALL:ALL) ALL\n", "root ALL=(ALL:ALL) ALL\n\nthis is = not ( right\n", "3: path name"},
	{"sshd", "sshd_config", "Port 22\n", "Port 22\nPermitRootLogn no\n", "2: PermitRootLogn"},
	{"nginx", "nginx.conf", "events {}\nhttp {}\n", "events {}\nhttp {\n  servr {}\n}\n", "3: servr"},
	{"apachectl", "apache2.conf", apache, apache + "Listn 80\n", "6: Listn"},
	{"haproxy", "haproxy.cfg", "global\n  maxconn 10\n", "global\n  maxconn 10\n  nonsense 3\n", "3: nonsense"},
	{"named-checkconf", "named.conf", "options { recursion no; };\n", "options {\n  nonsense no;\n};\n", "2: nonsense"},
	{"named-checkzone", "/etc/bind/db.example.com", "$TTL 3600\n@ IN SOA ns.example.net. a.example.net. 1 2 3 4 5\n  IN NS ns.example.net.\nx IN A 1.2.3.4\n", "$TTL 3600\n@ IN SOA ns.example.net. a.example.net. 1 2 3 4 5\n  IN NS ns.example.net.\nx IN A 1.2.3\n", "4: dotted quad"},
	{"unbound-checkconf", "unbound.conf", "server:\n  verbosity: 1\n", "server:\n  verbosity: 1\n  nonsense: 3\n", "3: nonsense"},
	{"nsd-checkconf", "nsd.conf", "server:\n  verbosity: 1\n", "server:\n  verbosity: 1\n  nonsense: 3\n", "3: nonsense"},
	{"knotc", "knot.conf", "server:\n  listen: 127.0.0.1@53\n", "server:\n  listen: 127.0.0.1@53\n  nonsense: 3\n", "3: nonsense"},
	{"dnsmasq", "dnsmasq.conf", "domain-needed\n", "domain-needed\nnonsense=3\n", "2: bad option"},
	{"caddy", "Caddyfile", ":80 {\n\trespond x\n}\n", ":80 {\n\trespnd x\n}\n", "2: respnd"},
	{"lighttpd", "lighttpd.conf", "server.document-root = \"/var/www\"\nserver.port = 81\n", "server.document-root = \"/var/www\"\nfoo {\n", "3: parser failed"},
	{"squid", "squid.conf", "http_port 3128\n", "http_port 3128\nacl x nonsense 1.2.3.4\n", "2: nonsense"},
	{"systemd-analyze", "web.service", "[Unit]\nDescription=x\n[Service]\nExecStart=/bin/true\n", "[Unit]\nDescription=x\nNonsense=1\n[Service]\nExecStart=/bin/true\n", "3: Nonsense"},
	{"udevadm", "/etc/udev/rules.d/10-x.rules", "KERNEL==\"sda\", SYMLINK+=\"x\"\n", "KERNEL==\"sda\", SYMLINK+=\"x\"\nNONSENSE==\"x\", RUN+=\"y\"\n", "2: NONSENSE"},
	{"docker", "compose.yaml", "services:\n  web:\n    image: x\n", "services:\n  web:\n    image: x\n    ports: 80\n", "4: ports"},
	{"findmnt", "fstab", "tmpfs /tmp tmpfs rw 0 0\n", "tmpfs /tmp tmpfs rw 0 0\nnonsense\n", "2: parse"},
	{"crontab", "crontab", "* * * * * true\n", "# c\n99 * * * * true\n", "2: bad minute"},
	{"logrotate", "logrotate.conf", "weekly\n", "weekly\nnonsense\n", "2: nonsense"},
	{"rsyslogd", "rsyslog.conf", "module(load=\"imuxsock\")\n*.* /var/log/x\n", "module(load=\"imuxsock\")\n*.* /var/log/x\nnonsense(3)\n", "3: invalid character"},
	{"chronyd", "chrony.conf", "pool example.org\n", "pool example.org\nnonsense 3\n", "2: "},
	{"nft", "nftables.conf", "table inet x {\n  chain y {\n  }\n}\n", "table inet x {\n  chain y {\n    nonsense\n  }\n}\n", "3: syntax error"},
	{"dhcpd", "dhcpd.conf", "subnet 10.0.0.0 netmask 255.255.255.0 {\n  range 10.0.0.1;\n}\n", "subnet 10.0.0.0 netmask 255.255.255.0 {\n  rnge 10.0.0.1;\n}\n", "2: semicolon"},
	{"testparm", "smb.conf", "[global]\n  workgroup = X\n", "[global]\n  security = wrong\n", "2: wrong"},
	{"doveconf", "dovecot.conf", "protocols =\nlog_path = /dev/stderr\n", "protocols =\nnonsense = 3\n", "2: nonsense"},
	{"postconf", "/etc/postfix/main.cf", "myhostname = x.example\n", "myhostname = x.example\nnonsense\n", "2: missing '='"},
	{"keepalived", "keepalived.conf", "global_defs {\n  router_id x\n}\n", "global_defs {\n  router_id x\n  nonsense 3\n}\n", "3: nonsense"},
	{"monit", "monitrc", "set daemon 30\n", "set daemon 30\nnonsense 3\n", "2: nonsense"},
	{"promtool", "prometheus.yml", "global:\n  scrape_interval: 15s\n", "global:\n  scrape_interval: 15s\nscrape_configs:\n  - job_name: a\n    nonsense: 3\n", "5: nonsense"},
	{"promtool", "a.rules.yml", "groups:\n  - name: a\n    rules:\n      - alert: x\n        expr: up == 0\n", "groups:\n  - name: a\n    rules:\n      - alert: x\n        expr: \"up ==\"\n", "5: unexpected end of input"},
	{"amtool", "alertmanager.yml", "route:\n  receiver: a\nreceivers:\n  - name: a\n", "route:\n  receiver: a\nreceivers:\n  - name: a\n    nonsense: 3\n", "5: nonsense"},
	{"terraform", "main.tf", "variable \"a\" {\n}\n", "variable \"a\" {\n}\nvariable \"b {\n", "3: "},
	{"netplan", "/etc/netplan/1.yaml", "network:\n  version: 2\n  ethernets:\n    eth0:\n      dhcp4: true\n", "network:\n  version: 2\n  ethernets:\n    eth0:\n      dhcp4: maybe\n", "5: boolean"},
	{"php-fpm", "php-fpm.conf", "[global]\nerror_log = /tmp/x.log\n[www]\nlisten = /tmp/x.sock\npm = static\npm.max_children = 1\nuser = nobody\n", "[global]\nerror_log = /tmp/x.log\nnonsense = 3\n", "3: nonsense"},
	{"bird", "bird.conf", "router id 1.2.3.4;\nprotocol device {\n}\n", "router id 1.2.3.4;\nprotocol device {\n  nonsense;\n}\n", "3: syntax error"},
	{"radvd", "radvd.conf", "interface lo {\n  AdvSendAdvert on;\n};\n", "interface lo {\n  AdvSendAdvert on;\n  nonsense;\n};\n", "3: syntax error"},
	{"tor", "torrc", "SocksPort 9050\n", "SocksPort 9050\nNonsense 3\n", "2: Nonsense"},
	{"git", ".gitconfig", "[user]\n\tname = x\n", "[user]\n\tname = x\n[user\n", "3: bad config"},
	{"desktop-file-validate", "x.desktop", "[Desktop Entry]\nType=Application\nName=x\nExec=x\n", "[Desktop Entry]\nType=Application\nName=x\nExec=x\nNonsense=3\n", "5: Nonsense"},
	{"bash", ".bashrc", "a=1\n", "a=1\nif true; then\nfi fi\n", "3: syntax error"},
	{"sh", ".profile", "a=1\n", "a=1\nif true; then\nfi fi\n", "3: "},
	{"zsh", ".zshrc", "a=1\n", "a=1\nif true; then\nfi fi\n", "3: parse error"},
}

// TestEveryCheckerHasAPair finds rows of the table that no pair tries.
func TestEveryCheckerHasAPair(t *testing.T) {
	for i, c := range Checkers {
		if i >= len(pairs) || pairs[i].program != c.Name {
			t.Fatalf("row %d is %s, which has no pair of files", i, c.Name)
		}
		if got := For(pairs[i].path); !slices.ContainsFunc(got, func(f Checker) bool { return f.Name == c.Name && f.Args == c.Args }) {
			t.Errorf("%s is not asked about %s", c.Name, pairs[i].path)
		}
	}
}

// beyondCI says why CI, which installs the others, does not have a program.
var beyondCI = map[string]string{
	"promtool": "prometheus takes 96 MB", "amtool": "prometheus-alertmanager takes 42 MB", "caddy": "it takes 36 MB",
	"docker": "docker compose is in no package of Debian 12", "terraform": "it is in no package of Debian",
	"chronyd": "chrony would take the place of systemd-timesyncd",
	"udevadm": "udevadm verify is newer than the systemd of Debian 12", "crontab": "crontab -T is newer than the cron of Debian 12",
}

// TestRealCheckers asks the programs that are installed.
func TestRealCheckers(t *testing.T) {
	for i, p := range pairs {
		t.Run(p.program+" "+filepath.Base(p.path), func(t *testing.T) {
			c := Checkers[i]
			if _, ok := c.Find(); !ok {
				t.Skipf("%s is not installed; %s", c.Name, cmp.Or(beyondCI[c.Name], "CI installs it"))
			}
			dir := t.TempDir()
			if strings.HasPrefix(p.path, "/etc/postfix") { // it reads two files
				for _, name := range []string{"main.cf", "master.cf"} {
					if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			target := filepath.Join(dir, filepath.Base(p.path))
			problems, err := c.Run(t.Context(), target, temp(t, ".holdfast-0123", p.good))
			if e, ok := errors.AsType[*check.FailError](err); ok && e.Class == check.NotFound {
				t.Skipf("the program that is installed cannot do it: %v; %s", err, cmp.Or(beyondCI[c.Name], "that of CI can"))
			}
			if err != nil || len(problems) > 0 {
				t.Errorf("a good file: %s, %v", show(problems), err)
			}
			problems, err = c.Run(t.Context(), target, temp(t, ".holdfast-0123", p.bad))
			line, says, _ := strings.Cut(p.want, ": ")
			found := regexp.MustCompile(`(?:^|; )` + line + `:\d+ error [^;]*` + regexp.QuoteMeta(says))
			if err != nil || !found.MatchString(show(problems)) {
				t.Errorf("a bad file: %s, %v; want line %s", show(problems), err, p.want)
			}
			t.Log(show(problems))
		})
	}
}
