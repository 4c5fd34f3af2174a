package ui

import (
	"path/filepath"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
)

// A versus is the overlay that tells what is new, grown or gone since a baseline. enter goes to a chain.
type versus struct {
	*detail
	shown bool
}

func newVersus(d *desk) *versus { return &versus{detail: newDetail(d)} }

func (v *versus) close()        { v.shown = false }
func (v *versus) isShown() bool { return v.shown }
func (v *versus) crumb() string { return "baseline" }

// open tells how a result stands beside its baseline.
func (v *versus) open(r *correlate.Result) {
	v.shown = true
	v.forget()
	v.show(r.Compared, "Since "+filepath.Base(r.Compared.Baseline.Name), func(f *facts) { tellChanges(f, r) })
	v.pick(min(0, len(v.links)-1))
}

// tellChanges lists the chains by what became of them, what is worse first.
func tellChanges(f *facts, r *correlate.Result) {
	c := r.Compared
	f.text(words.Plural(c.Baseline.Goroutines, "goroutine") + " then, " + words.Count(len(r.Set.Goroutines)) + " now.")
	for _, change := range []struct {
		of   correlate.Change
		head string
	}{
		{correlate.New, "New"}, {correlate.Grown, "Grown"}, {correlate.Unasked, "New, or unseen in the baseline, whose files could not show it"},
		{correlate.Same, "As in the baseline"}, {correlate.Shrunk, "Fewer than in the baseline"},
	} {
		first := true
		for i, x := range r.Findings {
			if x.Since.Change != change.of {
				continue
			}
			if first {
				f.head(change.head)
				first = false
			}
			n := words.Count(len(x.Goroutines))
			if x.Since.Was > 0 {
				n = words.Count(x.Since.Was) + " → " + n
			}
			f.link("", change.of.Sign()+" L"+strconv.Itoa(i+1)+"  "+n+"  "+x.Title+"  "+correlate.Short(x.Blocked.Func), ref{refChain, x.Fingerprint})
		}
	}
	past := func(head, sign string, list []*correlate.Past) {
		if len(list) == 0 {
			return
		}
		f.head(head)
		for _, p := range list {
			f.text(sign + " " + p.Fingerprint + "  " + words.Count(p.Count) + "  " + p.Title + "  " + correlate.Short(p.Blocked))
		}
	}
	past("Gone", "-", c.Gone)
	past("In the baseline, and not looked for now: the files lack what that takes", "?", c.Unasked)
}

// follow goes to the selected chain and closes the overlay.
func (v *versus) follow() {
	v.close()
	v.detail.follow()
}

func (v *versus) actions() []action {
	k := v.desk.keys
	acts := []action{does(k.Back, v.close).as("close"), does(k.Quit, v.close).as("close"), does(k.Baseline, v.close).as("close"), does(k.Open, v.follow).as("go there")}
	return append(acts, moving(k, v.detail)...)
}

// openBaseline shows what changed since the baseline, or asks which one.
func (a *app) openBaseline() {
	switch {
	case a.result.Compared != nil:
		a.versus.open(a.result)
	case a.opts.Compare == nil:
		a.toast = "there is nothing to compare this with"
	case !a.load.done:
		a.toast = "still reading; a baseline can be read after that"
	default:
		a.prompt.ask("compare with ", &baselineLine{app: a})
	}
}

// A baselineLine is the name of a baseline while it is typed.
type baselineLine struct{ app *app }

func (*baselineLine) setQuery(string) error { return nil }
func (*baselineLine) query() string         { return "" }
func (*baselineLine) note() string          { return "files of an earlier look, or its JSON report" }

// comparedMsg is the result beside the baseline that was asked for. From its command to app.
type comparedMsg struct {
	result *correlate.Result
	err    error
}

func (b *baselineLine) run(name, _ string) tea.Cmd {
	a := b.app
	if name == "" {
		return nil
	}
	a.toast = "reading " + a.look.clean(name)
	r := a.result
	return func() tea.Msg {
		r, err := a.opts.Compare(a.ctx, name, r)
		return comparedMsg{r, err}
	}
}

// compared shows the result beside a baseline.
func (a *app) compared(msg comparedMsg) {
	if msg.err != nil {
		a.toast = "no baseline: " + a.look.clean(msg.err.Error())
		return
	}
	a.toast = ""
	a.desk.compares = true
	a.setResult(msg.result)
	a.versus.open(msg.result)
}

// changes says in a few words how findings stand beside the baseline; empty without one.
func changes(c *correlate.Comparison, all []chainRow) string {
	if c == nil {
		return ""
	}
	count := map[correlate.Change]int{}
	for _, r := range all {
		count[r.finding.Since.Change]++
	}
	return words.Count(count[correlate.New]) + " new, " + words.Count(count[correlate.Grown]) + " grown, " + words.Count(len(c.Gone)) + " gone"
}
