package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// A Stage is one of the five parts of a leak chain.
type Stage uint8

// The stages, in the order they are shown.
const (
	StageCancel    Stage = iota // when and by whom the context ended, or that nobody could end it
	StageContext                // which context, made where
	StageGoroutine              // who is still here, blocked on what, made where
	StageDefer                  // which deferred calls wait for that
	StageHeap                   // what stays in memory for it
)

var stageNames = [...]string{"cancel", "context", "goroutine", "defer", "heap"}

func (s Stage) String() string { return stageNames[s] }

// Letter returns the stage's letter on the spine: C X G D H.
func (s Stage) Letter() string { return "CXGDH"[s : s+1] }

// A Basis says how a link is known.
type Basis uint8

// The bases, the firmest first.
const (
	Exact     Basis = iota // read in a file
	Inferred               // joined over several facts; Link.How says how
	Estimated              // sampled
	Unseen                 // not known; the text says what would tell
)

var basisNames = [...]string{"exact", "inferred", "estimated", "unseen"}

func (b Basis) String() string { return basisNames[b] }

// A Link is one statement of a leak chain with what it rests on.
type Link struct {
	Stage    Stage
	Relation string // how it belongs to the chain, one short word: "ended", "governs", "started", "behind", …
	Basis    Basis
	Text     string // one line, no full stop
	How      string // for an inferred or estimated link: the facts it was joined from, one line
	At       evidence.Frame
	Stack    *evidence.Stack // the stack behind the link, nil when there is none
	Pos      evidence.Pos
	Suspect  bool // the link where the chain breaks: what to look at first
}
