package linefile

import (
	"slices"
	"strconv"
	"strings"

	"holdfast/editor/check/diag"
)

// sshdKeywords are the keywords of sshd_config(5), OpenSSH 10.0, in lower case.
var sshdKeywords = strings.Fields(`acceptenv addressfamily allowagentforwarding allowgroups allowstreamlocalforwarding allowtcpforwarding allowusers authenticationmethods authorizedkeyscommand authorizedkeyscommanduser authorizedkeysfile authorizedprincipalscommand authorizedprincipalscommanduser authorizedprincipalsfile banner casignaturealgorithms channeltimeout chrootdirectory ciphers clientalivecountmax clientaliveinterval compression denygroups denyusers disableforwarding exposeauthinfo fingerprinthash forcecommand gatewayports gssapiauthentication gssapicleanupcredentials gssapistrictacceptorcheck hostbasedacceptedalgorithms hostbasedauthentication hostbasedusesnamefrompacketonly hostcertificate hostkey hostkeyagent hostkeyalgorithms ignorerhosts ignoreuserknownhosts include ipqos kbdinteractiveauthentication kerberosauthentication kerberosgetafstoken kerberosorlocalpasswd kerberosticketcleanup kexalgorithms listenaddress logingracetime loglevel logverbose macs match maxauthtries maxsessions maxstartups modulifile passwordauthentication permitemptypasswords permitlisten permitopen permitrootlogin permittty permittunnel permituserenvironment permituserrc persourcemaxstartups persourcenetblocksize persourcepenalties persourcepenaltyexemptlist pidfile port printlastlog printmotd pubkeyacceptedalgorithms pubkeyauthoptions pubkeyauthentication rdomain refuseconnection rekeylimit requiredrsasize revokedkeys sshdauthpath sshdsessionpath securitykeyprovider setenv streamlocalbindmask streamlocalbindunlink strictmodes subsystem syslogfacility tcpkeepalive trustedusercakeys unusedconnectiontimeout usedns usepam versionaddendum x11displayoffset x11forwarding x11uselocalhost xauthlocation
challengeresponseauthentication skeyauthentication pubkeyacceptedkeytypes hostbasedacceptedkeytypes useprivilegeseparation protocol keyregenerationinterval serverkeybits rsaauthentication rhostsrsaauthentication uselogin dsaauthentication gssapikeyexchange gssapistorecredentialsonrekey gssapikexalgorithms debianbanner`)

// sshdMany are keywords that may be there more than once.
var sshdMany = strings.Fields("acceptenv allowgroups allowusers denygroups denyusers hostcertificate hostkey include listenaddress match port setenv subsystem permitlisten permitopen persourcepenalties logverbose")

// sshdFlags are keywords that take yes or no and nothing else.
var sshdFlags = strings.Fields("disableforwarding exposeauthinfo gssapiauthentication gssapicleanupcredentials gssapistrictacceptorcheck hostbasedauthentication hostbasedusesnamefrompacketonly ignoreuserknownhosts kbdinteractiveauthentication kerberosauthentication passwordauthentication permitemptypasswords permittty permituserrc printlastlog printmotd pubkeyauthentication streamlocalbindunlink strictmodes tcpkeepalive usedns usepam x11forwarding x11uselocalhost")

// SSHD checks sshd_config(5). Of a keyword that is there twice sshd takes the
// first value, which surprises people: that is a warning.
func SSHD(src []byte, list *diag.List) {
	seen := map[string]bool{}
	eachLine(src, list, func(l line) {
		t := l.trimmed()
		if t.text == "" || t.text[0] == '#' {
			return
		}
		end := strings.IndexAny(t.text, " \t=")
		if end < 0 {
			end = len(t.text)
		}
		word := field{t.from, t.text[:end]}
		key := strings.ToLower(word.text)
		value := strings.TrimSpace(strings.TrimPrefix(strings.TrimLeft(t.text[end:], " \t"), "="))
		switch {
		case !slices.Contains(sshdKeywords, key):
			list.Warn(diag.UnknownKeyword, word.from, word.to(), "Found", word.text)
			return
		case value == "":
			list.Add(diag.ExpectedValue, t.end(), t.end(), "Found", "")
			return
		case strings.Count(strings.ReplaceAll(value, `\"`, ""), `"`)%2 == 1:
			list.Add(diag.UnclosedString, t.end()-len(value)+strings.IndexByte(value, '"'), t.end())
			return
		}
		sshdValue(key, field{t.end() - len(value), value}, list)
		if key == "match" {
			seen = map[string]bool{} // a block of its own
			return
		}
		if seen[key] && !slices.Contains(sshdMany, key) {
			list.Warn(diag.FirstValueCounts, word.from, word.to(), "Key", word.text)
		}
		seen[key] = true
	})
}

// sshdValue checks values whose form is fixed.
func sshdValue(key string, v field, list *diag.List) {
	text, _, _ := strings.Cut(v.text, " #")
	text = strings.Trim(strings.TrimSpace(text), `"`)
	switch {
	case slices.Contains(sshdFlags, key):
		if !slices.Contains([]string{"yes", "no", "true", "false"}, strings.ToLower(text)) {
			list.Add(diag.ExpectedOneOf, v.from, v.to(), "Found", text, "Choices", "yes, no")
		}
	case key == "port":
		if n, err := strconv.Atoi(text); err != nil || n < 1 || n > 65535 {
			list.Add(diag.BadPort, v.from, v.to(), "Found", text)
		}
	case key == "permitrootlogin":
		if !slices.Contains([]string{"yes", "no", "prohibit-password", "without-password", "forced-commands-only"}, strings.ToLower(text)) {
			list.Add(diag.ExpectedOneOf, v.from, v.to(), "Found", text, "Choices", "yes, no, prohibit-password, forced-commands-only")
		}
	case key == "maxauthtries" || key == "maxsessions" || key == "clientalivecountmax":
		if _, err := strconv.Atoi(text); err != nil {
			list.Add(diag.ExpectedNumber, v.from, v.to(), "Found", text)
		}
	}
}
