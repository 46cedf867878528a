package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Shells lists the shells that Completion knows.
func Shells() []string { return []string{"bash", "fish", "zsh"} }

// Completion is a script that lets the shell complete the verbs of the program
// and the flags of each; it is empty for a shell that is not in Shells. Files
// are completed by the shell itself.
func Completion(shell string) string {
	switch shell {
	case "bash":
		return bashCompletion(flagsOfVerbs())
	case "fish":
		return fishCompletion(flagsOfVerbs())
	case "zsh":
		return zshCompletion(flagsOfVerbs())
	}
	return ""
}

// flagsOfVerbs lists the flags of each verb; those of the window have the empty
// name.
func flagsOfVerbs() map[string][]string {
	all := map[string][]string{}
	names := func(set *pflag.FlagSet) []string {
		flags := []string{"--help"}
		set.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				flags = append(flags, "--"+f.Name)
			}
		})
		slices.Sort(flags)
		return slices.Compact(flags)
	}
	for _, v := range verbs() {
		c := &call{}
		c.newFlags(v.name)
		v.setUp(c)
		all[v.name] = names(c.flags)
	}
	c := &call{}
	c.newFlags("")
	c.windowFlags()
	all[""] = names(c.flags)
	return all
}

func verbNames() []string {
	var names []string
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	return names
}

func bashCompletion(flags map[string][]string) string {
	var b strings.Builder
	b.WriteString("# bash completion for holdfast\n_holdfast() {\n  local word=${COMP_WORDS[COMP_CWORD]} list=\n  case ${COMP_WORDS[1]} in\n")
	for _, v := range verbNames() {
		fmt.Fprintf(&b, "  %s) list='%s' ;;\n", v, strings.Join(flags[v], " "))
	}
	fmt.Fprintf(&b, "  *) list='%s' ;;\n  esac\n", strings.Join(flags[""], " "))
	fmt.Fprintf(&b, "  if [[ $COMP_CWORD -eq 1 && $word != -* ]]; then\n    mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\"; compgen -f -- \"$word\")\n", strings.Join(verbNames(), " "))
	b.WriteString("  elif [[ $word == -* ]]; then\n    mapfile -t COMPREPLY < <(compgen -W \"$list\" -- \"$word\")\n")
	b.WriteString("  else\n    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n  fi\n}\ncomplete -o filenames -F _holdfast holdfast\n")
	return b.String()
}

func zshCompletion(flags map[string][]string) string {
	var b strings.Builder
	b.WriteString("#compdef holdfast\n_holdfast() {\n  local -a flags\n  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n")
	fmt.Fprintf(&b, "    compadd %s\n    _files\n    return\n  fi\n  case $words[2] in\n", strings.Join(verbNames(), " "))
	for _, v := range verbNames() {
		fmt.Fprintf(&b, "    %s) flags=(%s) ;;\n", v, strings.Join(flags[v], " "))
	}
	fmt.Fprintf(&b, "    *) flags=(%s) ;;\n  esac\n", strings.Join(flags[""], " "))
	b.WriteString("  if [[ $words[CURRENT] == -* ]]; then\n    compadd -- $flags\n  else\n    _files\n  fi\n}\n_holdfast \"$@\"\n")
	return b.String()
}

func fishCompletion(flags map[string][]string) string {
	var b strings.Builder
	b.WriteString("# fish completion for holdfast\n")
	fmt.Fprintf(&b, "complete -c holdfast -n __fish_use_subcommand -a '%s'\n", strings.Join(verbNames(), " "))
	for _, v := range append([]string{""}, verbNames()...) {
		when := "__fish_use_subcommand"
		if v != "" {
			when = "'__fish_seen_subcommand_from " + v + "'"
		}
		for _, f := range flags[v] {
			fmt.Fprintf(&b, "complete -c holdfast -n %s -l %s\n", when, strings.TrimPrefix(f, "--"))
		}
	}
	return b.String()
}
