package atomicsave

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPlan(t *testing.T) {
	dir := t.TempDir()
	stage := func(name string, do func(path string)) string {
		path := filepath.Join(dir, name)
		write(t, path, oldContent)
		if do != nil {
			do(path)
		}
		return path
	}
	ordinary := stage("ordinary", func(p string) { setXattr(t, p, "user.note", []byte("x")); setXattr(t, p, aclAttr, trickyACL) })
	linked := stage("linked", func(p string) { hardLink(t, p) })
	for name, c := range map[string]struct {
		path     string
		opts     Options
		strategy Strategy
		needs    Consent
		or       Consent
		refusal  Class
		kept     []string
	}{
		"create":          {path: filepath.Join(dir, "none"), strategy: StrategyCreate},
		"replace":         {path: ordinary, opts: Options{Expect: AnyVersion()}, strategy: StrategyReplace, kept: []string{"mode 0660", "xattr user.note", "acl " + aclAttr}},
		"hard link":       {path: linked, opts: Options{Expect: AnyVersion()}, strategy: StrategyInPlace, needs: Agree(LossAtomicity), or: Agree(LossHardLink)},
		"hard link, cut":  {path: linked, opts: Options{Expect: AnyVersion(), Consent: Agree(LossHardLink)}, strategy: StrategyReplace, needs: Agree(LossHardLink), or: Agree(LossAtomicity)},
		"exists":          {path: ordinary, strategy: StrategyRefuse, refusal: Exists},
		"directory":       {path: dir, strategy: StrategyRefuse, refusal: NotRegular},
		"no folder":       {path: filepath.Join(dir, "no", "x"), strategy: StrategyRefuse, refusal: Vanished},
		"another version": {path: ordinary, opts: Options{Expect: Fingerprint{ino: 1, size: 1}}, strategy: StrategyRefuse, refusal: Changed},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := Plan(ctx, c.path, c.opts)
			if err != nil {
				t.Fatal(err)
			}
			if plan.Strategy != c.strategy || plan.Needs != c.needs || plan.Or != c.or || len(plan.Why) == 0 {
				t.Errorf("plan %+v", plan)
			}
			if (plan.Refusal != nil) != (c.refusal != Other) || plan.Refusal != nil && plan.Refusal.Class != c.refusal {
				t.Errorf("refusal %v", plan.Refusal)
			}
			for _, k := range c.kept {
				if !slices.Contains(plan.Kept, k) {
					t.Errorf("%q is not in %q", k, plan.Kept)
				}
			}
			if _, err := json.Marshal(plan); err != nil {
				t.Error(err)
			}
		})
	}
	wantNames(t, dir, "linked", "linked.link", "ordinary")
	wantContent(t, ordinary, oldContent)
}

// Clocks jump, and files come with times from the future: then the content
// decides.
func TestTimesFromTheFuture(t *testing.T) {
	dir := t.TempDir()
	future := time.Now().Add(24 * time.Hour)
	set := func(content string) {
		write(t, conf(dir), content)
		if err := os.Chtimes(conf(dir), future, future); err != nil {
			t.Fatal(err)
		}
	}
	set("one")
	fp := identify(t, conf(dir))
	mustSave(t, conf(dir), "two!", Options{Expect: fp})
	set("one")
	fp = identify(t, conf(dir))
	set("two") // the same size and the same time
	if same, err := Unchanged(ctx, conf(dir), fp); same || err != nil {
		t.Errorf("unchanged %v, %v", same, err)
	}
	_, err := Save(ctx, conf(dir), strings.NewReader("three"), Options{Expect: fp})
	wantError(t, err, Changed, Old)
}

// A save of a big stream needs little memory.
func TestMemory(t *testing.T) {
	dir := memoryDir(t)
	const size, limit = 256 << 20, 8 << 20
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_, err := Save(ctx, conf(dir), io.LimitReader(zeros{}, size), Options{Durability: Fast})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > limit {
		t.Errorf("%d bytes were allocated for %d", used, size)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
