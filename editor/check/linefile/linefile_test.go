package linefile

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"holdfast/editor/check/diag"
)

func systemCrontab(b []byte, l *diag.List) { Crontab(b, true, l) }
func userCrontab(b []byte, l *diag.List)   { Crontab(b, false, l) }

// TestFindings has what each format must and must not report.
func TestFindings(t *testing.T) {
	for _, tt := range []struct {
		name  string
		check func([]byte, *diag.List)
		src   string
		want  string
	}{
		{"ini", INI, "; c\n# c\na = 1\n[s]\nb: 2\nflag\nc = \"x\"\n  more of c\n[s.t]\nb = 3\nlist[] = 1\nlist[] = 2\n", ""},
		{"ini", INI, "[s\n", "1:1 unclosed"},
		{"ini", INI, "[s]\na = 1\nb = 2\r\na = 3\n= 4\nc = \"x\nsome words\n", "4:1 duplicate-key, 5:1 expected-key, 6:5 unclosed-string, 7:1 key-without-value"},
		{"properties", Properties, "# c\n! c\na=1\nb : 2\nc 3\nlong = a \\\n  a=2\nd = \\u00e9\\\\u\nkey\\ x = 1\n", ""},
		{"properties", Properties, "a = 1\na : \\u12g\n", "2:1 duplicate-key, 2:5 bad-escape"},
		{"env", Env, "# c\nA=1\nexport B='x y'\nexport A2\nC=\"two\nlines\" # c\nD=\nE=a#b\n", ""},
		{"env", Env, "A=1\nB\n1C=2\nA=3\nD = 4\nE=\"x\" y\nF='open\n", "2:2 expected-equals, 3:1 bad-name, 4:1 duplicate-key, 5:2 space-around-equals, 6:7 text-after-value, 7:3 unclosed-string"},
		{"hosts", Hosts, "127.0.0.1 localhost # c\n::1\tip6-localhost ip6-loopback\nfe80::1%lo0 a_b\n\n# c\n10.0.0.1 exämple.org.\n", ""},
		{"hosts", Hosts, "127.0.0.256 a\n10.0.0.1\n10.0.0.2 -a b..c\nlocalhost 127.0.0.1\n", "1:1 bad-address, 2:9 expected-host-name, 3:10 bad-host-name, 3:13 bad-host-name, 4:1 bad-address"},
		{"fstab", Fstab, "# c\nUUID=1-2 / ext4 defaults,noatime 0 1\n/dev/sda2 none swap sw 0 0\ntmpfs /tmp tmpfs rw\nLABEL=a\\040b /mnt/a\\040b auto ro # c\n", ""},
		{"fstab", Fstab, "/dev/sda1 /\nUUID= /a ext4 rw 0 x\n/dev/b mnt ext4 rw,,ro\n/dev/c /a b ext4 rw 0 0\n/dev/d /a ext4 rw\n", "1:1 too-few-fields, 2:6 expected-value, 2:20 expected-number, 3:8 mount-point-not-absolute, 3:17 empty-option, 4:8 duplicate-key, 4:18 expected-number, 4:23 too-many-fields, 5:8 duplicate-key"},
		{"crontab", userCrontab, "# c\nMAILTO = root\nPATH=/bin\n*/5 0-6,12 * jan-mar MON-fri cmd % x\n@daily cmd\n0 0 1 1 7 cmd\n0~59 * * * fri-sun cmd\n", ""},
		{"crontab", userCrontab, "60 * * * * x\n* 24 * * * x\n* * 0 * * x\n* * * foo * x\n* * * * 8 x\n*/0 * * * * x\n5-1 * * * * x\n@never x\n* * * * *\n* * * * * x", "1:1 bad-time, 2:3 bad-time, 3:5 bad-time, 4:7 bad-time, 5:9 bad-time, 6:1 bad-time, 7:1 bad-time, 8:1 bad-time, 9:1 too-few-fields, 10:12 no-final-newline"},
		{"crontab with users", systemCrontab, "17 * * * * root cd / && run\n@reboot root x\n", ""},
		{"crontab with users", systemCrontab, "17 * * * * root\n@reboot root\n", "1:1 too-few-fields, 2:1 too-few-fields"},
		{"sshd", SSHD, "# c\nPort 22\nPort=2222\nPermitRootLogin prohibit-password\nPasswordAuthentication no\nSubsystem sftp internal-sftp\nMatch User \"a b\"\n  PasswordAuthentication yes\nAllowTcpForwarding local\nX11Forwarding yes # c\n", ""},
		{"sshd", SSHD, "Port 70000\nPermitRootLogin maybe\nUsePAM ja\nPasswordAuthentication\nPermitRootLogn no\nBanner \"x\nUsePAM yes\n", "1:6 bad-port, 2:17 expected-one-of, 3:8 expected-one-of, 4:23 expected-value, 5:1 unknown-keyword, 6:8 unclosed-string, 7:1 first-value-counts"},
		{"systemd", Systemd, "# c\n; c\n[Unit]\nDescription=a \\\n  b\n# c\n[Service]\nExecStart=/bin/x --a=b\nExecStart=\nEnvironment=A=1 \\\n# inside\n  B\n", ""},
		{"systemd", Systemd, "A=1\n[Unit\nDescription\n=x\nA b=1\n", "1:1 outside-section, 2:1 unclosed, 3:12 expected-equals, 4:1 expected-key, 5:1 bad-name"},
	} {
		l := diag.NewList(context.Background(), []byte(tt.src))
		tt.check([]byte(tt.src), l)
		var got []string
		for _, p := range l.Problems() {
			got = append(got, fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Code))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: %q:\n%s\nwant\n%s", tt.name, tt.src, s, tt.want)
		}
	}
}

func FuzzAll(f *testing.F) {
	f.Add([]byte("[a]\nb=\"c\n\\u12\n@x\n1.2.3.4 a\nMatch \"x"))
	f.Add([]byte("A='b\nc' d\n* * * * * root x\n/a /b c d 0 0\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		l := diag.NewList(context.Background(), src)
		for _, check := range []func([]byte, *diag.List){INI, Properties, Env, Hosts, Fstab, userCrontab, systemCrontab, SSHD, Systemd} {
			check(src, l)
		}
		for _, p := range l.Problems() {
			if p.From < 0 || p.To < p.From || p.To > len(src) || p.Line < 1 || p.Column < 1 {
				t.Errorf("%+v", p)
			}
		}
	})
}
