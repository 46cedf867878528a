// Command notices lists what others wrote and is part of Holdfast: with the
// licence texts (the file THIRD-PARTY-NOTICES of every package), or with -table
// as the table of .github/DEPENDENCIES.md.
//
// It asks the go command which modules are linked into the program on Linux,
// Windows and macOS, and reads their licence files: those in the folders of the
// packages that are used, below them where the files are C, fonts or pictures,
// and above them up to the root of the module. The schemas of others that are in
// the program have their licences beside them, and their commits in
// assets/schemas/README.md. A module that .ci/slim changes is marked. It fails if
// something has no licence, or one of a kind that it does not know.
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	table := flag.Bool("table", false, "print a table without the texts")
	flag.Parse()
	all, err := linked()
	if err != nil {
		log.Fatal(err)
	}
	if *table {
		printTable(all)
		return
	}
	printNotices(all)
}

// module is a module that is part of the program, with its licence files.
type module struct {
	Path, Version, Dir string
	systems            []string
	packages           map[string]bool // folders
	licences           []licence
}

// changes is the folder of what Holdfast changes in a module, or empty.
func (m *module) changes() string {
	dir := path.Join(".ci/patches", m.Path)
	if found, _ := filepath.Glob(dir + "/*.patch"); len(found) == 0 {
		return ""
	}
	return dir
}

type licence struct {
	name  string // its path in the module
	kinds []string
	text  string
}

// linked lists the modules in the order of their paths, the Go library first.
func linked() ([]*module, error) {
	found := map[string]*module{}
	for _, system := range []string{"linux/amd64", "windows/amd64", "darwin/arm64"} {
		if err := list(system, found); err != nil {
			return nil, err
		}
	}
	var all []*module
	for _, m := range found {
		if err := m.readLicences(); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *module) int { return cmp.Compare(a.Path, b.Path) })
	data, err := schemas()
	if err != nil {
		return nil, err
	}
	library, err := standardLibrary()
	return slices.Concat([]*module{library}, all, data), err
}

// schemaProject is a row of assets/schemas/README.md about a project.
var schemaProject = regexp.MustCompile(`(?m)^\| \[(\S+)\]\(\S+\) \| ([0-9a-f]{12})[0-9a-f]{28} \|`)

// schemas lists the projects whose schemas are part of the program.
func schemas() ([]*module, error) {
	const root = "assets/schemas"
	text, err := os.ReadFile(root + "/README.md")
	if err != nil {
		return nil, err
	}
	var all []*module
	for _, row := range schemaProject.FindAllStringSubmatch(string(text), -1) {
		m := &module{Path: row[1] + " (schemas)", Version: row[2], systems: []string{"linux", "windows", "darwin"}}
		m.Dir = root + "/" + path.Base(row[1])
		m.packages = map[string]bool{m.Dir: false}
		if err := m.readLicences(); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Dir, err)
		}
		all = append(all, m)
	}
	entries, err := os.ReadDir(root)
	for _, e := range entries {
		if e.IsDir() && !slices.ContainsFunc(all, func(m *module) bool { return path.Base(m.Dir) == e.Name() }) {
			err = fmt.Errorf("%s/README.md says nothing of %s", root, e.Name())
		}
	}
	return all, err
}

// list adds what the program is made of on one system.
func list(system string, found map[string]*module) error {
	goos, goarch, _ := strings.Cut(system, "/")
	cmd := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo,no_emoji,no_metadata", "-json=Dir,Module", ".")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			Dir    string
			Module *module
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if p.Module == nil || p.Module.Version == "" {
			continue // the standard library, or ours
		}
		m := found[p.Module.Path]
		if m == nil {
			m = p.Module
			m.packages = map[string]bool{}
			found[m.Path] = m
		}
		m.packages[p.Dir] = true
		if !slices.Contains(m.systems, goos) {
			m.systems = append(m.systems, goos)
		}
	}
}

