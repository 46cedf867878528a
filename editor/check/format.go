package check

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// Format names a language of files, as it is given with --as.
type Format string

// The formats. Unknown is the zero value.
const (
	Unknown       Format = ""
	JSON          Format = "json"
	JSONC         Format = "jsonc"
	JSON5         Format = "json5"
	TOML          Format = "toml"
	TOML11        Format = "toml-1.1"
	YAML          Format = "yaml"
	XML           Format = "xml"
	INI           Format = "ini"
	Properties    Format = "properties"
	Env           Format = "env"
	Hosts         Format = "hosts"
	Fstab         Format = "fstab"
	Crontab       Format = "crontab"
	SystemCrontab Format = "crontab-system"
	SSHD          Format = "sshd-config"
	Systemd       Format = "systemd"
	Sudoers       Format = "sudoers" // known, and checked by visudo alone
)

// Formats lists the formats that Check knows how to check.
func Formats() []Format {
	return []Format{JSON, JSONC, JSON5, TOML, TOML11, YAML, XML, INI, Properties, Env, Hosts, Fstab, Crontab, SystemCrontab, SSHD, Systemd}
}

// rule recognises a format by the name of a file. Patterns are those of
// path.Match; one with a slash is compared with as many last elements of the
// path as it has itself, any other with the name alone.
type rule struct {
	format   Format
	patterns string
}

// rules are tried in order: the special names before the endings.
var rules = []rule{
	{JSONC, "tsconfig*.json jsconfig*.json .vscode/*.json devcontainer.json .devcontainer.json .eslintrc .eslintrc.json .babelrc .swcrc .jshintrc .hintrc tslint.json api-extractor.json language-configuration.json Code/User/*.json *.jsonc *.code-workspace *.code-snippets *.sublime-settings *.sublime-project *.sublime-keymap waybar/config"},
	{JSON5, "*.json5"},
	{JSON, "*.json *.geojson *.topojson *.webmanifest *.har *.ipynb *.jsonld *.avsc *.tfstate composer.lock Pipfile.lock flake.lock"},
	{YAML, "*.yaml *.yml *.eyaml *.cff .clang-format .clang-tidy .clangd .yamllint .gemrc"},
	{TOML, "*.toml Cargo.lock poetry.lock uv.lock pdm.lock Gopkg.lock Pipfile"},
	{XML, "*.xml *.xsd *.xsl *.xslt *.svg *.wsdl *.rss *.atom *.csproj *.vbproj *.fsproj *.vcxproj *.props *.targets *.nuspec *.resx *.xaml *.pom *.kml *.gpx *.xhtml *.xlf *.xliff *.rng *.glade *.jnlp"},
	{Properties, "*.properties"},
	{Env, ".env .env.* *.env etc/environment"},
	{SSHD, "sshd_config *.sshd_config sshd_config.d/*.conf"},
	{Sudoers, "sudoers sudoers.d/* *.sudoers"},
	{Fstab, "fstab *.fstab"},
	{SystemCrontab, "etc/crontab cron.d/*"},
	{Crontab, "crontab crontab.* *.crontab *.cron spool/cron/* cron/crontabs/*"},
	{Systemd, "*.service *.socket *.target *.mount *.automount *.timer *.path *.slice *.scope *.swap *.network *.netdev *.nspawn *.container *.service.d/*.conf *.socket.d/*.conf *.timer.d/*.conf systemd/*.conf"},
	{INI, "*.ini *.cfg *.cnf *.inf .editorconfig .flake8 .pylintrc .pypirc .hgrc .wslconfig wsl.conf smb.conf"},
}

// Detect tells the format from the name of a file, and where that says nothing
// from its content, of which the first kilobyte is enough.
func Detect(name string, content []byte) Format {
	head := bytes.TrimPrefix(content[:min(len(content), 1024)], []byte("\ufeff"))
	name = strings.ReplaceAll(name, `\`, "/")
	script := bytes.HasPrefix(head, []byte("#!"))
	if path.Base(name) == "hosts" && !script && looksLikeHosts(head) {
		return Hosts
	}
	for _, r := range rules {
		for _, pattern := range strings.Fields(r.patterns) {
			if Matches(pattern, name) && (!script || wholeFile(r.format)) {
				return r.format
			}
		}
	}
	return byContent(path.Ext(name), head)
}

// wholeFile says whether a format is one of those with a specification. A file
// of these is what its name says even if a shell could start it, such as a
// playbook; any other that begins with #! is a script, whatever it is called.
func wholeFile(f Format) bool {
	return slices.Contains([]Format{JSON, JSONC, JSON5, TOML, TOML11, YAML, XML}, f)
}

// Matches compares the last elements of a path, with slashes, with a pattern of
// [path.Match] that has as many elements. A slash before the pattern means nothing.
func Matches(pattern, name string) bool {
	pattern = strings.TrimPrefix(pattern, "/")
	want := strings.Count(pattern, "/") + 1
	parts := strings.Split(name, "/")
	if len(parts) < want {
		return false
	}
	ok, err := path.Match(pattern, strings.Join(parts[len(parts)-want:], "/"))
	return err == nil && ok
}

// looksLikeHosts says whether the first line that is no comment begins with an
// address. Inventories of Ansible are called hosts too.
func looksLikeHosts(head []byte) bool {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		word := bytes.Fields(line)[0]
		return len(bytes.Trim(word, "0123456789abcdefABCDEF.:")) == 0 && bytes.ContainsAny(word, ".:") || bytes.Contains(word, []byte("%"))
	}
	return true
}

// byContent knows a file by how it begins. A file of another kind, known by its
// ending, is left alone.
func byContent(ext string, head []byte) Format {
	neutral := []string{"", ".conf", ".config", ".cfg", ".txt", ".plist", ".ui", ".tmp", ".bak", ".orig", ".new"}
	if !slices.Contains(neutral, strings.ToLower(ext)) && !strings.HasPrefix(ext, ".holdfast-") {
		return Unknown
	}
	text := bytes.TrimSpace(head)
	switch {
	case bytes.HasPrefix(head, []byte("<?xml ")):
		return XML
	case bytes.HasPrefix(head, []byte("%YAML")), bytes.HasPrefix(head, []byte("---\n")), bytes.HasPrefix(head, []byte("---\r\n")):
		return YAML
	case bytes.HasPrefix(text, []byte("{")) && bytes.HasPrefix(bytes.TrimSpace(text[1:]), []byte(`"`)):
		return JSON
	}
	return Unknown
}
