package schema

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
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
type Schema struct {
	compiled *jsonschema.Schema
	excuse   func(jsonschema.ErrorKind, place) bool // what the program that reads such files takes all the same; may be nil
}

// Load reads the schema in a file and those that it refers to. The error is a
// *check.FailError of class BadSchema.
func Load(path string) (*Schema, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, bad(err)
	}
	return compile((&url.URL{Scheme: "file", Path: slashed(path)}).String(), files{})
}

// compile makes a schema of what a loader finds at a location.
func compile(location string, loader jsonschema.URLLoader) (s *Schema, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, bad(fmt.Errorf("%v", r))
		}
	}()
	c := jsonschema.NewCompiler()
	c.UseLoader(loader)
	compiled, err := c.Compile(location)
	if err != nil {
		return nil, bad(err)
	}
	return &Schema{compiled: compiled}, nil
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
	return parse(path, content)
}

// parse reads a schema, which may have comments.
func parse(path string, content []byte) (any, error) {
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
	return newDocument(docs[0], format == check.YAML).value(), nil
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
		if err := s.compare(ctx, doc, format == check.YAML, list); err != nil {
			return nil, err
		}
	}
	return merge(problems, list.Problems()), nil
}

// compare compares one document.
func (s *Schema) compare(ctx context.Context, root *tree.Node, yaml bool, list *diag.List) error {
	if root == nil {
		return nil
	}
	doc := newDocument(root, yaml)
	value := doc.value()
	if doc.budget < 0 {
		list.Warn(diag.SchemaTooLarge, root.From, root.From)
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
	r := reporter{doc: doc, schema: s, list: list}
	for _, leaf := range r.leaves(e) {
		r.report(leaf)
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
