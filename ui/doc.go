// Package ui is ctxscope's terminal program: it shows a correlate.Result, and the reading of it while
// it is still going on.
//
//	key, size, news of the reading ──▶ app.Update ──▶ the screen in front ──▶ its focused pane
//	app.View ◀── chrome (title, tabs, status, hints) + the screen's panes, framed by layout
//
// Where to look first:
//
//	app.go        routes every message; holds no logic of its own. nav.go goes from place to place,
//	              actions.go has the keys that work everywhere
//	keys.go       every key there is, keynames.go their names; help.go, palette.go and the hint line are
//	              derived from the same actions that a key press runs, so they cannot drift
//	msg.go        messages that cross components; others stand beside who sends them
//	layout.go     all arithmetic of sizes; panes.go puts a screen's panes into it
//	chains.go     screen 1: chainlist.go, chaindetail.go with spine.go and source.go, why.go
//	timeline.go   screen 2: chart.go with lanes.go and axis.go, events.go
//	goroutines.go screen 3: grouplist.go, memberlist.go (one by one), creators.go (who started whom)
//	contexts.go   screen 4: cancels, contexts of chains, those a program names (contexttree.go), and what
//	              dumps name by address (resources.go)
//	heap.go       screen 5
//	inputs.go     screen 6
//	loading.go    the first screen, until the result is there; reading.go takes what comes of the reading
//	overlay.go    what stands over a screen: help.go, peek.go, raw.go (the input itself, read by rawpart.go)
//	browse.go     what screens of a list and a detail share; list.go renders visible rows only, tree.go
//	              opens rows, sieve.go filters and sorts beside the UI (query.go: or highlights), text.go scrolls
//	atlas.go      a result with the ways from one thing to another; ref.go names things so that links,
//	              marks and sessions find them again; detail.go follows links
//	bundle.go     the bundle before it is written; bundlepreview.go draws it
//	prompt.go     the line for filters, commands and notes; config.go, session.go, export.go
//	shell.go      the same in lines, for screen readers
//
// Components are pointers with Init, Update(msg) tea.Cmd and View. Update does no I/O: what reads a
// file, starts a program or writes to the terminal is a tea.Cmd; components put theirs into jobs.go.
// View only draws what Update prepared.
//
// Strings of a stranger's file pass look.clean (safetext) where they enter a pane, and every line of a
// frame is cut to the terminal's width, in cells, on its way out.
//
// Limits: contexts have a tree of parents only where the program is instrumented: no other input tells it.
package ui
