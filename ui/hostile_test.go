package ui

import (
	"math/rand/v2"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// hostile returns an incident all strings of which are s.
func hostile(s string) *correlate.Result {
	r := full()
	for _, res := range r.Set.Resources {
		res.Kind = evidence.ResourceKind(s)
	}
	r.Set.Logs = []evidence.Log{{At: 3 * sec, Category: s, Message: s}}
	r.Set.Sources[0].Path, r.Set.Sources[0].Go = s, s
	r.Set.Sources[0].Partial, r.Set.Sources[0].Missing = true, s
	r.Set.Problems = []evidence.Problem{{Pos: evidence.Pos{File: s, Line: 3}, Message: s}}
	bad := fr(s, "/"+s+"/"+s, 3)
	stack := st(bad, gopark, bad)
	for _, f := range r.Findings {
		f.Title, f.Message, f.Fingerprint, f.Fix.Text, f.Wait = s, s, s, s, evidence.Wait(s)
		f.Blocked, f.Created, f.Fix.At = bad, bad, bad
		f.Rule = rule(s, s)
		for i := range f.Chain {
			l := &f.Chain[i]
			l.Text, l.How, l.Relation, l.At, l.Stack, l.Pos.File = s, s, s, bad, stack, s
		}
	}
	for i, g := range r.Groups {
		g.Blocked, g.Created, g.Stack, g.Wait = bad, bad, stack, evidence.Wait(s)
		if i%2 == 1 {
			g.Expected = s
		}
		for _, m := range g.Goroutines[:3] {
			m.Labels = []evidence.Label{{Key: s, Value: s}}
			m.Stack, m.Wait, m.WaitText, m.History, m.Created.Runs = stack, evidence.Wait(s), s, &evidence.History{Regions: []string{s}}, &bad
		}
	}
	r.NotChecked[0].Needs, r.NotChecked[0].Capture = s, s
	return r
}

var nasty = []string{
	"", " ", "\x1b[2J\x1b]0;owned\x07", "a\nb\r\nc\td", "\u202eevil\u2066", "支払.(*請求).処理", "e\u0301\u0301\u0301", "👩‍👩‍👧‍👦🇩🇪❤️",
	"\xff\xfe", strings.Repeat("long/", 80), strings.Repeat("漢", 200), "a/b/c.F[go.shape.struct{x/y.Z}]", "\u009b31m", "\x00",
}

// FuzzFrame walks at random over sizes, keys and hostile evidence: no panic, no line too wide, no
// control character on the screen.
func FuzzFrame(f *testing.F) {
	for i, s := range nasty {
		f.Add(s, uint64(i))
	}
	keys := append(strings.Fields("j k J K g G h l w z f H q esc enter tab shift+tab 1 2 3 4 5 6 - < > c t v p S s T R [ ] + _ 0 a : x space / ? n N y m e M pgdown pgup ctrl+d ctrl+u"), `"ab!:>=`, "backspace")
	f.Fuzz(func(t *testing.T, evil string, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s := newSession(t)
		s.start(Options{ASCII: seed%3 == 0}, plainRenderer())
		s.app.exists = func(string) bool { return true } // nothing is ever written
		s.app.opts.Title, s.app.opts.Inputs = evil, []string{evil, "-"}
		s.app.load.named = s.app.opts.Inputs
		s.send(tea.WindowSizeMsg{Width: rng.IntN(301), Height: rng.IntN(301)})
		check := func() {
			v := s.app.View()
			s.checkSize(v)
			if strings.ContainsAny(v, "\x00\x07\x1b\r\t\u009b\u202e\u2066") {
				t.Errorf("a control character is on the screen: %q", v)
			}
		}
		check()
		s.send(newsMsg{progress: []evidence.Progress{{Path: evil, Kind: evidence.Kind(evil), Read: int64(seed), Total: int64(len(evil)) * 1000}}})
		check()
		s.show(hostile(evil))
		for range 40 {
			switch rng.IntN(4) {
			case 0:
				s.send(tea.WindowSizeMsg{Width: rng.IntN(301), Height: rng.IntN(301)})
			case 1:
				s.send(tea.WindowSizeMsg{Width: 40 + rng.IntN(100), Height: 10 + rng.IntN(40)})
			case 2:
				s.send(tea.MouseMsg{X: rng.IntN(200), Y: rng.IntN(60), Button: tea.MouseButton(rng.IntN(6)), Action: tea.MouseActionPress})
			default:
				s.key(keys[rng.IntN(len(keys))])
			}
			check()
		}
	})
}

// Sizes from 0 to 130 by 0 to 45, with the plain incident, on every screen.
func TestEverySize(t *testing.T) {
	s := newSession(t)
	s.start(Options{}, plainRenderer())
	s.key("120x36")
	s.show(full())
	for _, k := range []string{"1", "enter", "w", "esc", "esc", "2", "+", "tab", "3", "enter", "v", "v", "4", "enter", "5", "p", "esc", "6", "?", "esc", ":", "esc", "H"} {
		s.key("120x36")
		s.key(k)
		for w := 0; w <= 130; w += 6 {
			for h := 0; h <= 45; h += 3 {
				s.send(tea.WindowSizeMsg{Width: w, Height: h})
				s.checkSize(s.app.View())
			}
		}
	}
}
