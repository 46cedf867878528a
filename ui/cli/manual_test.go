package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/ui/words"
)

func TestTheManualNamesEveryVerbAndFlag(t *testing.T) {
	words.Use("en")
	page := strings.ReplaceAll(Manual("1.2.3", "2026-01-02"), `\-`, "-")
	for verb, flags := range flagsOfVerbs() {
		if verb == "help" {
			continue
		}
		for _, flag := range flags {
			if !strings.Contains(page, flag) {
				t.Errorf("nothing is said of %s %s", verb, flag)
			}
		}
	}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "'") || strings.HasPrefix(line, ".") && !strings.Contains(" .TH .SH .PP .TP .B .br .nf .fi ", " "+strings.Fields(line)[0]+" ") {
			t.Errorf("a text became a request: %q", line)
		}
	}
}

func TestTheManualIsWellFormed(t *testing.T) {
	man, err := exec.LookPath("man")
	if err != nil {
		t.Skip("man is not installed")
	}
	file := filepath.Join(t.TempDir(), "holdfast.1")
	if err := os.WriteFile(file, []byte(Manual("1.2.3", "2026-01-02")), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(man, "--warnings=w", "-E", "UTF-8", "-l", file)
	cmd.Env = append(os.Environ(), "MANWIDTH=80", "MANROFFSEQ=", "LC_ALL=C.UTF-8")
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if out, err := cmd.Output(); err != nil || complaints.Len() > 0 || !strings.Contains(string(out), "--expect") {
		t.Errorf("%v %s", err, complaints.String())
	}
}

func TestCompletions(t *testing.T) {
	shells := map[string][]string{"bash": {"-n"}, "zsh": {"-n"}, "fish": {"--no-execute"}}
	for _, name := range Shells() {
		t.Run(name, func(t *testing.T) {
			script := Completion(name)
			for _, want := range []string{"fingerprint", "durability", "expect"} {
				if !strings.Contains(script, want) {
					t.Errorf("%q is not completed", want)
				}
			}
			shell, err := exec.LookPath(name)
			if err != nil {
				t.Skipf("%s is not installed, so the syntax was not checked", name)
			}
			file := filepath.Join(t.TempDir(), "completion")
			if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(shell, append(shells[name], file)...).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	if Completion("tcsh") != "" {
		t.Error("tcsh is unknown and gets a script")
	}
}

func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	for _, tt := range []struct{ words, want string }{
		{"holdfast wr", "write"}, {"holdfast --ver", "--version"}, {"holdfast write --dur", "--durability"},
	} {
		script := Completion("bash") + "COMP_WORDS=(" + tt.words + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]}-1))\n_holdfast\necho \"${COMPREPLY[@]}\"\n"
		cmd := exec.Command(bash, "-c", script)
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != tt.want {
			t.Errorf("%q gives %q, %v; want %q", tt.words, out, err, tt.want)
		}
	}
}
