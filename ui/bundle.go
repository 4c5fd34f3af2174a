package ui

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
)

// A Bundler makes bundles: zip files of an incident without private names, for a bug report. How is the business of
// whoever fills this in; what the user sees of it is here.
type Bundler struct {
	Levels []string // of redaction, the most telling first
	Level  string   // the one to begin with
	Path   string   // where to write, when that is free

	// Make packs some findings of a result, or with all everything, and reads what it packed again. It writes
	// nothing, runs beside the UI, and may take a while.
	Make func(res *correlate.Result, chosen []*correlate.Finding, all bool, level string) (*Bundle, error)
}

// A Bundle is one that could be written.
type Bundle struct {
	Size, Limit  int64
	Replaced     []string    // what was replaced, a count and a noun each
	Replacements [][2]string // each of them, and what stands for it
	Review       []string    // what was kept and looks like a secret
	LeftOut      string      // one clause; empty: nothing
	Checked      string      // what reading it again showed

	// Write writes it to path, and the text for a bug report beside it when that has a path. It returns what to
	// tell about it.
	Write func(path, issue string) (string, error)
}

// A bundler is the overlay that shows what a bundle would hold before it is written: which chains, what is
// replaced, what is worth a look, and that it reads as the incident does.
type bundler struct {
	text
	desk *desk
	conf *Bundler
	free func(path string) string // the next path that does not exist yet

	shown   bool
	atlas   *atlas
	chosen  map[*correlate.Finding]bool
	at      int // the chain that the cursor is on
	level   int // of conf.Levels
	issue   bool
	path    string
	listing bool // the replacements are shown

	made   *Bundle // nil while it is made, or when it cannot be
	err    error
	asking int // counts what was asked for; an answer to an earlier question is none
}

// bundleMsg is a bundle that was made. From its command to the overlay, by way of app.
type bundleMsg struct {
	asked int
	made  *Bundle
	err   error
}

func newBundler(d *desk, conf *Bundler, free func(string) string) *bundler {
	return &bundler{text: text{look: d.look}, desk: d, conf: conf, free: free}
}

// open begins with the marked chains, or with all when none is marked. It returns a word when there is nothing to
// make bundles with.
func (b *bundler) open(a *atlas) string {
	if b.conf == nil || b.conf.Make == nil {
		return "bundles are not at hand here; ctxscope bundle makes one"
	}
	b.shown, b.listing, b.atlas, b.at = true, false, a, 0
	b.level = max(0, slices.Index(b.conf.Levels, b.conf.Level))
	b.path = b.free(b.conf.Path)
	b.chosen = map[*correlate.Finding]bool{}
	for _, f := range a.Findings {
		b.chosen[f] = b.desk.shelf.marks[ref{refChain, f.Fingerprint}]
	}
	if !slices.ContainsFunc(a.Findings, func(f *correlate.Finding) bool { return b.chosen[f] }) {
		for _, f := range a.Findings {
			b.chosen[f] = true
		}
	}
	b.moveTo(0)
	b.make()
	return ""
}

// make asks for the bundle as it is chosen now.
func (b *bundler) make() {
	b.asking++
	b.made, b.err = nil, nil
	var chosen []*correlate.Finding
	for _, f := range b.atlas.Findings {
		if b.chosen[f] {
			chosen = append(chosen, f)
		}
	}
	if len(chosen) == 0 && len(b.atlas.Findings) > 0 {
		b.err = errNoneChosen
		b.build()
		return
	}
	b.build()
	asked, res, all, level := b.asking, b.atlas.Result, len(chosen) == len(b.atlas.Findings), b.conf.Levels[b.level]
	b.desk.jobs.add(func() tea.Msg {
		made, err := b.conf.Make(res, chosen, all, level)
		return bundleMsg{asked, made, err}
	})
}

// take shows a bundle, unless another has been asked for since.
func (b *bundler) take(m bundleMsg) {
	if m.asked == b.asking {
		b.made, b.err = m.made, m.err
		b.build()
	}
}

