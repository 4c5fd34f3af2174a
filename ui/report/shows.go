package report

import (
	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// shown is what a kind of file can prove of one stage of a leak chain, and what it cannot.
type shown struct {
	Stage string `json:"stage"`
	Basis string `json:"basis"` // exact, inferred, estimated; no: nothing
	Text  string `json:"text"`
}

// claim is a shown before its stage is known: the order of a list is that of the stages, C X G D H.
type claim struct{ basis, text string }

var nothing = claim{"no", "nothing"}

var deferred = claim{"inferred", "that a frame waits; which calls it deferred is in the source (--src)"}

// claims says for each kind what is in such a file. It says less than a rule may conclude from several.
var claims = map[evidence.Kind][5]claim{
	evidence.ExecutionTrace: {
		{"exact", "when, by whom, and whom it woke; a cancel that wakes nobody leaves no event"},
		{"inferred", "which one governs a goroutine, from who woke whom; not where it was made"},
		{"exact", "all alive at the end: state, wait, since when, stack, who started them; and all that ended"},
		deferred, nothing,
	},
	evidence.GoroutineDump: {
		{"no", "who cancelled what is not in it"},
		{"no", "contexts have no addresses in this one; a crash dump (SIGQUIT) has them"},
		{"exact", "all at one moment: wait, stack, who started them, waits of a minute and more"},
		deferred, nothing,
	},
	evidence.Goroutines: {
		{"no", "who cancelled what is not in it"}, nothing,
		{"exact", "how many have each stack, and labels; no ids, no times, not who started them"},
		deferred, nothing,
	},
	evidence.GoroutineLeak: {
		{"exact", "that nobody can ever wake those marked: the runtime's own verdict"}, nothing,
		{"exact", "how many have each stack; blind to a leak that something still refers to"},
		deferred, nothing,
	},
	evidence.HeapProfile: {
		{"no", "who cancelled what is not in it"},
		{"estimated", "how many contexts and timers live, by the line that made them"},
		{"no", "no goroutines: joined to them by function"}, nothing,
		{"estimated", "memory in use by the line that allocated it; not who holds it now"},
	},
	evidence.BlockProfile: {nothing, nothing,
		{"estimated", "how long goroutines were held up at each stack, of waits that ended"}, nothing, nothing},
	evidence.MutexProfile: {nothing, nothing,
		{"estimated", "how long others waited for the lock released at each stack"}, nothing, nothing},
	evidence.SchedTrace: {
		{"no", "a storm of wake-ups shows as a run queue, its cause does not"}, nothing,
		{"no", "run queues, idle processors and threads over time; with scheddetail=1 each one's wait reason too"},
		nothing, nothing,
	},
	evidence.Benchmark: {nothing, nothing,
		{"exact", "what the benchmark counts, such as goroutines left behind"}, nothing,
		{"exact", "bytes and allocations of one operation; not what stays"}},
}

// variant names what s is: its kind, and what else decides what it can show.
func variant(s *evidence.Source) string {
	name := kindWords(s.Kind)
	switch {
	case s.Identities && s.Leaked > 0:
		name += " with addresses and leaked ones"
	case s.Identities:
		name += " with addresses"
	case s.Kind == evidence.GoroutineDump && s.Leaked > 0:
		name += " with leaked ones"
	case s.Detail:
		name += " with scheddetail"
	case s.Contexts > 0:
		name += " with contexts"
	}
	return name
}

// shows returns what s can prove of each stage.
func shows(s *evidence.Source) [5]shown {
	list := claims[s.Kind]
	if s.Kind == evidence.GoroutineDump && s.Leaked > 0 {
		list[correlate.StageCancel] = claim{"exact", "that nobody can ever wake those marked (leaked): the runtime's own verdict"}
	}
	if s.Kind == evidence.SchedTrace && s.Detail {
		list[correlate.StageGoroutine] = claim{"exact", "each one's wait reason over time, without stacks; run queues, idle processors and threads"}
	}
	if s.Kind == evidence.ExecutionTrace && s.Contexts > 0 {
		list[correlate.StageCancel] = claim{"exact", "when, by whom, and whom it woke; those of contexts that the program names also when they woke nobody"}
		list[correlate.StageContext] = claim{"exact", "which contexts the program made, where, of which parent, who asked for their Done, and who called their cancel"}
	}
	if s.Kind == evidence.GoroutineDump && s.Identities {
		list[correlate.StageContext] = claim{"inferred", "who holds the same one, by address; not where it was made"}
		list[correlate.StageGoroutine].text += "; locks by address, and channels in a crash dump"
	}
	var out [5]shown
	for i, c := range list {
		if c.basis == "" {
			c = nothing
		}
		out[i] = shown{correlate.Stage(i).String(), c.basis, c.text}
	}
	return out
}
