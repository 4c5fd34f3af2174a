package ui

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
)

// tour is a walk over every screen.
var tour = []string{"", "enter", "J", "w", "f", "q", "q", "q", "2", "+", "]", "enter", "3", "enter", "j", "c", "-", "3", "v", "v", "l", "4", "j", "l", "5", "p", "esc", ":", "esc", "space", "x", "esc", "6", "1", "/", `"feed"`, "enter", "?", "esc", "y", "esc", "esc"}

// walk takes the tour in a theme and returns what was seen at each stop.
func walk(t *testing.T, o Options, p termenv.Profile) []string {
	s := newSession(t)
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(p)
	s.start(o, r)
	s.key("120x36")
	s.show(full())
	var seen []string
	for _, k := range tour {
		if k != "" {
			s.key(k)
		}
		v := s.app.View()
		s.checkSize(v)
		seen = append(seen, v)
	}
	return seen
}

// Whatever the theme, the text is the same: nothing is said by colour alone.
func TestThemesSayTheSame(t *testing.T) {
	want := walk(t, Options{}, termenv.Ascii)
	for _, theme := range []string{"ansi", "dark", "light", "mono"} {
		for i, v := range walk(t, Options{Theme: theme}, termenv.TrueColor) {
			if ansi.Strip(v) != want[i] {
				t.Errorf("theme %s, after %q: another text", theme, tour[:i+1])
			}
		}
	}
	for i, v := range want {
		if strings.ContainsRune(v, '\x1b') {
			t.Errorf("no colour, after %q: there is an escape sequence", tour[:i+1])
		}
	}
}

var sgr = regexp.MustCompile(`\x1b\[([0-9;]*)m`)

// The default theme uses the terminal's colours 1 to 6, bold, underline and reverse, and never paints
// a background; mono uses no colour.
func TestColours(t *testing.T) {
	for theme, allowed := range map[string]string{"": "^(0?|1|4|7|3[1-6])$", "mono": "^(0?|1|4|7)$"} {
		ok := regexp.MustCompile(allowed)
		used := 0
		for i, v := range walk(t, Options{Theme: theme}, termenv.ANSI) {
			for _, m := range sgr.FindAllStringSubmatch(v, -1) {
				used++
				for _, code := range strings.Split(m[1], ";") {
					if !ok.MatchString(code) {
						t.Errorf("theme %q, after %q: SGR %s", theme, tour[:i+1], m[1])
					}
				}
			}
		}
		if used == 0 {
			t.Errorf("theme %q draws nothing", theme)
		}
	}
}

func TestUnknownTheme(t *testing.T) {
	if _, err := newLook(plainRenderer(), "solarized", false); err == nil {
		t.Error("an unknown theme is taken")
	}
}

// With --ascii everything of ours is ASCII.
func TestASCII(t *testing.T) {
	for i, v := range walk(t, Options{ASCII: true}, termenv.Ascii) {
		for _, r := range v {
			if r > 0x7e {
				t.Errorf("after %q: %q", tour[:i+1], r)
				break
			}
		}
	}
}

func TestASCIIByEnvironment(t *testing.T) {
	for env, want := range map[string]bool{
		"TERM=xterm LANG=en_GB.UTF-8": false, "TERM=xterm LANG=C": true, "TERM=linux LANG=C.UTF-8": true,
		"TERM=xterm": false, "LC_ALL=POSIX LANG=en_US.UTF-8": true, "LC_ALL=C.utf8 LANG=C": false,
	} {
		vars := map[string]string{}
		for _, kv := range strings.Fields(env) {
			k, v, _ := strings.Cut(kv, "=")
			vars[k] = v
		}
		if got := asciiOnly(func(k string) string { return vars[k] }); got != want {
			t.Errorf("%s: ASCII only is %v", env, got)
		}
	}
}
