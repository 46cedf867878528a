package schema

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"holdfast/assets/schemas"
	"holdfast/editor/check"
	"holdfast/editor/check/spot"
)

// TestShippedSchemasAreAsPublished compares the files with the sums in the page
// about them, and wants a licence and a notice beside each.
func TestShippedSchemasAreAsPublished(t *testing.T) {
	const root = "../../../assets/schemas/"
	page, err := os.ReadFile(root + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (\S+\.json\.gz) \| \S+ \| ([0-9a-f]{64}) \|$`).FindAllStringSubmatch(string(page), -1) {
		sums[m[1]] = m[2]
	}
	used := map[string]bool{}
	for _, s := range table {
		used[s.file] = true
		content, err := unpack(s.file)
		if got := fmt.Sprintf("%x", sha256.Sum256(content)); err != nil || got != sums[s.file] {
			t.Errorf("%s: %s, %v; the page says %q", s.file, got, err, sums[s.file])
		}
		for _, name := range []string{"LICENSE", "NOTICE"} {
			if text, err := os.ReadFile(root + filepath.Dir(s.file) + "/" + name); err != nil || len(text) == 0 {
				t.Errorf("%s has no %s: %v", s.file, name, err)
			}
		}
	}
	err = fs.WalkDir(schemas.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !used[path] {
			t.Errorf("%s is part of the program and not used", path)
		}
		return err
	})
	if err != nil || len(sums) != len(table) {
		t.Errorf("%d sums, %v", len(sums), err)
	}
}

func TestShippedFor(t *testing.T) {
	for file, want := range map[string]Name{
		"compose.yaml": "compose", "/srv/docker-compose.yml": "compose", "docker-compose.prod.yml": "compose", "docker-compose-dev.yaml": "compose",
		"compose.override.yaml": "compose", "composer.yaml": "", "decompose.yaml": "", "compose.json": "",
		"/p/.github/workflows/ci.yml": "github-workflow", "/p/.github/ci.yml": "", "/p/workflows/ci.yml": "", "/p/.github/workflows/a/ci.yml": "",
		"package.json": "package.json", "a.package.json": "", "tsconfig.json": "tsconfig.json", "tsconfig.base.json": "tsconfig.json",
		`C:\p\.github\workflows\ci.yaml`: "github-workflow", "jsconfig.json": "jsconfig.json", "": "",
	} {
		if got := ShippedFor(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	t.Chdir(t.TempDir())
	if err := os.MkdirAll(".github/workflows", 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(".github/workflows")
	if got := ShippedFor("ci.yml"); got != "github-workflow" {
		t.Errorf("a workflow that is named from its folder: %q", got)
	}
}

// TestFor says which of a file's own schema, a chosen one and a shipped one wins.
func TestFor(t *testing.T) {
	dir := t.TempDir()
	own := put(t, dir, "own.json", "{}")
	for _, tt := range []struct {
		name, content, mapped string
		want                  Source
	}{
		{"tsconfig.json", "{}", "", Source{Shipped: "tsconfig.json"}},
		{"tsconfig.json", `{"$schema": "own.json"}`, "/m", Source{Path: own}},
		{"tsconfig.json", "{}", "/m", Source{Path: "/m"}},
		{"tsconfig.json", `{"$schema": "https://example.com/other.json"}`, "", Source{}},
		{"tsconfig.json", `{"$schema": "https://example.com/other.json"}`, "/m", Source{Path: "/m"}},
		{"tsconfig.json", `{"$schema": "gone.json"}`, "", Source{}},
		{"any.json", `{"$schema": "https://json.schemastore.org/tsconfig"}`, "", Source{Shipped: "tsconfig.json"}},
		{"any.json", `{"$schema": "http://json.schemastore.org/package.json#"}`, "", Source{Shipped: "package.json"}},
		{"any.json", `{"$schema": "https://www.schemastore.org/jsconfig.json"}`, "", Source{Shipped: "jsconfig.json"}},
		{"any.json", `{"$schema": "https://json.schemastore.org/eslintrc"}`, "", Source{}},
		{"any.json", `{"$schema": "https://json.schemastore.org.example.com/tsconfig"}`, "", Source{}},
		{"any.yaml", "# yaml-language-server: $schema=https://raw.githubusercontent.com/compose-spec/compose-spec/master/schema/compose-spec.json\nservices: {}\n", "", Source{Shipped: "compose"}},
		{"any.yaml", "# yaml-language-server: $schema=https://raw.githubusercontent.com/SchemaStore/schemastore/master/src/schemas/json/github-workflow.json\n", "", Source{Shipped: "github-workflow"}},
		{"any.yaml", "a: b\n", "", Source{}},
	} {
		path := filepath.Join(dir, tt.name)
		if got := For(path, check.Detect(path, nil), []byte(tt.content), tt.mapped); got != tt.want {
			t.Errorf("%s %s: %+v, want %+v", tt.name, tt.content, got, tt.want)
		}
	}
	if got := For("", check.YAML, nil, "/m"); got != (Source{}) {
		t.Errorf("a text without a name: %+v", got)
	}
	if _, err := (Source{Shipped: "none"}).Load(); err == nil {
		t.Error("a schema that is not shipped is no error")
	}
}

// shippedSchemas compiles each schema once for the tests.
func shippedSchemas(t *testing.T) map[Name]*Schema {
	t.Helper()
	all := map[Name]*Schema{}
	for _, name := range Shipped() {
		s, err := Source{Shipped: name}.Load()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = s
	}
	return all
}

// TestCorrectFiles has files that their programs take, with all that is unusual in
// them: none may be marked.
func TestCorrectFiles(t *testing.T) {
	all := shippedSchemas(t)
	for _, tt := range correctFiles {
		problems, err := all[tt.name].Check(t.Context(), formatOf(tt.name), []byte(tt.content))
		if got := show(errorsOf(problems)); err != nil || got != "" {
			t.Errorf("%s:\n%s\n%s, %v", tt.name, tt.content, got, err)
		}
	}
}

// TestWrongFiles has files with a mistake: it is said once, at its place, and in the
// same words each time.
func TestWrongFiles(t *testing.T) {
	all := shippedSchemas(t)
	for _, tt := range wrongFiles {
		for range 20 {
			problems, err := all[tt.name].Check(t.Context(), formatOf(tt.name), []byte(tt.content))
			if got := show(errorsOf(problems)); err != nil || got != tt.want {
				t.Fatalf("%s:\n%s\n%s, %v\nwant\n%s", tt.name, tt.content, got, err, tt.want)
			}
		}
	}
}

func errorsOf(problems []check.Problem) []check.Problem {
	var all []check.Problem
	for _, p := range problems {
		if p.Severity == check.Error {
			all = append(all, p)
		}
	}
	return all
}

func formatOf(name Name) check.Format {
	return check.Detect(strings.ReplaceAll(name.Patterns()[0], "*", "x"), nil)
}

// TestWrongKinds looks at what is wanted where several kinds of values may stand.
func TestWrongKinds(t *testing.T) {
	all := shippedSchemas(t)
	for _, tt := range []struct {
		name          Name
		content, want string
	}{
		{"compose", "services:\n  web:\n    ports: 80\n", "array, not number"},
		{"compose", "services:\n  web:\n    environment: A=1\n", "object array, not string"},
		{"github-workflow", "on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix: os\n    steps: [{run: ls}]\n", "object, not string"},
		{"package.json", `{"license": {"type": "MIT"}}`, "string, not object"},
	} {
		problems, err := all[tt.name].Check(t.Context(), formatOf(tt.name), []byte(tt.content))
		if err != nil || len(problems) != 1 || problems[0].Data["Want"]+", not "+problems[0].Data["Found"] != tt.want {
			t.Errorf("%s: %+v, %v, want %s", tt.content, problems, err, tt.want)
		}
	}
}

func TestAssistOfShipped(t *testing.T) {
	all := shippedSchemas(t)
	for _, tt := range []struct {
		name Name
		path []string
		want string
	}{
		{"compose", nil, "services"},
		{"compose", []string{"services", "web"}, "healthcheck"},
		{"compose", []string{"services", "web", "ports", spot.Item}, "target"},
		{"github-workflow", nil, "jobs"},
		{"github-workflow", []string{"jobs", "build"}, "runs-on"},
		{"github-workflow", []string{"jobs", "build", "steps", spot.Item}, "uses"},
		{"package.json", nil, "devDependencies"},
		{"tsconfig.json", []string{"compilerOptions"}, "strict"},
		{"jsconfig.json", []string{"compilerOptions"}, "checkJs"},
	} {
		if got := " " + names(all[tt.name].Keys(tt.path)) + " "; !strings.Contains(got, " "+tt.want+" ") {
			t.Errorf("%s %v offers %s", tt.name, tt.path, got)
		}
	}
	if got := " " + names(all["tsconfig.json"].Values([]string{"compilerOptions", "jsx"})) + " "; !strings.Contains(got, " react-jsx ") {
		t.Errorf("values: %s", got)
	}
	if about, ok := all["package.json"].About([]string{"main"}); !ok || about.About == "" || about.Types != "string" {
		t.Errorf("%+v, %v", about, ok)
	}
}

// BenchmarkShipped measures what the first check of a file of each kind costs, and
// each further one.
func BenchmarkShipped(b *testing.B) {
	for _, name := range Shipped() {
		b.Run("compile/"+string(name), func(b *testing.B) {
			for b.Loop() {
				if _, err := loadShipped(name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, tt := range correctFiles[:2] {
		s, err := loadShipped(tt.name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("check/"+string(tt.name), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Check(b.Context(), formatOf(tt.name), []byte(tt.content)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
