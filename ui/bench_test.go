package ui

import (
	"strconv"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// million returns a result with one group of a million goroutines.
func million() *correlate.Result {
	r := incident()
	all := crowd(1, 1_000_000, evidence.WaitSend, chargeStack, chargeMade, 6*sec, 1000)
	r.Set.Goroutines = all
	r.Groups = append(r.Groups, group(all, charge, chargeGo, 84_000_000_000, nil, ""))
	return r
}

// BenchmarkKeyToFrame measures a key press and the frame after it, in an open group of a million
// members.
func BenchmarkKeyToFrame(b *testing.B) {
	l, err := newLook(plainRenderer(), "", false)
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		b.Run(strconv.Itoa(size[0])+"x"+strconv.Itoa(size[1]), func(b *testing.B) {
			a := newApp(b.Context(), Options{Title: "trace.out"}, l, nil)
			a.stop = func() {}
			a.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			a.Update(loadedMsg{result: million()})
			for _, k := range []string{"3", "G", "enter", "G"} {
				a.Update(keyMsg(b, k))
			}
			if n := a.screens[onGoroutines].position(); n != "1,000,006/1,000,006" {
				b.Fatal("the group is not open: ", n)
			}
			keys := []tea.KeyMsg{keyMsg(b, "k"), keyMsg(b, "pgup"), keyMsg(b, "g"), keyMsg(b, "pgdown"), keyMsg(b, "G")}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				a.Update(keys[i%len(keys)])
				a.View()
				i++
			}
		})
	}
}

// BenchmarkKeyToFrameOneByOne measures the same where a million goroutines are listed one by one, and a
// letter typed into a filter over them: the sifting itself runs beside the UI and is not waited for.
func BenchmarkKeyToFrameOneByOne(b *testing.B) {
	l, err := newLook(plainRenderer(), "", false)
	if err != nil {
		b.Fatal(err)
	}
	s := &session{}
	a := newApp(b.Context(), Options{Title: "trace.out"}, l, nil)
	a.stop = func() {}
	s.app = a
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	s.send(loadedMsg{result: million()})
	s.send(keyMsg(b, "3"))
	s.send(keyMsg(b, "v"))
	s.send(keyMsg(b, "G"))
	if n := a.screens[onGoroutines].position(); n != "1,002,954/1,002,954" {
		b.Fatal("they are not listed: ", n)
	}
	run := func(name string, keys ...string) {
		var msgs []tea.KeyMsg
		for _, k := range keys {
			msgs = append(msgs, keyMsg(b, k))
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				a.Update(msgs[i%len(msgs)])
				a.View()
				i++
			}
		})
	}
	run("move", "k", "pgup", "g", "pgdown", "G")
	a.Update(keyMsg(b, "/"))
	run("type", "c", "backspace")
}

// BenchmarkSift measures what runs beside the UI: a filter over a million goroutines.
func BenchmarkSift(b *testing.B) {
	a := newAtlas(million())
	for _, expr := range []string{"charge", "gid>500k age>1m", "/Charge.*142/"} {
		b.Run(expr, func(b *testing.B) {
			l, err := newLook(plainRenderer(), "", false)
			if err != nil {
				b.Fatal(err)
			}
			m := newMemberList(&desk{look: l, keys: defaultKeys(), jobs: &jobs{}, shelf: newShelf()})
			m.atlas = a
			if m.expr.Expr, err = filter.Parse(expr); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				m.refilter()
				m.sieve.take(m.sieve.jobs.take()().(siftedMsg))
			}
		})
	}
}

// A frame costs as much as the rows on the screen, however many there are.
func TestFrameCostsItsRows(t *testing.T) {
	cost := func(r *correlate.Result) float64 {
		s := newSession(t)
		s.start(Options{}, plainRenderer())
		s.key("120x36")
		s.show(r)
		s.key("3")
		s.key("v")
		s.key("G")
		return testing.AllocsPerRun(20, func() { s.app.Update(keyMsg(t, "k")); s.app.View() })
	}
	few, many := cost(incident()), cost(million())
	if many > few*1.2 {
		t.Errorf("a frame of a million rows allocates %v times, of three thousand %v", many, few)
	}
}

// BenchmarkFilter measures what a letter of a filter over a hundred thousand groups holds the UI up.
func BenchmarkFilter(b *testing.B) {
	r := incident()
	for len(r.Groups) < 100_000 {
		r.Groups = append(r.Groups, r.Groups[:5]...)
	}
	l, err := newLook(plainRenderer(), "", false)
	if err != nil {
		b.Fatal(err)
	}
	a := newApp(b.Context(), Options{Title: "trace.out"}, l, nil)
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	a.Update(loadedMsg{result: r})
	for _, k := range []string{"3", "/", "x"} {
		a.Update(keyMsg(b, k))
	}
	keys := []tea.KeyMsg{keyMsg(b, "backspace"), keyMsg(b, "f")}
	i := 0
	for b.Loop() {
		a.Update(keys[i%2])
		a.View()
		i++
	}
}
