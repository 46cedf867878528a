// Package linefile checks the small formats in which every line stands alone:
// INI, Java properties, .env, hosts, fstab, crontab, sshd_config and systemd
// units.
//
// None of them has a grammar that all its readers share. Each check names the
// reader that it follows, and is an error only where that reader refuses the
// line or ignores it; the rest are warnings.
package linefile
