// Package ui is ctxscope's terminal program: it shows a correlate.Result, and the reading of it while
// it is still going on.
//
//	key, size, news of the reading ──▶ app.Update ──▶ the screen in front ──▶ its focused pane
//	app.View ◀── chrome (title, tabs, status, hints) + the screen's panes, framed by layout
//
// Where to look first:
//
//	app.go        routes every message; holds no logic of its own
//	keys.go       every key there is; help.go and the hint line are derived from the same actions that
//	              a key press runs, so they cannot drift
//	msg.go        every message that crosses components
//	layout.go     all arithmetic of sizes; panes.go puts a screen's panes into it
//	chains.go     screen 1: chainlist.go, chaindetail.go with spine.go, why.go (the raw evidence)
//	goroutines.go screen 3: grouplist.go, groupdetail.go
//	inputs.go     screen 6
//	loading.go    the first screen, until the result is there
//	list.go       a list that renders visible rows only; text.go is the pane for scrolled text
//
// Components are pointers with Init, Update(msg) tea.Cmd and View. Update does no I/O: what reads a
// file, starts a program or writes to the terminal is a tea.Cmd. View only draws what Update prepared.
//
// Strings of a stranger's file pass look.clean (safetext) where they enter a pane, and every line of a
// frame is cut to the terminal's width, in cells, on its way out.
//
// Limits: the timeline, contexts and heap screens, the command palette, sorting, marks, export and
// sessions are not here yet; their digits and keys are left free.
package ui
