// Package rules is the catalogue of leaks ctxscope knows. Each file is one rule: what is said about it,
// and how it is found in the evidence. The table below is in order: the most specific rule first, because
// a goroutine that several rules explain stays with the first.
//
//	stuck-defer-cancel  a deferred cancel is not reached, its children wait for it
//	cancel-in-defer     works for a deferred function, with nobody left to end it
//	double-send         sends once more than is received
//	many-senders-one-receiver  sends an answer after the first was taken
//	early-return        sends to a channel whose receiver gave up and returned
//	ignored-cancel      its context ended, and it waits for something else
//	shadowed-cancel     a second cancel hides the one that would end it
//	custom-parent       watches a child of a context of the program's own kind
//	lost-cancel         waits on Done, and who could cancel has returned
//	detached-context    works for a request on a context that never ends
//	deadline-drift      works on under a deadline that is not its caller's
//	far-deadline        only a deadline far away ends it
//	deep-chain          contexts nested, or shared, until their locks contend
//	lock-cycle          two wait for each other's lock
//	unclosed-body       a library waits for something to be closed
//	held-lock           waits for a lock whose holder is blocked, or gone
//	missing-signal      waits for goroutines that have all ended
//	stopped-ticker      waits for a tick after Stop
//	no-close-range      ranges over a channel that nobody closes
//	unclosed-owner      works for an object that was dropped without a Close
//	outlived-parent     goes on after the function that started it, in growing numbers
//	spawn-growth        started more often than ended, all the time
//	context-pileup      live contexts by the line that makes them, far more than goroutines
//	timer-pileup        timers that run on after the work they were for
//	bench-leak          benchmarks that leave more behind from run to run
//	value-retention     contexts that stay, with memory as their values
//	repeated-cancel     cancels called again after the end, from a list that keeps them
//	cancel-storm        one cancel wakes very many at once
//	unreachable         the runtime's own verdict, where no other rule tells why
//
// To add a rule, write its file, add it to the table, and put at least two positive and two negative cases
// into testdata/<rule>/*.txtar; a test asks for what is missing.
package rules

import "github.com/ctxscope/ctxscope/correlate"

// All returns the rules in their order. The caller owns the slice, not the rules.
func All() []*correlate.Rule {
	return []*correlate.Rule{
		stuckDeferCancel,
		cancelInDefer,
		doubleSend,
		manySendersOneReceiver,
		earlyReturn,
		ignoredCancel,
		shadowedCancel,
		customParent,
		lostCancel,
		detachedContext,
		deadlineDrift,
		farDeadline,
		deepChain,
		lockCycle,
		unclosedBody,
		heldLock,
		missingSignal,
		stoppedTicker,
		noCloseRange,
		unclosedOwner,
		outlivedParent,
		spawnGrowth,
		contextPileup,
		timerPileup,
		benchLeak,
		valueRetention,
		repeatedCancel,
		cancelStorm,
		unreachable,
	}
}
