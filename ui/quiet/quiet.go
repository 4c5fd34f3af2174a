// Package quiet keeps the terminal from being asked questions before main runs.
//
// Bubble Tea v1 asks the terminal for its background colour in a package init. A terminal that does
// not answer (a serial line, an expect script, some CI logs) holds every command for five seconds,
// --help included, and neither NO_COLOR nor a flag can stop it: flags are not parsed yet. termenv, which
// puts the question, asks nothing when TERM is "dumb", so this package's init says so, and Restore
// takes it back.
//
// Why this init comes first: Go initialises, again and again, the package with the smallest import path
// among those whose imports are ready. Everything that leads to the question goes through
// github.com/muesli/termenv, which needs os. This package needs only os, so it is ready no later, and
// its path is the smaller one ("github.com/ctxscope/…" < "github.com/muesli/…"). Hence two rules, which
// a test holds: import nothing but os here, and never move the module to a path that sorts after
// github.com/muesli. A guard that calls lipgloss instead would itself wait for termenv, and lose to
// github.com/charmbracelet/bubbletea.
package quiet

import "os"

var (
	term string
	set  bool
	mute bool
)

func init() {
	term, set = os.LookupEnv("TERM")
	mute = true
	os.Setenv("TERM", "dumb")
}

// Restore gives TERM back its value. Call it first thing in main, before anything starts a process or
// looks at the terminal. Further calls do nothing.
func Restore() {
	if !mute {
		return
	}
	mute = false
	if set {
		os.Setenv("TERM", term)
		return
	}
	os.Unsetenv("TERM")
}
