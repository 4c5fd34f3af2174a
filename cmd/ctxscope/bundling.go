package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/samples/bundle"
	"github.com/ctxscope/ctxscope/ui/report"
)

// bundleOptions say what a bundle should be like.
type bundleOptions struct {
	level bundle.Level
	only  bool // detail for the chosen chains' goroutines alone
	limit int64
}

// A bundled incident is a bundle in memory that has been read again.
type bundled struct {
	data    []byte
	issue   string
	red     *bundle.Redacted
	chosen  []*correlate.Finding // in the original
	leftOut string               // one clause; empty: nothing

	mapFile string // where the map was kept, when it was
	mapErr  error
}

func (b *bundled) chains() string {
	if len(b.chosen) == 0 {
		return "none found: what was read is packed as it is"
	}
	var ids []string
	for _, f := range b.chosen {
		ids = append(ids, f.Fingerprint+" "+f.Rule.Name)
	}
	return strings.Join(ids, ", ")
}

func (b *bundled) checked() string {
	return "re-analysed from the bundle, same " + words.Plural(len(b.chosen), "fingerprint") + "  ok"
}

// choose returns the findings that only names, by the beginnings of their fingerprints; all without any.
func choose(res *correlate.Result, only []string) ([]*correlate.Finding, error) {
	if len(only) == 0 {
		return res.Findings, nil
	}
	var out []*correlate.Finding
	for _, id := range only {
		n := len(out)
		for _, f := range res.Findings {
			if id != "" && strings.HasPrefix(f.Fingerprint, id) && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
		if len(out) == n && !slices.ContainsFunc(out, func(f *correlate.Finding) bool { return strings.HasPrefix(f.Fingerprint, id) }) {
			return nil, errNotThere(id, res.Findings)
		}
	}
	return out, nil
}

// makeBundle redacts the evidence of res, packs it, and reads it again. It tries to keep as much detail as the
// limit allows, or with only, as little as the chosen chains need: what the bundle shows is compared each time,
// and a bundle that does not show the chosen chains as they were is none.
func makeBundle(res *correlate.Result, chosen []*correlate.Finding, o bundleOptions) (*bundled, error) {
	red := bundle.Redact(res.Set, o.level, correlate.Public)
	all := func(*evidence.Goroutine) bool { return true }
	steps := []func(*evidence.Goroutine) bool{all, around(res, chosen, 0)}
	if o.only {
		slices.Reverse(steps)
	}
	for _, most := range []int{1000, 100, 10} {
		steps = append(steps, around(res, chosen, most))
	}
	var last error
	for _, keep := range steps {
		b, err := tryBundle(res, red, chosen, keep, o)
		if err == nil {
			return b, nil
		}
		if last == nil || !errors.Is(err, errTooBig) {
			last = err
		}
	}
	return nil, errNoBundle(last)
}

// around tells the goroutines to keep: the first ones of each chosen chain, at most so many (0: all), those they
// were created by, and those that hold what they wait for.
func around(res *correlate.Result, chosen []*correlate.Finding, most int) func(*evidence.Goroutine) bool {
	kept := make(map[evidence.GoID]bool)
	waited := make(map[*evidence.Resource]bool)
	for _, f := range chosen {
		n := len(f.Goroutines)
		if most > 0 {
			n = min(n, most)
		}
		for _, g := range f.Goroutines[:n] {
			kept[g.ID] = true
			kept[g.Created.By] = true
			for _, h := range g.Holds {
				waited[h.Resource] = true
			}
		}
	}
	if most == 0 {
		for _, g := range res.Set.Goroutines {
			if slices.ContainsFunc(g.Holds, func(h evidence.Hold) bool { return waited[h.Resource] }) {
				kept[g.ID] = true
			}
		}
	}
	return func(g *evidence.Goroutine) bool { return kept[g.ID] }
}

var errTooBig = errors.New("it is too big")

// tryBundle packs what keep tells and reads it again.
func tryBundle(res *correlate.Result, red *bundle.Redacted, chosen []*correlate.Finding, keep func(*evidence.Goroutine) bool, o bundleOptions) (*bundled, error) {
	doc := bundle.Slice(red.Set, keep)
	doc.Set.Renamed = nil
	counted := 0
	for _, c := range doc.Counted {
		counted += c.Times
	}
	b := &bundled{red: red, chosen: chosen}
	if counted > 0 {
		b.leftOut = fmt.Sprintf("%s of %s are counts by group only", words.Count(counted), words.Plural(len(res.Set.Goroutines), "goroutine"))
	}
	doc.Head.Tool, doc.Head.Redaction, doc.Head.LeftOut = version(), string(red.Level), b.leftOut

	// What fingerprints become with the replaced names has to be known before the bundle is written. Where nothing
	// is left out, the evidence in memory tells; counts have to be read first.
	again := correlate.Run(doc.Set, rules.All())
	if counted > 0 {
		var err error
		if again, err = b.analyse(doc, o); err != nil {
			return nil, err
		}
	}
	doc.Set.Renamed = renamed(res.Findings, again.Findings, red)
	for _, f := range again.Findings {
		f.Fingerprint = cmp.Or(doc.Set.Renamed[f.Fingerprint], f.Fingerprint)
	}
	found, err := sameChains(chosen, again.Findings, red)
	if err != nil {
		return nil, err
	}
	notes := []string{"redaction: " + string(red.Level)}
	if replaced := red.Replaced(); len(replaced) > 0 {
		notes[0] += "; replaced are " + strings.Join(replaced, ", ")
	}
	if b.leftOut != "" {
		notes = append(notes, b.leftOut)
	}
	var issue bytes.Buffer
	if err := report.WriteIssue(&issue, again, found, report.IssueOptions{Version: version(), Notes: notes}); err != nil {
		return nil, err
	}
	b.issue = issue.String()

	// The check is of the very bytes that will be written, read as anybody will read them.
	if again, err = b.analyse(doc, o); err != nil {
		return nil, err
	}
	if counted == 0 && len(again.Findings) != len(res.Findings) {
		return nil, fmt.Errorf("it shows %s, not %d", words.Plural(len(again.Findings), "chain"), len(res.Findings))
	}
	_, err = sameChains(chosen, again.Findings, red)
	return b, err
}

// analyse packs doc and analyses what was packed.
func (b *bundled) analyse(doc *bundle.Document, o bundleOptions) (*correlate.Result, error) {
	data, err := bundle.Pack(doc, b.issue, b.red.Notes(b.leftOut))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > o.limit {
		return nil, fmt.Errorf("%w: %s, the limit is %s", errTooBig, words.Bytes(len(data)), words.Bytes(o.limit))
	}
	b.data = data
	set, err := readBundle(data)
	if err != nil {
		return nil, err
	}
	return correlate.Run(set, rules.All()), nil
}

// renamed pairs each finding with what it has become, and returns the old fingerprints by the new ones. A pair is of
// one rule, at the same function by its new name, and about the same goroutines as far as they have ids.
func renamed(before, after []*correlate.Finding, red *bundle.Redacted) map[string]string {
	out := make(map[string]string)
	used := make(map[*correlate.Finding]bool)
	for _, f := range before {
		ids := make(map[evidence.GoID]bool)
		for _, g := range f.Goroutines {
			ids[g.ID] = true
		}
		for _, a := range after {
			about := len(f.Goroutines) == 0 || !f.Goroutines[0].ID.Known() ||
				slices.ContainsFunc(a.Goroutines, func(g *evidence.Goroutine) bool { return ids[g.ID] })
			if !used[a] && a.Rule == f.Rule && a.Wait == f.Wait && a.Blocked.Func == red.Function(f.Blocked.Func) && about {
				used[a] = true
				if a.Fingerprint != f.Fingerprint {
					out[a.Fingerprint] = f.Fingerprint
				}
				break
			}
		}
	}
	return out
}

// sameChains returns what became of the chosen findings. It is an error if one of them is not there, or is another:
// of another rule, less or more certain, or with another line to change.
func sameChains(chosen, after []*correlate.Finding, red *bundle.Redacted) ([]*correlate.Finding, error) {
	var out []*correlate.Finding
	for _, f := range chosen {
		i := slices.IndexFunc(after, func(a *correlate.Finding) bool { return a.Fingerprint == f.Fingerprint })
		if i < 0 {
			return nil, fmt.Errorf("chain %s (%s) does not show in it", f.Fingerprint, f.Rule.Name)
		}
		a := after[i]
		switch {
		case a.Rule != f.Rule:
			return nil, fmt.Errorf("chain %s is of rule %s in it, not %s", f.Fingerprint, a.Rule.Name, f.Rule.Name)
		case a.Certainty != f.Certainty:
			return nil, fmt.Errorf("chain %s is %s in it, not %s", f.Fingerprint, a.Certainty, f.Certainty)
		case a.Fix.At.Func != red.Function(f.Fix.At.Func) || a.Fix.At.Line != f.Fix.At.Line:
			return nil, fmt.Errorf("chain %s has another line to change in it", f.Fingerprint)
		}
		out = append(out, a)
	}
	return out, nil
}

// mapFile is where the map of a bundle is kept: below the state directory, by what the bundle holds.
func (c *console) mapFile(data []byte) string {
	dir := c.getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		home := c.getenv("HOME")
		if !filepath.IsAbs(home) {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	sum := sha256.Sum256(data)
	return filepath.Join(dir, "ctxscope", "bundle-"+hex.EncodeToString(sum[:6])+".json")
}

// parseSize reads a size such as 25MiB, 900KB or 1000, which is at most so many bytes.
func parseSize(s string, most int64) (int64, bool) {
	unit := int64(1)
	for _, u := range []struct {
		suffix string
		bytes  int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"KB", 1e3}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			s, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0) || n*float64(unit) > float64(most) {
		return 0, false
	}
	return int64(n * float64(unit)), true
}
