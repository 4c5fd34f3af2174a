package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The messages that cross components. Those of one component alone stand beside it.

// newsMsg is what the reading has reported since the last newsMsg. From the mailbox to app.
type newsMsg struct {
	progress []evidence.Progress // the latest of each input, in the order in which inputs appeared
	partial  *correlate.Result   // the latest provisional result, nil when there is no new one
}

// loadedMsg is the end of the reading. From the load command to app.
type loadedMsg struct {
	result *correlate.Result
	err    error
}

// toastMsg is one line to tell, shown until the next key. From any command to app.
type toastMsg string

// say returns the command that shows a toast; nil for an empty one.
func say(s string) tea.Cmd {
	if s == "" {
		return nil
	}
	return func() tea.Msg { return toastMsg(s) }
}
