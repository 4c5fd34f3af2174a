package samples_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ctxscope/ctxscope/samples"
	"github.com/ctxscope/ctxscope/samples/want"
)

// A want.txt quotes the lines it points at, so a change of a sample cannot leave
// it behind unnoticed. What blocks must look like something that blocks, and the
// creation like one.
func TestWantsPointAtTheirLines(t *testing.T) {
	blocking := map[string]string{"chan send": "<-", "chan receive": "<-", "select": "select {"}
	for _, inc := range samples.All() {
		for _, f := range answers(t, inc) {
			for _, places := range [][]want.Place{f.Blocked, f.Created, f.Fix, f.Context, f.Cancel} {
				for _, p := range places {
					if err := check(inc, p); err != nil {
						t.Errorf("%s: %v", inc.Name, err)
					}
				}
			}
			for _, p := range f.Blocked {
				if sign := blocking[p.What]; sign == "" || !strings.Contains(p.Code, sign) && !strings.HasPrefix(p.Code, "for range ") {
					t.Errorf("%s: %q does not block in %s", inc.Name, p.Code, p.What)
				}
			}
			for _, p := range f.Created {
				if !strings.HasPrefix(p.Code, "go ") && !strings.Contains(p.Code, ".Go(") {
					t.Errorf("%s: %q starts no goroutine", inc.Name, p.Code)
				}
			}
			for _, p := range f.Context {
				if !strings.Contains(p.Code, p.What+"(") {
					t.Errorf("%s: %q does not call %s", inc.Name, p.Code, p.What)
				}
			}
		}
	}
}

// A want.txt claims no leak that is not in the evidence: its dumps hold at
// least count goroutines that are blocked at the line and were created at the
// line.
func TestWantsAreInTheDumps(t *testing.T) {
	for _, inc := range samples.All() {
		for _, f := range answers(t, inc) {
			for _, dump := range []string{"goroutine.txt", "sigquit.txt", "goroutine-3.txt"} {
				if !slices.Contains(inc.Inputs, dump) {
					continue
				}
				text := string(read(t, inc.Files, dump))
				for i, p := range f.Blocked {
					found := blockedAt(inc, text, p, f.Created[min(i, len(f.Created)-1)])
					if found < f.Count {
						t.Errorf("%s: %s holds %d goroutines in %s, want at least %d", inc.Name, dump, found, p.Function, f.Count)
					}
				}
			}
		}
	}
}

// blockedAt counts the goroutines of a dump that stand at the place blocked and
// come from the place created. A goroutine of an errgroup names errgroup's own
// go statement as its creator; only a trace knows the caller.
func blockedAt(inc samples.Incident, dump string, blocked, created want.Place) int {
	// An inlined frame has no offset behind its line.
	at := func(p want.Place) *regexp.Regexp {
		return regexp.MustCompile(fmt.Sprintf(`/%s/%s:%d\b`, inc.Name, regexp.QuoteMeta(p.File), p.Line))
	}
	stands, comes := at(blocked), at(created)
	n := 0
	for _, g := range strings.Split(dump, "\n\n") {
		stack, creator, _ := strings.Cut(g, "\ncreated by ")
		ours := comes.MatchString(creator) || strings.HasPrefix(creator, "golang.org/x/sync/errgroup.")
		if ours && stands.MatchString(stack) {
			n++
		}
	}
	return n
}

// check reports whether the place's code stands on its line.
func check(inc samples.Incident, p want.Place) error {
	if p.File == "" {
		return nil // a cancel without a line
	}
	data, err := fs.ReadFile(inc.Source, p.File)
	if err != nil {
		return err
	}
	lines := strings.Split(string(data), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	if p.Line >= 1 && p.Line <= len(lines) && lines[p.Line-1] == p.Code {
		return nil
	}
	var at []int
	for i, line := range lines {
		if line == p.Code {
			at = append(at, i+1)
		}
	}
	return fmt.Errorf("%s:%d: want %q, which stands on lines %v", p.File, p.Line, p.Code, at)
}

// answers returns the incident's want.txt.
func answers(t *testing.T, inc samples.Incident) []want.Finding {
	t.Helper()
	findings, err := want.Parse(bytes.NewReader(read(t, inc.Source, "want.txt")))
	if err != nil {
		t.Fatalf("%s/want.txt:%v", inc.Name, err)
	}
	return findings
}
