package external

import (
	"path/filepath"
	"strings"

	"holdfast/editor/check"
)

// Checker is one row of the table: a program that can say whether a file is
// right, and how to ask it.
type Checker struct {
	// Name is what the user allows: the name of the program.
	Name string
	// Also are other names of it, apart by spaces: those with a version.
	Also string
	// Files are patterns of path.Match, apart by spaces, for the files that it
	// checks. One with slashes is compared with the end of the path.
	Files string
	// Args are its arguments. {file} stands for the file to check, {dir} for the
	// folder that file is in, {root} for the shadow folder, and {zone} for the
	// domain that the name of a zone file tells.
	Args string
	// Shadow says that the program looks at the name of the file: it is given a
	// copy under the real name in a folder of its own.
	Shadow bool
	// Below is where in that folder the program looks for the copy.
	Below string
	// With are files beside the real one that it needs in that folder too.
	With string
	// Ignore is a pattern of regexp for lines that say nothing about the file:
	// missing rights, missing keys.
	Ignore string
	// Wrong is a pattern for lines that are errors although the program ends as
	// if there were none.
	Wrong string
}

// Checkers is the table. Rows are tried in order. Programs that run commands
// which stand in the file are not in it: "ssh -G" obeys Match exec.
var Checkers = []Checker{
	{Name: "visudo", Files: "sudoers sudoers.d/* *.sudoers", Args: "-c -f {file}", Ignore: `parsed OK`},
	{Name: "sshd", Files: "sshd_config sshd_config.d/*.conf", Args: "-t -f {file}", Ignore: `(?i)host ?key|privilege separation directory|Permission denied`},
	{Name: "nginx", Files: "nginx.conf", Args: "-t -q -c {file}", Ignore: `Permission denied|\[warn\] the "user" directive|test failed`},
	{Name: "apachectl", Files: "httpd.conf apache2.conf", Args: "-t -f {file}", Ignore: `Could not reliably determine|Syntax OK`},
	{Name: "haproxy", Files: "haproxy.cfg", Args: "-c -f {file}", Ignore: `\[NOTICE\]|Fatal errors found|Error\(s\) found|is valid|has no error`},
	{Name: "named-checkconf", Files: "named.conf named.conf.*", Args: "{file}"},
	{Name: "named-checkzone", Files: "bind/db.* bind/zones/db.* *.zone", Args: "-i local -k ignore {zone} {file}", Ignore: `: loaded serial|^OK$|not loaded due to errors|loading from master file`},
	{Name: "unbound-checkconf", Files: "unbound.conf", Args: "{file}", Ignore: `no errors in|errors in configuration file$`},
	{Name: "nsd-checkconf", Files: "nsd.conf", Args: "{file}", Ignore: `errors in configuration file$`},
	{Name: "knotc", Files: "knot.conf", Args: "-c {file} conf-check", Ignore: `failed to load configuration|is valid`},
	{Name: "dnsmasq", Files: "dnsmasq.conf dnsmasq.d/*.conf", Args: "--test -C {file}", Ignore: `syntax check OK`},
	{Name: "caddy", Files: "Caddyfile *.caddyfile", Args: "validate --adapter caddyfile --config {file}", Ignore: `"level":"info"|\tINFO\t|Valid configuration`},
	{Name: "lighttpd", Files: "lighttpd.conf", Args: "-tt -f {file}"},
	{Name: "squid", Files: "squid.conf", Args: "-k parse -f {file}", Ignore: `Processing|Startup:|Initializing|^[0-9/]+ [0-9:]+\| *$`},
	{Name: "systemd-analyze", Files: "*.service *.socket *.target *.mount *.automount *.timer *.path *.slice *.swap", Args: "verify --man=no --recursive-errors=no {file}", Shadow: true, Ignore: `Failed to create .*/(start|reload)|is not executable|Command .* is not executable`},
	{Name: "udevadm", Files: "rules.d/*.rules", Args: "verify {file}", Shadow: true},
	{Name: "docker", Files: "docker-compose.yml docker-compose.yaml compose.yml compose.yaml docker-compose.*.yml docker-compose.*.yaml", Args: "compose -f {file} config -q", Shadow: true, With: ".env", Ignore: `level=warning|is obsolete`},
	{Name: "findmnt", Files: "fstab", Args: "--verify --tab-file {file}", Ignore: `unreachable|target \(|your fstab has been modified|errors?, .*warnings?|Success|\[W\]`},
	{Name: "crontab", Files: "crontab crontab.* *.crontab cron/crontabs/*", Args: "-T {file}", Ignore: `errors in crontab|No syntax issues`},
	{Name: "logrotate", Files: "logrotate.conf logrotate.d/*", Args: "-d --state /dev/null {file}", Ignore: `^(reading|Handling|considering|rotating|Creating|Reading|warning: logrotate in debug|  )|does not exist`, Wrong: `^error: `},
	{Name: "rsyslogd", Files: "rsyslog.conf rsyslog.d/*.conf", Args: "-N1 -f {file}", Ignore: `version|End of config validation|Bye|warnings occurred in file`},
	{Name: "chronyd", Files: "chrony.conf", Args: "-p -f {file}"},
	{Name: "nft", Files: "nftables.conf *.nft", Args: "-c -f {file}", Ignore: `Operation not permitted`},
	{Name: "dhcpd", Files: "dhcpd.conf", Args: "-t -cf {file}", Ignore: `^(Internet Systems|Copyright|All rights|For info|Config file|Database file|PID file|WARNING|$)|Configuration file errors|^If you think|^than a configuration|submitting a bug|before submitting|should check|process and the information|exiting\.$`},
	{Name: "testparm", Files: "smb.conf", Args: "-s {file}", Ignore: `^(Load smb config|Loaded services|Server role)|rlimit_max`},
	{Name: "doveconf", Files: "dovecot.conf", Args: "-n -c {file}"},
	{Name: "postconf", Files: "postfix/main.cf postfix/master.cf", Args: "-n -c {dir}", Shadow: true, With: "main.cf master.cf"},
	{Name: "keepalived", Files: "keepalived.conf", Args: "-t -f {file}"},
	{Name: "monit", Files: "monitrc", Args: "-t -c {file}"},
	{Name: "promtool", Files: "prometheus.yml prometheus.yaml", Args: "check config --syntax-only {file}", Ignore: `^Checking|SUCCESS`},
	{Name: "promtool", Files: "*.rules.yml *.rules.yaml", Args: "check rules {file}", Ignore: `^Checking|SUCCESS`},
	{Name: "amtool", Files: "alertmanager.yml alertmanager.yaml", Args: "check-config {file}", Ignore: `^Checking|SUCCESS`},
	{Name: "terraform", Files: "*.tf *.tfvars", Args: "fmt -check -no-color {file}", Shadow: true},
	{Name: "netplan", Files: "etc/netplan/*.yaml", Args: "generate --root-dir {root}", Shadow: true, Below: "etc/netplan"},
	{Name: "php-fpm", Also: "php-fpm8.5 php-fpm8.4 php-fpm8.3 php-fpm8.2 php-fpm8.1 php-fpm7.4", Files: "php-fpm.conf", Args: "-t -y {file}", Ignore: `test is successful|failed to load configuration|FPM initialization failed`},
	{Name: "bird", Files: "bird.conf", Args: "-p -c {file}"},
	{Name: "radvd", Files: "radvd.conf", Args: "-c -C {file}", Ignore: `syntax ok|failed to read config file`},
	{Name: "tor", Files: "torrc", Args: "--verify-config --hush -f {file}", Ignore: `running Tor as root|Reading config failed`},
	{Name: "git", Files: ".gitconfig .git/config .gitmodules", Args: "config --file {file} --no-includes --list --name-only", Ignore: `^[A-Za-z0-9-]+\..*$`},
	{Name: "desktop-file-validate", Files: "*.desktop", Args: "{file}", Shadow: true},
	{Name: "bash", Files: ".bashrc .bash_profile .bash_login .bash_logout .bash_aliases *.bash", Args: "-n {file}"},
	{Name: "sh", Files: ".profile /etc/profile profile.d/*.sh *.sh", Args: "-n {file}"},
	{Name: "zsh", Files: ".zshrc .zprofile .zshenv *.zsh", Args: "-n {file}"},
}

// For returns the checkers for a file, the best first. They need not be
// installed: see [Checker.Find].
func For(name string) []Checker {
	name = filepath.ToSlash(name)
	var all []Checker
	for _, c := range Checkers {
		for pattern := range strings.FieldsSeq(c.Files) {
			if check.Matches(pattern, name) {
				all = append(all, c)
				break
			}
		}
	}
	return all
}