func (b *bundler) isShown() bool { return b.shown }
func (b *bundler) crumb() string { return "bundle" }
func (b *bundler) View() string  { return b.view() }

func (b *bundler) title() string {
	s := "Bundle for sharing " + b.look.crumb + " " + b.look.clean(b.path)
	if b.made != nil {
		s += "  " + words.Bytes(b.made.Size) + " of " + words.Bytes(b.made.Limit)
	}
	return s
}

func (b *bundler) setSize(w, h int) {
	if w != b.w || h != b.h {
		b.text.setSize(w, h)
		b.build()
	}
}

// back leaves the list of replacements first.
func (b *bundler) back() {
	if b.listing {
		b.listing = false
		b.build()
		b.text.moveTo(0)
		return
	}
	b.shown, b.made, b.atlas = false, nil, nil
	b.asking++ // what is on its way is not waited for
}

func (b *bundler) choose() {
	if len(b.atlas.Findings) > 0 {
		f := b.atlas.Findings[b.at]
		b.chosen[f] = !b.chosen[f]
		b.make()
	}
}

func (b *bundler) nextLevel() {
	b.level = (b.level + 1) % len(b.conf.Levels)
	b.make()
}

func (b *bundler) withIssue() {
	b.issue = !b.issue
	b.build()
}

func (b *bundler) list() {
	b.listing = true
	b.build()
	b.text.moveTo(0)
}

// write writes what is shown; what is still being made is not written.
func (b *bundler) write() tea.Cmd {
	made, path, issue := b.made, b.path, ""
	if made == nil {
		return nil
	}
	if b.issue {
		issue = issueBeside(path)
	}
	b.back()
	return func() tea.Msg {
		said, err := made.Write(path, issue)
		if err != nil {
			return toastMsg("not written: " + err.Error())
		}
		return toastMsg(said)
	}
}

// issueBeside is the path of the text for a bug report, next to its bundle.
func issueBeside(path string) string { return strings.TrimSuffix(path, ".zip") + ".md" }

func (b *bundler) actions() []action {
	k := b.desk.keys
	closing := []action{does(k.Back, b.back).as("cancel"), does(k.Quit, b.back).as("cancel"), does(k.Bundle, b.back).as("cancel")}
	if b.listing {
		for i := range closing {
			closing[i] = closing[i].as("back")
		}
		return append(closing, append(moving(k, &b.text), searching(k, &b.text)...)...)
	}
	acts := []action{action{k.Open, b.write}.as("write"), does(k.Mark, b.choose).as("choose"), does(k.Redact, b.nextLevel),
		does(k.Kind, b.list).as("view each replacement"), does(k.Issue, b.withIssue)}
	return append(append(acts, closing...), moving(k, b)...)
}

// The cursor is on a chain.

func (b *bundler) moveBy(n int) { b.moveTo(b.at + n) }
func (b *bundler) page() int    { return 5 }
func (b *bundler) moveTo(i int) {
	if b.listing || b.atlas == nil {
		b.text.moveTo(i)
		return
	}
	b.at = max(0, min(i, len(b.atlas.Findings)-1))
	b.build()
}

func (b *bundler) query() string { return b.text.query }

// openBundle shows what a bundle of the marked chains would hold, or of all.
func (a *app) openBundle() {
	switch {
	case !a.load.done:
		a.toast = "a bundle is of all that there is to read: wait for the end of it, or stop it"
	default:
		a.toast = a.bundle.open(a.atlas)
	}
}

// freePath is path, or the next one with a number in it that no file has.
func (a *app) freePath(path string) string {
	name, ext := path, ""
	if i := strings.IndexByte(path[strings.LastIndexByte(path, '/')+1:], '.'); i > 0 {
		i += strings.LastIndexByte(path, '/') + 1
		name, ext = path[:i], path[i:]
	}
	for n := 2; n < 1000 && (a.exists(path) || a.exists(issueBeside(path))); n++ {
		path = name + "-" + strconv.Itoa(n) + ext
	}
	return path
}
