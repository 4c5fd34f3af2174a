package ui

import (
	"strconv"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
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
			if n := a.screens[1].position(); n != "1,000,006/1,000,006" {
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

// BenchmarkFilter measures one letter of a filter over a hundred thousand groups.
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
