package rules

import (
	"fmt"
	"sync"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var unclosedOwner = &correlate.Rule{
	Name: "unclosed-owner",
	Doc: correlate.Doc{
		Title: "objects with a goroutine that nobody closed",
		What: "A cache with a janitor, a client with a loop, a pool with workers: making such an object starts a goroutine that lives until the object is closed. " +
			"One is made for each request, or in place of another one, and dropped without its Close, Stop or Shutdown.",
		Why: "The collector does not free an object that a running goroutine uses, so dropping it ends nothing. One more goroutine stays for each object. " +
			"Those that work by a ticker wake up again and again: they never look old, there are only more and more of them.",
		Fix: "Close it where it was made, by defer right after the error check. When something else keeps it, such as a map, close it where that lets it go or replaces it. If one would do for all, make one when the program starts.",
		Before: `func handle(w http.ResponseWriter, r *http.Request) {
	c := NewCache(time.Minute) // starts a janitor
	serve(w, r, c)
}`,
		After: `func handle(w http.ResponseWriter, r *http.Request) {
	c := NewCache(time.Minute)
	defer c.Close()
	serve(w, r, c)
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		for _, s := range p.Started() {
			several := sync.OnceValue(func() bool { return p.Several(s) })
			for _, g := range s.Goroutines {
				if !correlate.Attends(g) || p.Pinned(g) || p.Served(g) {
					continue
				}
				o := p.Object(g)
				if o == nil || o.Closed() || o.Ending(g) {
					continue
				}
				switch {
				case o.Dropped() && p.LetGo(g, o) && several():
					p.Report(neverClosed(p, g, o, correlate.Strong))
				case g.Leaked, o.Mislaid() && p.LetGo(g, o) && several() && len(s.Goroutines) >= 20, multiplies(p, s, g):
					p.Report(neverClosed(p, g, o, correlate.Suspect))
				}
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		why := "Nothing in the dump shows who would end " + verb(f.Direct(), "it", "them")
		switch b := f.Balance; {
		case b.Created > 0:
			why = fmt.Sprintf("In this trace %s made and %d ended", created(b.Created), b.Ended)
		case correlate.Rising(f.Counts):
			why = "The number rose in each of the dumps, " + steps(f.Counts)
		}
		return "made, and never closed", fmt.Sprintf("%s %s, in the background of an object that %s had made and went on without closing. %s.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Fix.At.Func), why)
	},
}

// neverClosed explains g by the object o that it works for.
func neverClosed(p *correlate.Pass, g *evidence.Goroutine, o *correlate.Object, certainty correlate.Certainty) correlate.Leak {
	l := correlate.Leak{Goroutine: g, ByLife: p.Timed(), Certainty: certainty, Fix: correlate.Fix{
		At: o.Made, Text: "close what is made here once it is no longer used, by defer or where it is dropped",
	}}
	switch end := o.End(); {
	case certainty == correlate.Strong && len(o.Uses) == 1 && len(o.Uses[0].Ended) > 0:
		l.Fix = correlate.Fix{At: o.Uses[0].Missed[0], Text: "call its " + end + " on this way too, or defer it right after the object is made"}
	case certainty == correlate.Strong:
		l.Fix.Text = "defer its " + end + " right after this line"
	case end != "":
		l.Fix.Text = "see that its " + end + " is called once it is no longer used"
	default:
		l.Settle = "the source would tell whether what is made there has a Close, and who calls it"
	}
	return l
}

// multiplies reports whether what s started becomes more and more, one by one, and g looks like one that stays.
func multiplies(p *correlate.Pass, s *correlate.Started, g *evidence.Goroutine) bool {
	switch counts := p.Counts(g); {
	case p.Timed():
		return s.Balance.Growth().Steady() && p.Orphan(g) && p.Lingers(g, s.Balance) && !p.CancellerThere(g) && !p.InUse(g, s.Balance)
	case p.Grows(g) && counts[len(counts)-1] >= 8:
		return p.Stay(g) && p.Stayed(g) > 0
	}
	return p.OrphanCrowd(g) || p.Piles(g)
}
