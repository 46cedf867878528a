package syntax

import (
	"path"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"holdfast/editor/check"
)

// Language is a way to colour text. The zero value leaves it plain.
type Language struct {
	// Name is for people: "YAML". It is empty for plain text.
	Name   string
	own    lexer
	chroma chroma.Lexer
}

// Plain says that text in this language has no colours.
func (l Language) Plain() bool { return l.own == nil && l.chroma == nil }

// ownLanguages are the languages that have a lexer here, by format.
var ownLanguages = map[check.Format]Language{
	check.JSON:          {Name: "JSON", own: lexJSON},
	check.JSONC:         {Name: "JSON with comments", own: lexJSON},
	check.JSON5:         {Name: "JSON5", own: lexJSON},
	check.YAML:          {Name: "YAML", own: lexYAML},
	check.TOML:          {Name: "TOML", own: lexTOML},
	check.XML:           {Name: "XML", own: lexXML},
	check.INI:           {Name: "INI", own: keyValue("#;", "=:", true)},
	check.Systemd:       {Name: "systemd unit", own: keyValue("#;", "=", true)},
	check.Properties:    {Name: "Properties", own: keyValue("#!", "=:", false)},
	check.Env:           {Name: "Environment", own: keyValue("#", "=", false)},
	check.Hosts:         {Name: "hosts", own: columns(Number, Key)},
	check.Fstab:         {Name: "fstab", own: columns(Variable, Key, Keyword, String, Number, Number)},
	check.Crontab:       {Name: "crontab", own: lexCrontab(false)},
	check.SystemCrontab: {Name: "crontab", own: lexCrontab(true)},
	check.SSHD:          {Name: "sshd_config", own: lexWords},
	check.Sudoers:       {Name: "sudoers", own: lexWords},
}

// ownNames are files that no format of package check stands for, by patterns of
// path.Match for their names.
var ownNames = []struct {
	patterns string
	language Language
}{
	{"nginx.conf *.nginx fastcgi_params mime.types", Language{Name: "nginx", own: lexBraces(true)}},
	{"Caddyfile *.caddyfile Caddyfile.*", Language{Name: "Caddyfile", own: lexBraces(false)}},
	{"ssh_config haproxy.cfg haproxy.conf *.ovpn chrony.conf ntp.conf resolv.conf sysctl.conf redis.conf *.rules logrotate.conf host.conf nsswitch.conf login.defs modprobe.conf sshd_config.*", Language{Name: "Configuration", own: lexWords}},
	{".gitconfig .gitmodules .npmrc *.desktop .editorconfig", Language{Name: "INI", own: keyValue("#;", "=", true)}},
}

// Detect tells the language from the name of a file, or else from the beginning
// of its content, of which a kilobyte is enough.
func Detect(name string, head []byte) Language {
	name = strings.ReplaceAll(name, `\`, "/")
	base := path.Base(name)
	for _, row := range ownNames {
		for pattern := range strings.FieldsSeq(row.patterns) {
			if ok, _ := path.Match(pattern, base); ok {
				return row.language
			}
		}
	}
	if strings.Contains(name, "/nginx/") && (strings.HasSuffix(name, ".conf") || path.Ext(base) == "") {
		return Language{Name: "nginx", own: lexBraces(true)}
	}
	if l, ok := ownLanguages[check.Detect(name, head)]; ok {
		return l
	}
	if l := match(base); l != nil {
		return Language{Name: l.Config().Name, chroma: l}
	}
	return byContent(base, head)
}

// match asks chroma for a lexer by name, and survives a broken pattern.
func match(base string) (l chroma.Lexer) {
	defer func() {
		if recover() != nil {
			l = nil
		}
	}()
	if l = lexers.Match(base); l == nil || l.Config().Name == "plaintext" {
		return nil
	}
	return l
}

// interpreters are the programs that a first line "#!" names, the longer names
// first.
var interpreters = []struct{ program, language string }{
	{"python", "python"}, {"perl", "perl"}, {"ruby", "ruby"}, {"node", "javascript"}, {"lua", "lua"}, {"php", "php"},
	{"awk", "awk"}, {"fish", "fish"}, {"nft", "bash"}, {"sh", "bash"},
}

// byContent knows scripts by their first line, and config files by their ending.
func byContent(base string, head []byte) Language {
	line, _, _ := strings.Cut(string(head[:min(len(head), 200)]), "\n")
	if strings.HasPrefix(line, "#!") {
		for _, i := range interpreters {
			if !strings.Contains(line, i.program) {
				continue
			}
			if l := lexers.Get(i.language); l != nil {
				return Language{Name: l.Config().Name, chroma: l}
			}
		}
	}
	switch path.Ext(base) {
	case ".conf", ".cf", ".config":
		return Language{Name: "Configuration", own: lexWords}
	}
	return Language{}
}
