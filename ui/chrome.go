package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// View draws the frame: title, tabs, body, status, hints. Every line is cut to the terminal's width.
func (a *app) View() string {
	if a.mode == tooSmall {
		return a.notice()
	}
	var lines []string
	if !a.bare {
		lines = append(lines, a.titleRow(), a.tabRow())
	}
	h := a.bodyHeight()
	lines = append(lines, a.under(a.look.sheet(a.body(h), a.w, h))...)
	switch {
	case !a.bare:
		lines = append(lines, a.statusRow(), a.hintRow())
	case a.bareStatus():
		lines = append(lines, a.statusRow())
	}
	for i, line := range lines {
		lines[i] = a.look.fit(line, a.w)
	}
	return strings.Join(lines, "\n")
}

// notice is all there is to see where nothing fits.
func (a *app) notice() string {
	if a.w == 0 || a.h == 0 {
		return ""
	}
	return a.look.fit(words.Count(a.w)+"x"+words.Count(a.h)+", need "+words.Count(minWidth)+"x"+words.Count(minHeight)+", q quits", a.w)
}

// bodyHeight returns the rows between the chrome.
func (a *app) bodyHeight() int {
	if !a.bare {
		return max(0, a.h-chromeTop-chromeBottom)
	}
	if a.bareStatus() {
		return max(0, a.h-1)
	}
	return a.h
}

// bareStatus reports whether the status row shows although the chrome is hidden: when something is
// asked or told, and always when the evidence is incomplete.
func (a *app) bareStatus() bool {
	return a.prompt.active() || a.menu != nil || a.toast != "" || a.partial() != ""
}

func (a *app) body(h int) string {
	switch {
	case a.over() != nil:
		return a.look.rule(a.look.clean(a.over().title()), true, a.w, "", "") + "\n" + a.over().View()
	case a.result == nil:
		return a.load.view(a.w, h)
	}
	return a.screen().View()
}

// wideTabs is the width from which the row of tabs has room for a filter.
const wideTabs = 104

// under puts the choices of the prompt over the last lines of the body.
func (a *app) under(body []string) []string {
	if a.prompt.active() {
		list := a.prompt.list(a.look, a.w)
		list = list[:min(len(list), len(body))]
		copy(body[len(body)-len(list):], list)
	}
	return body
}

// partial returns the mark of incomplete evidence, "" when it is complete.
func (a *app) partial() string {
	if a.result == nil {
		return ""
	}
	if a.load.done && !a.load.stopping && !a.result.Set.Partial() {
		return ""
	}
	share := a.load.share()
	if share == "" || share == "100%" {
		return "PARTIAL"
	}
	return "PARTIAL " + share
}

// redacted is the mark of a bundle whose names are not those of the program.
func (a *app) redacted() string {
	if a.result == nil {
		return ""
	}
	for _, s := range a.result.Set.Sources {
		if s.Kind == evidence.Bundle && strings.HasPrefix(s.Note, "REDACTED") {
			return "REDACTED"
		}
	}
	return ""
}

// titleRow says where we are, and what is being looked at.
func (a *app) titleRow() string {
	trail := []string{a.look.clean(a.opts.Title)}
	switch {
	case a.result == nil:
		trail = append(trail, "reading "+words.Plural(len(a.opts.Inputs), "input"))
	default:
		trail = append(trail, a.screen().crumbs()...)
	}
	if o := a.over(); o != nil {
		trail = append(trail, o.crumb())
	}
	tail := strings.Join(append([]string{""}, trail[1:]...), " "+a.look.crumb+" ") // where we are; what is looked at gives way
	left := " ctxscope  " + a.look.fitMiddle(trail[0], max(8, a.w-cells(tail)-14)) + tail
	right := a.about()
	if mark := strings.Join(strings.Fields(a.partial()+" "+a.redacted()), " "); mark != "" {
		room := a.w - len(left) - len(mark) - 3
		if room < len(right) {
			right = ""
		}
		right = a.look.partial.Render(mark) + suffix("  ", right)
	} else if a.w < len(left)+len(right)+2 {
		right = ""
	}
	return a.look.ends(left, right+" ", a.w)
}

