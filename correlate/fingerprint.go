package correlate

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// prints are the fingerprints of leaks, which identify them across builds and hosts: the rule, the kind of wait,
// and the functions in which the goroutine is blocked, began and was started. No lines, no addresses, no ids.
// What a million goroutines have in common is hashed once.
type prints struct {
	made map[likeness]fingerprint

	// started are those of leaks whose start was seen, by bearing; empty where several bear alike. Of leaks that
	// are older than the evidence it was not seen; they belong to what else leaks in the same way, if that has
	// one creator.
	started map[string]string
}

// likeness is what the fingerprint of a leak follows from.
type likeness struct {
	rule           *Rule
	wait           evidence.Wait
	stack, created *evidence.Stack
	entry          string
}

type fingerprint struct {
	bearing string // what it is made of, but for who started the goroutine
	whole   string
}

func newPrints(leaks []*Leak) *prints {
	p := &prints{made: make(map[likeness]fingerprint), started: make(map[string]string)}
	for _, l := range leaks {
		if l.Goroutine.Created.Stack == nil {
			continue
		}
		fp := p.print(l)
		if other, ok := p.started[fp.bearing]; ok && other != fp.whole {
			fp.whole = "" // several
		}
		p.started[fp.bearing] = fp.whole
	}
	return p
}

// of returns the fingerprint of l, one of the leaks that p was made for.
func (p *prints) of(l *Leak) string {
	fp := p.print(l)
	if started := p.started[fp.bearing]; started != "" && l.Goroutine.Created.Stack == nil {
		return started
	}
	return fp.whole
}

func (p *prints) print(l *Leak) fingerprint {
	g := l.Goroutine
	like := likeness{l.rule, g.Wait, g.Stack, g.Created.Stack, g.Created.Entry().Func}
	fp, ok := p.made[like]
	if !ok {
		fp.bearing = strings.Join([]string{l.rule.Name, string(g.Wait), normalise(homeFrame(g.Stack).Func), normalise(begin(g))}, "\n")
		fp.whole = print8(fp.bearing + "\n" + normalise(homeFrame(g.Created.Stack).Func))
		p.made[like] = fp
	}
	return fp
}

// unmarked is the fingerprint of those the runtime did not mark, where it marked others of fingerprint fp.
// The marked ones keep fp: they are the leak.
func unmarked(fp string) string { return print8(fp + "\nunmarked") }

func print8(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// begin returns the function that g runs. Crash dumps show the wrapper that the compiler makes for a go
// statement with arguments, where traces and other dumps show only what it calls.
func begin(g *evidence.Goroutine) string {
	entry := g.Created.Entry().Func
	if entry == "" {
		entry = g.Stack.Root().Func
	}
	if !strings.Contains(entry, ".gowrap") {
		return entry
	}
	if i := FindFrame(g.Stack, entry); i > 0 {
		return g.Stack.Frames[i-1].Func
	}
	return entry
}

// normalise drops from a function's name what the compiler adds: type arguments, and the wrappers of go
// and defer statements.
func normalise(function string) string {
	if i := strings.IndexByte(function, '['); i >= 0 {
		if j := strings.LastIndexByte(function, ']'); j > i {
			function = function[:i] + function[j+1:]
		}
	}
	for _, suffix := range []string{".gowrap", ".deferwrap"} {
		if i := strings.LastIndex(function, suffix); i >= 0 {
			function = function[:i]
		}
	}
	return function
}
