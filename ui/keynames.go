package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
)

// A namedKey is a binding by the name that the command line of the UI and the [keys] of the
// configuration call it.
type namedKey struct {
	name string
	*key.Binding
	typing bool // it is a key of the prompt, and may be a letter's elsewhere
	menu   bool // it answers a menu
}

// named lists every binding.
func (k *keyMap) named() []namedKey {
	return []namedKey{
		{name: "up", Binding: &k.Up}, {name: "down", Binding: &k.Down}, {name: "page-up", Binding: &k.PageUp}, {name: "page-down", Binding: &k.PageDown},
		{name: "half-page-up", Binding: &k.HalfUp}, {name: "half-page-down", Binding: &k.HalfDown}, {name: "first", Binding: &k.Top}, {name: "last-row", Binding: &k.Bottom},
		{name: "next-stage", Binding: &k.NextStage}, {name: "previous-stage", Binding: &k.PrevStage},
		{name: "enter", Binding: &k.Open}, {name: "back", Binding: &k.Back}, {name: "next-pane", Binding: &k.NextPane}, {name: "previous-pane", Binding: &k.PrevPane},
		{name: "last-place", Binding: &k.Last}, {name: "earlier-place", Binding: &k.Earlier}, {name: "later-place", Binding: &k.Later},
		{name: "chains", Binding: &k.Chains}, {name: "timeline", Binding: &k.Timeline}, {name: "goroutines", Binding: &k.Goroutines},
		{name: "contexts", Binding: &k.Contexts}, {name: "heap", Binding: &k.Heap}, {name: "inputs", Binding: &k.Inputs},
		{name: "chain-of", Binding: &k.Chain}, {name: "moment-of", Binding: &k.Moment}, {name: "expand", Binding: &k.Expand}, {name: "collapse", Binding: &k.Collapse},
		{name: "next", Binding: &k.NextEvent}, {name: "previous", Binding: &k.PrevEvent}, {name: "view", Binding: &k.Kind},
		{name: "why", Binding: &k.Why}, {name: "source", Binding: &k.Source}, {name: "raw-input", Binding: &k.Raw}, {name: "peek", Binding: &k.Peek}, {name: "fold-std", Binding: &k.Fold},
		{name: "search", Binding: &k.Filter}, {name: "next-match", Binding: &k.Next}, {name: "previous-match", Binding: &k.Prev}, {name: "sort", Binding: &k.Sort},
		{name: "full-pane", Binding: &k.Zoom}, {name: "hide-chrome", Binding: &k.Chrome},
		{name: "zoom-in", Binding: &k.Closer}, {name: "zoom-out", Binding: &k.Wider}, {name: "zoom-all", Binding: &k.Whole}, {name: "brush", Binding: &k.Brush},
		{name: "copy", Binding: &k.Copy}, {name: "copy-cell", Binding: &k.CopyCell, menu: true}, {name: "copy-markdown", Binding: &k.CopyMarkdown, menu: true},
		{name: "copy-stack", Binding: &k.CopyStack, menu: true}, {name: "copy-link", Binding: &k.CopyLink, menu: true}, {name: "edit", Binding: &k.Edit},
		{name: "export", Binding: &k.Export}, {name: "export-text", Binding: &k.AsText, menu: true}, {name: "export-markdown", Binding: &k.AsMarkdown, menu: true}, {name: "export-json", Binding: &k.AsJSON, menu: true},
		{name: "bundle", Binding: &k.Bundle}, {name: "redaction", Binding: &k.Redact}, {name: "write-issue", Binding: &k.Issue},
		{name: "mark", Binding: &k.Mark}, {name: "note", Binding: &k.Note}, {name: "baseline", Binding: &k.Baseline},
		{name: "command", Binding: &k.Command}, {name: "next-theme", Binding: &k.Theme}, {name: "reset", Binding: &k.Reset}, {name: "mouse", Binding: &k.Mouse},
		{name: "help", Binding: &k.Help}, {name: "back-or-quit", Binding: &k.Quit}, {name: "interrupt", Binding: &k.Interrupt}, {name: "suspend", Binding: &k.Suspend},
		{name: "accept", Binding: &k.Accept, typing: true}, {name: "cancel", Binding: &k.Cancel, typing: true}, {name: "rubout", Binding: &k.Rubout, typing: true},
		{name: "rubout-word", Binding: &k.RuboutWord, typing: true}, {name: "rubout-all", Binding: &k.RuboutAll, typing: true}, {name: "left", Binding: &k.Left, typing: true},
		{name: "right", Binding: &k.Right, typing: true}, {name: "line-start", Binding: &k.Home, typing: true}, {name: "line-end", Binding: &k.End, typing: true},
		{name: "older", Binding: &k.Older, typing: true}, {name: "newer", Binding: &k.Newer, typing: true}, {name: "complete", Binding: &k.Complete, typing: true}, {name: "highlight", Binding: &k.Flip, typing: true},
	}
}

// nameOf returns the name of a binding of the screens, "" when it has none.
func (k *keyMap) nameOf(b key.Binding) string {
	for _, n := range k.named() {
		if !n.typing && !n.menu && slices.Equal(n.Keys(), b.Keys()) {
			return n.name
		}
	}
	return ""
}