// about is one line on the evidence: the Go version and the window of the first input.
func (a *app) about() string {
	if a.result == nil || len(a.result.Set.Sources) == 0 {
		return ""
	}
	src := a.result.Set.Sources[0]
	var parts []string
	if n := len(a.result.Set.Sources); n > 1 {
		parts = append(parts, words.Plural(n, "input"))
	}
	if src.Go != "" {
		parts = append(parts, src.Go)
	}
	if w := src.Window(); w > 0 {
		window := " window"
		if src.CutFrom || src.CutTo {
			window = " window, cut"
		}
		parts = append(parts, words.Age(w)+window)
	}
	if end, ok := src.At(src.To); ok {
		parts = append(parts, "until "+end.UTC().Format("15:04:05")+" UTC")
	}
	return a.look.clean(strings.Join(parts, " · "))
}

// tabRow names the screens, the one in front in brackets, and the filter.
func (a *app) tabRow() string {
	if a.result == nil {
		return ""
	}
	names := a.views()
	var b strings.Builder
	for i, s := range a.screens {
		tab := names[i].Keys()[0] + " " + s.tab()
		if a.w < 76 {
			tab = names[i].Keys()[0] + " " + a.look.short(s.tab())
		}
		if i == a.front {
			b.WriteString(" " + a.look.title.Render("["+tab+"]"))
		} else {
			b.WriteString("  " + tab + " ")
		}
	}
	right := ""
	if expr, matches := a.screen().filtered(); expr != "" {
		if room := a.w - cells(b.String()) - 24; a.w < wideTabs {
			right = matches + " "
		} else {
			right = a.filterWord() + ": " + a.look.fit(a.look.clean(expr), room) + "   " + matches + " "
		}
	}
	if cells(b.String())+cells(right) > a.w {
		right = "" // the list's own title says it too
	}
	return a.look.ends(b.String(), right, a.w)
}

// statusRow asks, tells, or says where the cursor is.
func (a *app) statusRow() string {
	switch {
	case a.prompt.active():
		_, matches := a.screen().filtered()
		return a.prompt.view(a.look, matches+" ", a.w)
	case a.menu != nil:
		return a.menu.view(a.look, a.w)
	case a.toast != "":
		return a.look.fit(" "+a.look.clean(a.toast), a.w)
	case a.result == nil:
		return ""
	case !a.load.done:
		return a.load.line(a.w)
	}
	left := ""
	if n := len(a.result.Set.Problems); n > 0 {
		left = " ! " + words.Plural(n, "problem") + " while reading, see " + a.keys.Inputs.Keys()[0]
	}
	if a.bare {
		left = " " + a.look.partial.Render(a.partial()) + left
	}
	right := a.screen().position() + " "
	if o := a.over(); o != nil {
		return a.look.ends(left, o.place()+" ", a.w)
	}
	if n := a.desk.shelf.notes[a.screen().at()]; n != "" && left == "" {
		left = " note: " + a.look.clean(n)
	}
	if expr, _ := a.screen().filtered(); expr != "" && a.w < wideTabs && left == "" {
		left = " " + a.filterWord() + ": " + a.look.clean(expr) // the row of tabs has no room for it
	}
	if a.mouse {
		right = "mouse on (shift-drag selects)  " + right
	}
	return a.look.ends(left, right, a.w)
}

// filterWord is what the expression does to the list.
func (a *app) filterWord() string {
	if keepsAll(a.screen()) {
		return "highlight"
	}
	return "filter"
}

// hintRow shows the keys that matter here.
func (a *app) hintRow() string {
	live := a.live()
	if a.menu != nil {
		return ""
	}
	if a.prompt.active() {
		return " " + hints(live, a.keys.hintedTyping(), a.look, a.w-2)
	}
	tail := " " + hints(live, []key.Binding{a.keys.Help, a.keys.Quit}, a.look, a.w)
	room := a.w - cells(tail) - 2
	return a.look.ends(" "+hints(live, a.keys.hinted(), a.look, room), tail, a.w)
}

// hints writes those of the actions whose keys are listed, in the order of the list, as many as fit
// into w cells.
func hints(live []action, listed []key.Binding, l *look, w int) string {
	var parts []string
	used := 0
	said := map[string]bool{} // one key for a thing is enough
	for _, b := range listed {
		i := slices.IndexFunc(live, func(a action) bool { return slices.Equal(a.Keys(), b.Keys()) })
		if i >= 0 {
			h := live[i].Help()
			name, say, whole := strings.Cut(h.Key, " ")
			if !whole {
				say = h.Desc
			}
			if said[say] {
				continue
			}
			said[say] = true
			if used += len(name) + len(say) + 3; used > w+2 {
				break
			}
			parts = append(parts, l.key.Render(name)+" "+say)
		}
	}
	return strings.Join(parts, "  ")
}
