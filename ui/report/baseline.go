package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// ErrNoReport is returned for what is no JSON report of ctxscope's.
var ErrNoReport = errors.New("no " + Schema)

// ReadBaseline reads a report of Schema as what a later result is compared with. Name is what the
// baseline is called. The error is ErrNoReport when r holds something else, which is clear from its first
// letters, and another one when it is a report that cannot be read to its end.
func ReadBaseline(r io.Reader, name string) (*correlate.Baseline, error) {
	b := bufio.NewReader(r)
	if first, _ := b.Peek(100); len(first) == 0 || first[0] != '{' || !bytes.Contains(first, []byte(`"`+Schema+`"`)) {
		return nil, ErrNoReport
	}
	var doc jsonReport
	if err := json.NewDecoder(b).Decode(&doc); err != nil {
		return nil, fmt.Errorf("%s: a report of ctxscope that cannot be read: %w", name, err)
	}
	base := &correlate.Baseline{Name: name, Goroutines: doc.Goroutines, Checked: doc.Checked, Places: make(map[correlate.Place]int)}
	for _, g := range doc.Groups {
		base.Places[correlate.PlaceAt(evidence.Wait(g.Wait), orNone(g.Blocked), orNone(g.Created))] += g.Count
	}
	for _, f := range doc.Findings {
		p := correlate.Past{
			Fingerprint: f.Fingerprint, Rule: f.Rule, Title: f.Title, Count: f.Count,
			Wait: evidence.Wait(f.Blocked.Wait), Blocked: orNone(f.Blocked.Function),
		}
		if f.Created != nil {
			p.Created = orNone(f.Created.Function)
		}
		base.Chains = append(base.Chains, p)
	}
	return base, nil
}

func orNone(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func compared(c *correlate.Comparison) *jsonBaseline {
	if c == nil {
		return nil
	}
	out := &jsonBaseline{Name: c.Baseline.Name, Goroutines: c.Baseline.Goroutines, Gone: []jsonPast{}, Unasked: []jsonPast{}}
	for _, p := range c.Gone {
		out.Gone = append(out.Gone, past(p))
	}
	for _, p := range c.Unasked {
		out.Unasked = append(out.Unasked, past(p))
	}
	return out
}

func past(p *correlate.Past) jsonPast {
	return jsonPast{p.Fingerprint, p.Rule, p.Title, p.Count, string(p.Wait), known(p.Blocked), known(p.Created)}
}

// since writes the headline of a comparison: what changed, and between how many goroutines.
func (p *page) since(res *correlate.Result) {
	c := res.Compared
	if c == nil {
		return
	}
	count := map[correlate.Change]int{}
	for _, f := range res.Findings {
		count[f.Since.Change]++
	}
	parts := []string{
		fmt.Sprintf("%d new", count[correlate.New]), fmt.Sprintf("%d grown", count[correlate.Grown]),
		fmt.Sprintf("%d gone", len(c.Gone)),
	}
	if n := count[correlate.Unasked]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d that the baseline could not show", n))
	}
	p.para("  ", fmt.Sprintf("since %s  %s · %s → %s", filepath.Base(c.Baseline.Name), strings.Join(parts, ", "),
		words.Count(c.Baseline.Goroutines), words.Plural(len(res.Set.Goroutines), "goroutine")), p.strong)
}

// gone lists what the baseline has and the result has not, and whether that means anything.
func (p *page) gone(c *correlate.Comparison) {
	if c == nil {
		return
	}
	list := func(head, sign string, ps []*correlate.Past) {
		if len(ps) == 0 {
			return
		}
		p.line("")
		p.para("", head, p.strong)
		for _, past := range ps {
			at := orElse(past.Blocked, past.Created)
			p.para("  "+sign+" ", strings.TrimRight(fmt.Sprintf("%s  %s, %s  %s", past.Fingerprint, past.Title, words.Count(past.Count), at), " "), p.plain)
		}
	}
	list("Gone since "+filepath.Base(c.Baseline.Name), "-", c.Gone)
	list("In "+filepath.Base(c.Baseline.Name)+", and not looked for: the evidence of now lacks what that takes", "?", c.Unasked)
}
