package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/safetext"
)

// maxIDs is the most goroutine ids of one finding that are listed; count is the truth.
const maxIDs = 1000

// maxGroups is the most groups that are listed.
const maxGroups = 1000

// writeJSON writes the report of Schema, indented.
func writeJSON(w io.Writer, res *correlate.Result, o Options) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(document(res, o)); err != nil {
		return err
	}
	_, err := w.Write(escapeHidden(b.Bytes()))
	return err
}

// escapeHidden writes what JSON allows but a terminal would obey (C1 controls, bidirectional overrides,
// and their like) as \u escapes. Such letters stand only inside strings, so nothing is lost.
func escapeHidden(doc []byte) []byte {
	out := make([]byte, 0, len(doc))
	for len(doc) > 0 {
		r, n := utf8.DecodeRune(doc)
		switch {
		case r == '\n' || r > 0x1f && r < 0x7f || r != 0x7f && safetext.Line(string(r)) == string(r):
			out = append(out, doc[:n]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		doc = doc[n:]
	}
	return out
}

func document(res *correlate.Result, o Options) jsonReport {
	set := res.Set
	doc := jsonReport{
		Schema:     Schema,
		Tool:       jsonTool{Version: o.Version, Go: runtime.Version()},
		Title:      known(o.Title),
		Where:      known(o.Where),
		Hidden:     o.Hidden,
		Inputs:     []jsonInput{},
		Goroutines: len(set.Goroutines),
		Findings:   []jsonFinding{},
		Groups:     []jsonGroup{},
		Expected:   []jsonExpected{},
		Checked:    []string{},
		NotChecked: []jsonNotChecked{},
		Problems:   []jsonProblem{},
		Partial:    set.Partial(),
		Baseline:   compared(res.Compared),
	}
	for _, s := range set.Sources {
		doc.Inputs = append(doc.Inputs, input(s))
	}
	for _, f := range res.Findings {
		doc.Findings = append(doc.Findings, finding(set, f))
	}
	for _, g := range res.Groups[:min(maxGroups, len(res.Groups))] {
		doc.Groups = append(doc.Groups, jsonGroup{g.State.String(), string(g.Wait), known(g.Blocked.Func), known(g.Created.Func), len(g.Goroutines)})
	}
	for _, e := range res.Expected {
		doc.Expected = append(doc.Expected, jsonExpected{e.Function, string(e.Wait), e.Count, e.Why})
	}
	for _, r := range res.Checked {
		doc.Checked = append(doc.Checked, r.Name)
	}
	for _, n := range res.NotChecked {
		doc.NotChecked = append(doc.NotChecked, jsonNotChecked{n.Rule.Name, n.Needs, n.Capture})
	}
	for _, p := range set.Problems {
		doc.Problems = append(doc.Problems, jsonProblem{p.Pos.String(), p.Message})
	}
	return doc
}

func input(s *evidence.Source) jsonInput {
	return jsonInput{
		Path: s.Path, Kind: string(s.Kind), Go: known(s.Go), Bytes: s.Bytes, Events: s.Events,
		From: clock(s, s.From), To: clock(s, s.To), Window: duration(s.Window()),
		Cut: known(s.Cut()), Partial: s.Partial, Missing: known(s.Missing),
	}
}

func finding(set *evidence.Set, f *correlate.Finding) jsonFinding {
	out := jsonFinding{
		Fingerprint: f.Fingerprint, Rule: f.Rule.Name,
		Certainty: f.Certainty.String(), Severity: f.Severity.String(),
		Title: f.Title, Message: f.Message,
		Count: len(f.Goroutines), Share: f.Share, Roots: f.Roots,
		Goroutines: []int64{}, Oldest: duration(f.Oldest), AtLeast: f.AtLeast,
		Blocked: jsonBlocked{string(f.Wait), place(f.Blocked)},
		Defers:  []jsonDefer{},
		Fix:     jsonFix{place(f.Fix.At), f.Fix.Text},
		Links:   []jsonLink{},
		Unseen:  []jsonUnseen{},
	}
	for _, g := range oldest(f.Goroutines) {
		out.Goroutines = append(out.Goroutines, int64(g.ID))
	}
	if f.Created != (evidence.Frame{}) {
		created := place(f.Created)
		out.Created = &created
	}
	if c := f.Context; c != nil {
		out.Context = &jsonContext{known(c.Kind), place(c.Made)}
	}
	if f.Cancel != nil {
		out.Cancel = cancel(set, f.Cancel)
	}
	if s := f.Since; s != nil {
		out.Since = &jsonSince{s.Change.String(), s.Was}
	}
	if h := f.Heap; h != nil {
		out.Heap = &jsonHeap{h.Objects, h.Bytes, fmt.Sprintf("±%.0f%%", 100*h.Error)}
	}
	for _, d := range f.Defers {
		out.Defers = append(out.Defers, jsonDefer{d.Call, place(d.In), true})
	}
	for _, l := range f.Chain {
		if l.Basis == correlate.Unseen {
			out.Unseen = append(out.Unseen, jsonUnseen{l.Stage.String(), l.Text})
			continue
		}
		out.Links = append(out.Links, link(l))
	}
	return out
}

func cancel(set *evidence.Set, c *correlate.Cancel) *jsonCancel {
	if c.Never {
		return &jsonCancel{Kind: "never"}
	}
	out := &jsonCancel{Kind: c.Kind.String(), jsonPlace: place(c.Caller), Count: c.Count, Timer: c.Timer}
	if c.By != evidence.NoGoID {
		by := int64(c.By)
		out.Goroutine = &by
	}
	if len(set.Sources) > 0 {
		out.At = clock(set.Sources[0], c.First) // the first source is the one that facts are in the time of
	}
	return out
}

func link(l correlate.Link) jsonLink {
	return jsonLink{
		Stage: l.Stage.String(), Relation: l.Relation, Basis: l.Basis.String(),
		Source: known(l.Pos.File), Pos: within(l.Pos), Text: l.Text, How: known(l.How), Suspect: l.Suspect,
		jsonPlace: place(l.At),
	}
}

// within says where in its file a fact was read, nil for the file as a whole.
func within(p evidence.Pos) *string {
	switch {
	case p.Timed:
		return known("time " + p.In()[1:])
	case p.Line > 0:
		return known("line " + p.In()[1:])
	}
	return nil
}

func place(f evidence.Frame) jsonPlace {
	out := jsonPlace{Function: known(f.Func), File: known(f.File)}
	if f.File != "" && f.Line > 0 {
		out.Line = &f.Line
	}
	return out
}

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// clock returns the wall-clock time of t, or nil when the source does not know it or RFC 3339 cannot
// write it.
func clock(s *evidence.Source, t evidence.Time) *string {
	at, ok := s.At(t)
	if !ok || at.UTC().Year() < 0 || at.UTC().Year() > 9999 {
		return nil
	}
	return known(at.UTC().Format(time.RFC3339Nano))
}

// duration writes d so that time.ParseDuration reads it, to the millisecond.
func duration(d time.Duration) string { return d.Round(time.Millisecond).String() }

// oldest returns the goroutines whose ids are listed, the longest in their state first: those that are
// blocked and those that wait behind them alike. Goroutines that a profile counted have no ids.
func oldest(gs []*evidence.Goroutine) []*evidence.Goroutine {
	known := slices.DeleteFunc(slices.Clone(gs), func(g *evidence.Goroutine) bool { return !g.ID.Known() })
	slices.SortStableFunc(known, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.Since, b.Since) })
	return known[:min(maxIDs, len(known))]
}
