package filter

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Row is what an expression is asked about. Text fields are compared as they are, so they must be in
// lower case, labels excepted; a field of several values matches when one of them does.
type Row struct {
	Text       string   // everything a bare word is looked for in
	Rule, Wait string   // a rule's name; a wait reason
	State      string   // of a goroutine
	Chain      []string // its chain's place in the ranking, and fingerprint
	Func, File []string // of the stack
	Pkg        []string
	Line       int      // where it is
	Created    []string // function, file and goroutine that started it
	Context    []string
	Cause      []string // what ended the context
	Stages     []string // that are known
	Severity   string   // one of the severities' words, empty when there is none
	Certainty  string
	Labels     []evidence.Label
	Is         []string // which of the words after is: hold, but for the next two
	Marked     bool     // by the user
	Noted      bool
	Count      int
	Age        time.Duration
	From, To   evidence.Time // when something of it happened, or began, first and last; when Dated
	Dated      bool
	Heap       int64
	ID         int64 // of the goroutine; 0: none
}
