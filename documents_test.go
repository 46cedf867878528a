package main_test

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are what tells people, and the machines of CI, how to use this tree.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", ".github/*.md", "assets/*/*.md", "atomicsave/*.md", "atomicsave/internal/*/*.md", ".github/workflows/*", "Makefile", ".ci/*", ".ci/*/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range found {
			if info, err := os.Stat(name); err != nil || info.IsDir() {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[filepath.ToSlash(name)] = string(text)
		}
	}
	return texts
}

var (
	// aPath is the name of something in the tree: not an address, and nothing with a
	// part that stands for something else, in capital letters or with a mark.
	aPath = regexp.MustCompile("(?:^|[\\s`\"'(=])(?:\\./)?((?:\\.ci|\\.github|assets|atomicsave|editor|ui)/[a-zA-Z0-9_./-]*[a-zA-Z0-9_-])([^a-zA-Z0-9_./-]|$)")
	// aLink is a link of Markdown, without the part after #.
	aLink = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	// aTarget is what make is called with.
	aTarget = regexp.MustCompile("(?m)(?:`|^|run: |Called by `)make ([a-z][a-z-]*)")
	// stages and parts are what .ci/test and .ci/bench can be limited to.
	stages = regexp.MustCompile(`HOLDFAST_STAGES="([a-z -]+)"`)
	parts  = regexp.MustCompile(`PARTS="([a-z ]+)"`)
)

// TestDocumentsNameWhatExists reads the documents, the workflows and the scripts: each
// path, link, target of make, stage of .ci/test and part of .ci/bench that they name
// is there.
func TestDocumentsNameWhatExists(t *testing.T) {
	texts := documents(t)
	exists := func(name string) bool {
		_, err := os.Stat(filepath.FromSlash(name))
		return err == nil
	}
	counts := map[string]int{}
	for name, text := range texts {
		for _, m := range aPath.FindAllStringSubmatch(text, -1) {
			if strings.ContainsAny(m[2], "*<$…{") || strings.HasSuffix(m[1], "...") || path.Base(m[1]) == strings.ToUpper(path.Base(m[1])) {
				continue
			}
			counts["paths"]++
			if !exists(m[1]) {
				t.Errorf("%s names %s, which is not there", name, m[1])
			}
		}
		for _, m := range aLink.FindAllStringSubmatch(text, -1) {
			if !strings.HasSuffix(name, ".md") || strings.Contains(m[1], "://") {
				continue
			}
			counts["links"]++
			if !exists(path.Join(path.Dir(name), m[1])) {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
		named := func(what string, pattern *regexp.Regexp, defined func(word string) bool) {
			for _, m := range pattern.FindAllStringSubmatch(text, -1) {
				for _, word := range strings.Fields(m[1]) {
					counts[what]++
					if !defined(word) {
						t.Errorf("%s names %s, which is none of the %s", name, word, what)
					}
				}
			}
		}
		named("targets", aTarget, func(word string) bool { return strings.Contains(texts["Makefile"], "\n"+word+":") })
		named("stages", stages, func(word string) bool { return strings.Contains(texts[".ci/test"], "\nstage "+word+" ") })
		named("parts", parts, func(word string) bool {
			return regexp.MustCompile(`(?m)^all=".*\b` + word + `\b`).MatchString(texts[".ci/bench"])
		})
	}
	for what, least := range map[string]int{"paths": 100, "links": 20, "targets": 15, "stages": 4, "parts": 3} {
		if counts[what] < least {
			t.Errorf("%d %s were looked at", counts[what], what)
		}
	}
}

// TestEveryVariableIsRead finds variables HOLDFAST_… that documents, scripts and the
// comments of tests name, and nothing reads.
func TestEveryVariableIsRead(t *testing.T) {
	aVariable := regexp.MustCompile(`HOLDFAST_[A-Z0-9_]+`)
	named, read := map[string]string{}, map[string]bool{}
	for name, text := range documents(t) {
		for _, v := range aVariable.FindAllString(text, -1) {
			named[v] = name
		}
		for _, m := range regexp.MustCompile(`\$\{?(HOLDFAST_[A-Z0-9_]+)`).FindAllStringSubmatch(text, -1) {
			read[m[1]] = true
		}
	}
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			for _, v := range aVariable.FindAllString(group.Text(), -1) {
				named[v] = s.path
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				for _, v := range aVariable.FindAllString(lit.Value, -1) {
					read[v] = true
				}
			}
			return true
		})
	}
	if len(named) < 15 {
		t.Errorf("%d variables were looked at", len(named))
	}
	for v, name := range named {
		if !read[v] {
			t.Errorf("%s names %s, which nothing reads", name, v)
		}
	}
}

// TestEveryTestThatIsNamedExists looks for tests that documents and comments name as
// their proof.
func TestEveryTestThatIsNamedExists(t *testing.T) {
	aTest := regexp.MustCompile(`\b(?:Test|Fuzz|Example|Benchmark)[A-Z]\w+`)
	named, exists := map[string]string{}, map[string]bool{}
	for name, text := range documents(t) {
		for _, test := range aTest.FindAllString(text, -1) {
			named[test] = name
		}
	}
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			for _, test := range aTest.FindAllString(group.Text(), -1) {
				named[test] = s.path
			}
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				exists[f.Name.Name] = true
			}
		}
	}
	if len(named) < 200 {
		t.Errorf("%d tests were looked at", len(named))
	}
	for test, name := range named {
		if !exists[test] {
			t.Errorf("%s names %s, which is not there", name, test)
		}
	}
}
