package external

import (
	"path/filepath"
	"strings"

	"holdfast/editor/check"
)

// reloads are the commands that make programs read their files again, for files
// at their usual places. Nothing here is ever run: it is shown.
var reloads = []struct{ files, command string }{
	{"/etc/nginx/*.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-available/* /etc/nginx/sites-enabled/* /etc/nginx/snippets/*", "sudo systemctl reload nginx"},
	{"/etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf", "sudo systemctl reload ssh"},
	{"/etc/apache2/*.conf /etc/apache2/conf-available/*.conf /etc/apache2/conf-enabled/*.conf /etc/apache2/sites-available/*.conf /etc/apache2/sites-enabled/*.conf /etc/apache2/mods-available/*.conf", "sudo systemctl reload apache2"},
	{"/etc/httpd/conf/*.conf /etc/httpd/conf.d/*.conf", "sudo systemctl reload httpd"},
	{"/etc/haproxy/haproxy.cfg", "sudo systemctl reload haproxy"},
	{"/etc/bind/*.conf /etc/bind/named.conf.* /etc/named.conf", "sudo rndc reconfig"},
	{"/etc/unbound/unbound.conf /etc/unbound/unbound.conf.d/*.conf", "sudo unbound-control reload"},
	{"/etc/dnsmasq.conf /etc/dnsmasq.d/*", "sudo systemctl restart dnsmasq"},
	{"/etc/caddy/Caddyfile", "sudo systemctl reload caddy"},
	{"/etc/lighttpd/lighttpd.conf", "sudo systemctl reload lighttpd"},
	{"/etc/squid/squid.conf", "sudo systemctl reload squid"},
	{"/etc/systemd/system/*.service /etc/systemd/system/*.socket /etc/systemd/system/*.timer /etc/systemd/system/*.mount /etc/systemd/system/*.path /etc/systemd/system/*.target /etc/systemd/system/*.d/*.conf", "sudo systemctl daemon-reload"},
	{"systemd/user/*.service systemd/user/*.socket systemd/user/*.timer systemd/user/*.path", "systemctl --user daemon-reload"},
	{"/etc/systemd/resolved.conf", "sudo systemctl restart systemd-resolved"},
	{"/etc/systemd/journald.conf", "sudo systemctl restart systemd-journald"},
	{"/etc/systemd/network/*.network /etc/systemd/network/*.netdev", "sudo networkctl reload"},
	{"/etc/udev/rules.d/*.rules", "sudo udevadm control --reload"},
	{"/etc/sysctl.conf /etc/sysctl.d/*.conf", "sudo sysctl --system"},
	{"/etc/fstab", "sudo systemctl daemon-reload"},
	{"/etc/netplan/*.yaml", "sudo netplan try"},
	{"/etc/network/interfaces /etc/network/interfaces.d/*", "sudo systemctl restart networking"},
	{"/etc/rsyslog.conf /etc/rsyslog.d/*.conf", "sudo systemctl restart rsyslog"},
	{"/etc/chrony/chrony.conf /etc/chrony.conf", "sudo systemctl restart chrony"},
	{"/etc/nftables.conf", "sudo systemctl reload nftables"},
	{"/etc/fail2ban/*.local /etc/fail2ban/*.conf /etc/fail2ban/jail.d/*", "sudo systemctl reload fail2ban"},
	{"/etc/samba/smb.conf", "sudo smbcontrol all reload-config"},
	{"/etc/exports /etc/exports.d/*", "sudo exportfs -ra"},
	{"/etc/postfix/main.cf /etc/postfix/master.cf", "sudo postfix reload"},
	{"/etc/aliases", "sudo newaliases"},
	{"/etc/dovecot/dovecot.conf /etc/dovecot/conf.d/*", "sudo systemctl reload dovecot"},
	{"/etc/keepalived/keepalived.conf", "sudo systemctl reload keepalived"},
	{"/etc/prosody/prosody.cfg.lua", "sudo systemctl reload prosody"},
	{"/etc/prometheus/*.yml /etc/prometheus/*.yaml", "sudo systemctl reload prometheus"},
	{"/etc/docker/daemon.json", "sudo systemctl reload docker"},
	{"/etc/default/grub /etc/default/grub.d/*.cfg", "sudo update-grub"},
	{"/etc/php/*/fpm/php.ini /etc/php/*/fpm/pool.d/*.conf", "sudo systemctl reload 'php*-fpm'"},
	{"docker-compose.yml docker-compose.yaml compose.yml compose.yaml", "docker compose up -d"},
	{".bashrc .bash_aliases .bash_profile .profile .zshrc", "source {file}"},
	{".tmux.conf", "tmux source-file {file}"},
}

// Reload returns a command that makes the program which reads a file take
// notice of a change, empty if none is known. Patterns that begin with a slash
// are whole paths.
func Reload(path string) string {
	slashed := filepath.ToSlash(path)
	for _, r := range reloads {
		for pattern := range strings.FieldsSeq(r.files) {
			if check.Matches(pattern, slashed) && (pattern[0] != '/' || strings.Count(pattern, "/") == strings.Count(slashed, "/")) {
				return strings.ReplaceAll(r.command, "{file}", quoteForShell(path))
			}
		}
	}
	return ""
}

// quoteForShell writes a path as one word of a shell.
func quoteForShell(path string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+,@%:=", r)
	}
	if strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
