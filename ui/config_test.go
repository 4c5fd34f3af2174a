package ui

import (
	"slices"
	"strings"
	"testing"
)

func TestConfig(t *testing.T) {
	c, err := ParseConfig([]byte(`
theme = "dark"
[keys]
why = "W"
edit = ["E", "ctrl+e"]
mark = "space m"
[filters]
mine = "pkg:pay !is:expected"
`))
	if err != nil {
		t.Fatal(err)
	}
	if k := c.keys; k.Why.Keys()[0] != "W" || k.Why.Help().Key != "W why" || !slices.Equal(k.Edit.Keys(), []string{"E", "ctrl+e"}) || !slices.Equal(k.Mark.Keys(), []string{" ", "m"}) {
		t.Errorf("keys: %v %v %v", k.Why, k.Edit, k.Mark)
	}
}

func TestConfigErrors(t *testing.T) {
	for in, want := range map[string]string{
		"theme = 'sun'":               `theme: no theme "sun": there is ansi, dark, light, mono`,
		"thema = 'dark'":              `line 1: nothing is called "thema"; there is theme, ascii, mouse, [keys], [filters] and [rules]`,
		"\ntheme = ":                  "line 2: ",
		"[keys]\nhwy = 'e'":           "[keys] hwy: no action is called so; the UI lists them after :",
		"[keys]\nwhy = 'e'":           "[keys] e is both why and edit",
		"[keys]\nwhy = 'meta+e'":      `[keys] why: "meta+e" is no key: write it like x, X, ctrl+x, alt+x, f5, enter, pgdown`,
		"[keys]\nwhy = 3":             "[keys] why: 3 is no key",
		"[keys]\nwhy = []":            "[keys] why: a key is missing",
		"[keys]\ninterrupt = 'x'":     "[keys] interrupt: ctrl+c always interrupts",
		"[keys]\nwhy = 'ctrl+c'":      "[keys] ctrl+c is both why and interrupt",
		"[filters]\nmine = 'sev:bad'": `[filters] mine: column 5: "bad" is none of low, medium, high`,
	} {
		if _, err := ParseConfig([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

// Every binding has a name, and the map as shipped has no key with two meanings.
func TestKeyNames(t *testing.T) {
	k := defaultKeys()
	if err := k.clashes(); err != nil {
		t.Error(err)
	}
	seen := map[string]bool{}
	for _, n := range k.named() {
		if seen[n.name] || len(n.Keys()) == 0 {
			t.Errorf("%s is named twice, or has no key", n.name)
		}
		seen[n.name] = true
	}
	s := newSession(t)
	s.start(Options{}, plainRenderer())
	s.key("120x36")
	s.show(full())
	for _, screen := range []string{"1", "2", "3", "4", "5", "6"} {
		s.key(screen)
		for _, a := range s.app.live() {
			if k.nameOf(a.Binding) == "" {
				t.Errorf("on screen %s, %v has no name", screen, a.Keys())
			}
		}
	}
}
