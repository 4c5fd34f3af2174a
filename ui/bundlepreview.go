package ui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
)

var errNoneChosen = errors.New("no chain is chosen")

// mostChosen is how many chains the preview of a bundle lists around the cursor.
const mostChosen = 6

// build draws the preview, or the list of replacements.
func (b *bundler) build() {
	if b.w <= 0 || !b.shown {
		return
	}
	f := &facts{look: b.look, w: b.w}
	if b.listing {
		b.replacements(f)
	} else {
		b.preview(f)
	}
	b.setLines(f.lines)
}

func (b *bundler) preview(f *facts) {
	b.chains(f)
	f.raw("")
	var levels []string
	for i, l := range b.conf.Levels {
		mark := "( ) "
		if i == b.level {
			mark = "(o) "
		}
		levels = append(levels, mark+l)
	}
	f.add("redaction", strings.Join(levels, "  "))
	box := "[ ] "
	if b.issue {
		box = "[x] "
	}
	f.add("issue", box+"also write "+issueBeside(b.path))
	f.raw("")
	k := b.desk.keys
	switch {
	case b.err == errNoneChosen:
		f.text("No chain is chosen: " + name(k.Mark) + " chooses the one at the cursor.")
		return
	case b.err != nil:
		f.text("It cannot be made: " + b.err.Error())
		f.text("Nothing was written.")
		return
	case b.made == nil:
		f.text("Packing it, and reading it again")
		return
	}
	if len(b.made.Replaced) == 0 {
		f.add("replaced", "nothing: every name is in it")
	} else {
		f.add("replaced", strings.Join(b.made.Replaced, ", "))
		f.add("kept", "standard library and well-known modules, states, wait reasons, times, counts")
		f.add("map", "what stands for what stays on this machine")
	}
	f.add("left out", b.made.LeftOut)
	if n := len(b.made.Review); n > 0 {
		it, they := "it", "strings look like secrets"
		if n == 1 {
			they = "string looks like a secret"
		} else {
			it = "them"
		}
		b.warn(f, "review", words.Count(n)+" "+they+": "+name(k.Kind)+" shows "+it)
	}
	f.raw("")
	f.add("check", b.made.Checked)
}

// name is a key as people call it.
func name(b key.Binding) string {
	if b.Keys()[0] == " " {
		return "space"
	}
	return b.Keys()[0]
}

// warn is add in the colour of what wants to be seen.
func (b *bundler) warn(f *facts, name, value string) {
	from := len(f.lines)
	f.add(name, value)
	for i := from; i < len(f.lines); i++ {
		f.lines[i] = b.look.partial.Render(f.lines[i])
	}
}

// chains lists those there are, around the cursor.
func (b *bundler) chains(f *facts) {
	all := b.atlas.Findings
	if len(all) == 0 {
		f.add("chains", "none were found: what was read is packed as it is")
		return
	}
	n := 0
	for _, x := range all {
		if b.chosen[x] {
			n++
		}
	}
	f.add("chains", words.Count(n)+" of "+words.Count(len(all))+"; "+name(b.desk.keys.Mark)+" chooses")
	first := max(0, min(b.at-mostChosen/2, len(all)-mostChosen))
	for i, x := range all[first:min(len(all), first+mostChosen)] {
		box, mark := "[ ] ", "  "
		if b.chosen[x] {
			box = "[x] "
		}
		if first+i == b.at {
			mark = "> "
		}
		line := pad("", factName-2) + mark + box + b.atlas.ids[x] + "  " + x.Fingerprint + "  " + b.look.clean(x.Title+"  "+correlate.Short(x.Blocked.Func))
		line = b.look.fit(line, b.w)
		if first+i == b.at {
			line = b.look.selected.Render(line)
		}
		f.raw(line)
	}
}

// replacements lists what wants a look, then each string with what stands for it.
func (b *bundler) replacements(f *facts) {
	if b.made == nil {
		f.text("There is no bundle yet.")
		return
	}
	if len(b.made.Review) > 0 {
		f.head("Kept, and looks like a secret")
		for _, s := range b.made.Review {
			b.warn(f, "", s)
		}
	}
	f.head("Replaced")
	if len(b.made.Replacements) == 0 {
		f.text("Nothing.")
	}
	width := 0
	for _, r := range b.made.Replacements {
		width = max(width, cells(b.look.clean(r[0])))
	}
	width = min(width, max(8, b.w*2/3))
	for _, r := range b.made.Replacements {
		f.raw(b.look.fit("  "+pad(b.look.fitMiddle(b.look.clean(r[0]), width), width)+"  "+b.look.crumb+" "+b.look.clean(r[1]), b.w))
	}
}
