package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// An Index answers the questions rules ask of an evidence.Set.
type Index struct{ Set *evidence.Set }

// A SiteBalance is the creation balance of one place.
type SiteBalance struct{}

// NewIndex returns an index over set.
func NewIndex(set *evidence.Set) *Index { return &Index{Set: set} }

func settle(l []Leak) []Leak                  { return l }
func findings(ix *Index, l []Leak) []*Finding { return []*Finding{} }
func groups(ix *Index, f []*Finding) []*Group { return []*Group{} }
func expectedOf(g []*Group) []Expected        { return []Expected{} }
