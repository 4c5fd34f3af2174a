package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"github.com/ctxscope/ctxscope/ui/filter"
)

// help is the overlay of all keys, made from the actions that are live where it was opened: what is
// particular to the place first. It can be filtered.
type help struct {
	text
	keys *keyMap

	shown    bool
	here     []key.Binding
	anywhere []key.Binding
	copying  []key.Binding
	only     string // rows must hold it, in lower case
}

func newHelp(l *look, k *keyMap) *help { return &help{text: text{look: l}, keys: k} }

// open shows the keys: those of the place, those that work everywhere, those of the copy menu.
func (h *help) open(here, anywhere, copying []action) {
	h.shown, h.only, h.top = true, "", 0
	h.anywhere, h.copying = bindings(anywhere), bindings(copying)
	h.here = slices.DeleteFunc(bindings(here), func(b key.Binding) bool {
		return slices.ContainsFunc(h.anywhere, func(a key.Binding) bool { return slices.Equal(a.Keys(), b.Keys()) })
	})
	h.build()
}

func (h *help) close()        { h.shown = false }
func (h *help) isShown() bool { return h.shown }
func (h *help) title() string { return "Help" }
func (h *help) crumb() string { return "help" }
func (h *help) View() string  { return h.view() }

func (h *help) setSize(w, hgt int) {
	h.text.setSize(w, hgt)
	h.build()
}

func (h *help) setQuery(s string) error {
	h.only = strings.ToLower(s)
	h.build()
	h.moveTo(0)
	return nil
}

func (h *help) query() string { return h.only }

func (h *help) actions() []action {
	k := h.keys
	acts := []action{
		does(k.Back, h.back).as("close"), does(k.Quit, h.close).as("close"), does(k.Help, h.close).as("close"),
	}
	return append(acts, moving(k, &h.text)...)
}

// back lifts the filter first, then closes.
func (h *help) back() {
	if h.only != "" {
		h.setQuery("")
		return
	}
	h.close()
}

func (h *help) build() {
	if !h.shown {
		return
	}
	var lines []string
	section := func(name string, rows [][2]string) {
		var kept []string
		for _, r := range rows {
			if strings.Contains(strings.ToLower(r[0]+" "+r[1]), h.only) {
				kept = append(kept, h.look.fit("  "+h.look.key.Render(pad(h.look.clean(r[0]), 20))+" "+h.look.clean(r[1]), h.w))
			}
		}
		if len(kept) > 0 {
			lines = append(append(lines, h.look.title.Render(h.look.fit(name, h.w))), append(kept, "")...)
		}
	}
	section("Here", keyRows(h.here))
	section("Everywhere", keyRows(h.anywhere))
	section("After "+h.keys.Copy.Keys()[0]+" (copy), and "+h.keys.Export.Keys()[0]+" (export)", keyRows(h.copying))
	section("Filters: all terms must hold; | or, ! not, ( ), /re/, \"with spaces\"", filter.Fields())
	section("Signs", [][2]string{
		{"!!  !", "severity high, medium"},
		{"1m24s+", "at least: it was so before the evidence began"},
		{"C X G D H", "cancel, context, goroutine, defer, heap"},
		{"G!", "the link where the chain breaks: look here first"},
		{"exact", "read in the file"},
		{"inferred", "joined over several facts; w says which"},
		{"estimated", "from samples"},
		{"unseen", "the evidence does not tell"},
	})
	if len(lines) == 0 {
		lines = []string{"  nothing matches"}
	}
	h.setLines(lines)
}

// keyRows writes bindings as keys and what they do.
func keyRows(list []key.Binding) [][2]string {
	var rows [][2]string
	for _, b := range list {
		rows = append(rows, [2]string{strings.Join(b.Keys(), " "), b.Help().Desc})
	}
	return rows
}
