package ui

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
)

func numbers(n, tall int) *list {
	l := &list{tall: tall, draw: func(i, w int, selected bool) []string {
		lines := []string{strconv.Itoa(i)}
		if selected {
			lines[0] = ">" + lines[0]
		}
		for len(lines) < tall {
			lines = append(lines, "")
		}
		return lines
	}}
	l.setSize(10, 4)
	l.setCount(n)
	return l
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		do   func(*list)
		want string
	}{
		{"at the start", 9, func(l *list) {}, ">0 1 2 3"},
		{"nothing", 0, func(l *list) { l.moveBy(1) }, ""},
		{"down scrolls late", 9, func(l *list) { l.moveBy(3); l.moveBy(1) }, "1 2 3 >4"},
		{"and up again", 9, func(l *list) { l.moveTo(4); l.moveTo(2) }, "1 >2 3 4"},
		{"beyond the end", 9, func(l *list) { l.moveTo(lastRow) }, "5 6 7 >8"},
		{"fewer rows", 9, func(l *list) { l.moveTo(8); l.setCount(3) }, "0 1 >2"},
		{"more room", 9, func(l *list) { l.moveTo(8); l.setSize(10, 6) }, "3 4 5 6 7 >8"},
		{"no room", 9, func(l *list) { l.moveTo(5); l.setSize(0, 0) }, ">5"},
		{"click", 9, func(l *list) { l.moveTo(8); l.click(1) }, "5 >6 7 8"},
		{"click below", 2, func(l *list) { l.click(3) }, ">0 1"},
	} {
		l := numbers(c.n, 1)
		c.do(l)
		if got := strings.Join(strings.Fields(l.view()), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	l := numbers(9, 2)
	l.moveBy(2)
	if got := l.view(); got != "1\n\n>2\n" {
		t.Errorf("two lines per row: %q", got)
	}
}

// A million rows: only those on the screen are drawn.
func TestListDrawsVisibleRowsOnly(t *testing.T) {
	drawn := 0
	l := numbers(1_000_000, 1)
	draw := l.draw
	l.draw = func(i, w int, s bool) []string { drawn++; return draw(i, w, s) }
	l.moveTo(lastRow)
	l.view()
	if drawn != 4 {
		t.Errorf("%d rows drawn for 4 on the screen", drawn)
	}
}

// No key has two meanings in one place; nobody's keys stay nobody's.
func TestKeysDoNotClash(t *testing.T) {
	s := newSession(t)
	s.start(Options{}, plainRenderer())
	s.key("120x36")
	check := func(where string) {
		seen := map[string]string{}
		for _, a := range s.app.live() {
			if a.Help().Desc == "" {
				t.Errorf("%s: %v has no help", where, a.Keys())
			}
			for _, k := range a.Keys() {
				if was, ok := seen[k]; ok {
					t.Errorf("%s: %s is both %q and %q", where, k, was, a.Help().Desc)
				}
				seen[k] = a.Help().Desc
			}
		}
		for _, k := range []string{"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q"} {
			if _, ok := seen[k]; ok {
				t.Errorf("%s: %s belongs to tmux, screen or flow control", where, k)
			}
		}
		if _, ok := seen[firstKey(s.app.keys.Interrupt)]; !ok {
			t.Errorf("%s: ctrl+c does nothing", where)
		}
	}
	check("loading")
	s.show(incident())
	for _, k := range []string{"1", "enter", "w", "3", "tab", "6", "?", "/", "esc", "esc", "y", "esc", "39x9"} {
		s.key(k)
		check("after " + k)
	}
	s.app.setResult(healthy())
	check("empty")
}

func firstKey(b key.Binding) string { return b.Keys()[0] }