func standardLibrary() (*module, error) {
	out, err := exec.Command("go", "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(string(out))
	m := &module{Path: "the Go library", Version: fields[1], Dir: fields[0], packages: map[string]bool{fields[0]: false}}
	m.systems = []string{"linux", "windows", "darwin"}
	return m, m.read(filepath.Join(fields[0], "LICENSE"))
}

// readLicences finds the licence files of the packages that are used.
func (m *module) readLicences() error {
	folders := map[string]bool{}
	for dir, below := range m.packages {
		for d := dir; len(d) >= len(m.Dir); d = filepath.Dir(d) {
			folders[d] = true
		}
		if below {
			m.resources(dir, folders)
		}
	}
	for dir := range folders {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !e.IsDir() && isLicence(e.Name()) {
				if err := m.read(filepath.Join(dir, e.Name())); err != nil {
					return err
				}
			}
		}
	}
	if len(m.licences) == 0 {
		return errors.New("no licence file")
	}
	slices.SortFunc(m.licences, func(a, b licence) int { return cmp.Compare(a.name, b.name) })
	return nil
}

// resources adds the folders below dir that hold no Go: C, fonts, pictures.
func (m *module) resources(dir string, folders map[string]bool) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || path == dir {
			return err
		}
		source, _ := filepath.Glob(filepath.Join(path, "*.go"))
		if len(source) > 0 || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		folders[path] = true
		return nil
	})
}

func isLicence(name string) bool {
	name = strings.ToUpper(name)
	for _, start := range []string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS", "UNLICENSE"} {
		if strings.HasPrefix(name, start) && !strings.HasSuffix(name, ".GO") {
			return true
		}
	}
	return false
}

func (m *module) read(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(m.Dir, path)
	if err != nil {
		return err
	}
	kinds, known := kindsOf(filepath.Base(path), string(text))
	if !known {
		return fmt.Errorf("%s is a licence of an unknown kind", path)
	}
	m.licences = append(m.licences, licence{filepath.ToSlash(name), kinds, strings.ReplaceAll(string(text), "\r\n", "\n")})
	return nil
}

// kinds are words that only one licence has.
var kinds = []struct{ kind, words string }{
	{"Apache-2.0", "Apache License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"OFL-1.1", "SIL OPEN FONT LICENSE Version 1.1"},
	{"CC-BY-4.0", "Creative Commons Attribution 4.0"},
	{"Bitstream-Vera", "Bitstream Vera"},
	{"BSD-3-Clause", "Neither the name of"},
	{"BSD-3-Clause", "may not be used to endorse or promote"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"zlib", "This software is provided 'as-is'"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose with or without fee"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
}

// kindsOf are the SPDX names of the licences in a file; none if they are not
// known. A note or a grant of patents stands beside a licence and is none.
func kindsOf(name, text string) (found []string, known bool) {
	flat := strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, k := range kinds {
		if !strings.Contains(flat, strings.ToLower(k.words)) || slices.Contains(found, k.kind) {
			continue
		}
		if k.kind == "BSD-2-Clause" && slices.Contains(found, "BSD-3-Clause") {
			continue // the longer one has the words of the shorter
		}
		found = append(found, k.kind)
	}
	name = strings.ToUpper(name)
	return found, len(found) > 0 || strings.HasPrefix(name, "NOTICE") || strings.HasPrefix(name, "PATENTS")
}

// kinds lists the licences of a module once each.
func (m *module) kinds() string {
	var all []string
	for _, l := range m.licences {
		for _, k := range l.kinds {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	return strings.Join(all, ", ")
}

func printTable(all []*module) {
	fmt.Println("| module | version | licence | on |\n|---|---|---|---|")
	for _, m := range all {
		version := m.Version
		if strings.HasPrefix(version, "go") {
			version = "of the compiler"
		}
		if m.changes() != "" {
			version += ", changed"
		}
		on := strings.Join(m.systems, ", ")
		if len(m.systems) == 3 {
			on = "all"
		}
		fmt.Printf("| %s | %s | %s | %s |\n", m.Path, version, m.kinds(), on)
	}
}

func printNotices(all []*module) {
	fmt.Print("Holdfast is under the BSD 3-Clause licence. It contains what others wrote; their\nlicences follow. On Linux it also uses GTK and the libraries of the system, which\nare not part of it.\n\n")
	for _, m := range all {
		fmt.Printf("%s %s: %s\n", m.Path, m.Version, m.kinds())
		if dir := m.changes(); dir != "" {
			fmt.Printf("    changed for Holdfast, as %s in its source says\n", dir)
		}
	}
	for _, m := range all {
		for _, l := range m.licences {
			fmt.Printf("\n%s\n%s %s, %s\n%s\n\n%s\n", strings.Repeat("=", 80), m.Path, m.Version, l.name, strings.Repeat("=", 80), strings.TrimSpace(l.text))
		}
	}
}
