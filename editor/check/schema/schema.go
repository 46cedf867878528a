package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"holdfast/editor/check"
	"holdfast/editor/check/diag"
	"holdfast/editor/check/tree"
)

// MaxTime is how long a comparison may take.
const MaxTime = 20 * time.Second

// maxValues is how many values a file may have, aliases followed.
const maxValues = 1 << 20

// Schema says what a file may hold. It is safe for use by many goroutines.
type Schema struct{ compiled *jsonschema.Schema }

// Load reads the schema in a file and those that it refers to. The error is a
// *check.FailError of class BadSchema.
func Load(path string) (s *Schema, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, bad(fmt.Errorf("%v", r))
		}
	}()
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, bad(err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(files{})
	location := (&url.URL{Scheme: "file", Path: slashed(path)}).String()
	compiled, err := c.Compile(location)
	if err != nil {
		return nil, bad(err)
	}
	return &Schema{compiled}, nil
}

func bad(err error) error { return &check.FailError{Class: check.BadSchema, Err: err} }

// slashed is a path as it stands in a URL: on Windows with a slash before the
// drive.
func slashed(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return path
}

// errNotLocal is a reference to something that is not a file here.
var errNotLocal = errors.New("not a file on this machine, and nothing is fetched")

// files loads schemas from files and from nowhere else.
type files struct{}

// Load implements jsonschema.URLLoader.
func (files) Load(location string) (any, error) {
	path, ok := localPath(location)
	if !ok {
		return nil, fmt.Errorf("%s: %w", location, errNotLocal)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	format := check.Detect(path, content)
	if format != check.YAML {
		format = check.JSONC
	}
	build := &tree.Builder{}
	problems, docs, err := check.Tree(context.Background(), format, content, build)
	if err != nil {
		return nil, err
	}
	for _, p := range problems {
		if p.Severity == check.Error {
			return nil, fmt.Errorf("%s:%d:%d: %s", path, p.Line, p.Column, p.Code)
		}
	}
	if len(docs) != 1 || build.Full() {
		return nil, fmt.Errorf("%s: expected one document of a reasonable size", path)
	}
	budget := maxValues
	return plain(docs[0], &budget), nil
}

// localPath turns a file URL into a path.
func localPath(location string) (string, bool) {
	u, err := url.Parse(location)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" {
		return "", false
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' { // /C:/...
		path = path[1:]
	}
	return filepath.FromSlash(path), true
}

// plain turns a node into what jsonschema takes. It stops when budget is used
// up.
func plain(n *tree.Node, budget *int) any {
	if *budget--; *budget < 0 || n == nil {
		return nil
	}
	switch n.Kind {
	case tree.Bool:
		return n.Text == "true"
	case tree.Number:
		return number(n.Text)
	case tree.String:
		return n.Text
	case tree.List:
		list := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			list = append(list, plain(item, budget))
		}
		return list
	case tree.Map:
		m := make(map[string]any, len(n.Members))
		for _, member := range n.Members {
			m[member.Key] = plain(member.Value, budget)
		}
		return m
	}
	return nil
}

// number keeps numbers from growing: 1e999999999 is a few bytes in a file and
// gigabytes when it is compared exactly.
func number(text string) json.Number {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return json.Number(text)
	}
	if exponent, err := strconv.Atoi(text[i+1:]); err == nil && exponent > -400 && exponent < 400 {
		return json.Number(text)
	}
	if strings.HasPrefix(text, "-") {
		return json.Number("-1e400")
	}
	return json.Number("1e400")
}

// Check returns what is wrong with content by its format and, if that is
// nothing, where it does not fit the schema. An error is a *check.FailError.
func (s *Schema) Check(ctx context.Context, format check.Format, content []byte) ([]check.Problem, error) {
	build := &tree.Builder{}
	problems, docs, err := check.Tree(ctx, format, content, build)
	if err != nil {
		return nil, err
	}
	for _, p := range problems {
		if p.Severity == check.Error {
			return problems, nil
		}
	}
	list := diag.NewList(ctx, content)
	if build.Full() {
		list.Warn(diag.SchemaTooLarge, 0, 0)
		return append(problems, list.Problems()...), nil
	}
	for _, doc := range docs {
		if err := s.compare(ctx, doc, list); err != nil {
			return nil, err
		}
	}
	return merge(problems, list.Problems()), nil
}

// compare compares one document.
func (s *Schema) compare(ctx context.Context, doc *tree.Node, list *diag.List) error {
	if doc == nil {
		return nil
	}
	budget := maxValues
	value := plain(doc, &budget)
	if budget < 0 {
		list.Warn(diag.SchemaTooLarge, doc.From, doc.From)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, MaxTime)
	defer cancel()
	// The library takes no context: a comparison that nobody waits for any more
	// goes on to its end and is dropped.
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("%v", r)
			}
		}()
		done <- s.compiled.Validate(value)
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		return &check.FailError{Class: check.Cancelled, Err: ctx.Err()}
	}
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return &check.FailError{Class: check.Other, Err: err}
	}
	for _, leaf := range leaves(e) {
		report(leaf, doc, list)
	}
	return nil
}

// merge puts two sorted lists together.
func merge(a, b []check.Problem) []check.Problem {
	var out []check.Problem
	for len(a) > 0 && len(b) > 0 {
		if b[0].From < a[0].From {
			a, b = b, a
		}
		out = append(out, a[0])
		a = a[1:]
	}
	return append(append(out, a...), b...)
}

// Named returns the schema that a file names itself: the key $schema of its
// root, a comment "yaml-language-server: $schema=..." (of Red Hat's server) or
// "#:schema ..." (of Taplo) before the first value. The result is the path of a
// file, empty if none is named, if it is not on this machine, or if it is not
// there.
func Named(path string, format check.Format, content []byte) string {
	reference := fromComment(content)
	if reference == "" {
		reference = fromKey(format, content)
	}
	if reference == "" {
		return ""
	}
	if local, ok := localPath(reference); ok {
		reference = local
	} else if strings.Contains(reference, "://") {
		return ""
	}
	reference, _, _ = strings.Cut(reference, "#")
	if !filepath.IsAbs(reference) {
		reference = filepath.Join(filepath.Dir(path), filepath.FromSlash(reference))
	}
	if info, err := os.Stat(reference); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return reference
}

// fromComment looks through the comments at the start of a file.
func fromComment(content []byte) string {
	for line := range bytes.Lines(content) {
		text := strings.TrimSpace(string(line))
		if text == "" || text == "---" {
			continue
		}
		if text[0] != '#' {
			break
		}
		if _, rest, ok := strings.Cut(text, "yaml-language-server:"); ok {
			if _, reference, ok := strings.Cut(rest, "$schema="); ok {
				return strings.TrimSpace(reference)
			}
		}
		if reference, ok := strings.CutPrefix(text, "#:schema "); ok {
			return strings.TrimSpace(reference)
		}
	}
	return ""
}

// fromKey looks for the key $schema.
func fromKey(format check.Format, content []byte) string {
	if !bytes.Contains(content, []byte("$schema")) {
		return ""
	}
	_, docs, err := check.Tree(context.Background(), format, content, &tree.Builder{})
	if err != nil || len(docs) == 0 || docs[0] == nil {
		return ""
	}
	if n := docs[0].Find("$schema"); n != nil && n.Kind == tree.String {
		return n.Text
	}
	return ""
}
