package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/safetext"
)

// IssueOptions say what is known about the bundle that an issue comes with.
type IssueOptions struct {
	Version string   // of ctxscope
	Notes   []string // what was redacted and left out, a clause each
}

// WriteIssue writes a report of findings to paste into a bug tracker: the verdict, the chain, where it is from, and
// words by which the next one is found. It is Markdown in which no string of the incident can be anything but text.
// Its lines are indented or begin with a mark, so that nobody takes it for a dump.
func WriteIssue(w io.Writer, res *correlate.Result, findings []*correlate.Finding, o IssueOptions) error {
	var b bytes.Buffer
	title := "No leak chain"
	if len(findings) > 0 {
		f := findings[0]
		title = "Goroutine leak: " + f.Title + " in " + correlate.Short(f.Blocked.Func)
	}
	fmt.Fprintf(&b, "# %s\n", plainMD(title))
	if res.Set.Partial() {
		b.WriteString("\n**PARTIAL**: not everything could be read; more may have leaked.\n")
	}
	for i, f := range findings {
		issueFinding(&b, i+1, f)
	}
	b.WriteString("\n## Where it was seen\n\n| evidence | Go | what |\n|---|---|---|\n")
	for _, s := range res.Set.Sources {
		if s.Kind == evidence.Unrecognised || s.Kind == evidence.Bundle {
			continue
		}
		what := words.Bytes(s.Bytes)
		if d := s.Window(); d > 0 {
			what += ", " + words.Age(d)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", codeMD(kindWords(s.Kind)), codeMD(orElse(s.Go, "not told")), plainMD(what))
	}
	fmt.Fprintf(&b, "| %s | %s | %s |\n", codeMD("ctxscope "+o.Version), codeMD(runtime.Version()), "wrote this")
	b.WriteString("\nThe evidence is attached. To look at it: `ctxscope analyze BUNDLE.zip`\n") // its name is its owner's business
	for _, note := range o.Notes {
		fmt.Fprintf(&b, "- %s\n", plainMD(note))
	}
	for i, f := range findings {
		fmt.Fprintf(&b, "%sKeywords: %s\n", map[bool]string{true: "\n"}[i == 0], codeMD(keywords(f)))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func issueFinding(b *bytes.Buffer, n int, f *correlate.Finding) {
	fmt.Fprintf(b, "\n## L%d %s\n\n%s\n\n", n, plainMD(f.Title), plainMD(f.Message))
	fmt.Fprintf(b, "rule %s, certainty %s, severity %s, fingerprint %s\n\n", codeMD(f.Rule.Name), f.Certainty, f.Severity, codeMD(f.Fingerprint))
	b.WriteString("| stage | what | where | how it is known |\n|---|---|---|---|\n")
	for _, l := range f.Chain {
		fmt.Fprintf(b, "| %s %s | %s | %s | %s |\n", l.Stage.Letter(), l.Stage, plainMD(l.Text), codeMD(l.At.Place()), l.Basis)
	}
	if f.Fix.Text != "" {
		fmt.Fprintf(b, "\nTo change: %s at %s\n", plainMD(f.Fix.Text), codeMD(cmp.Or(f.Fix.At.String(), "a place that is not known")))
	}
	if len(f.Goroutines) == 0 || f.Goroutines[0].Stack == nil {
		return
	}
	b.WriteString("\nOne of them, blocked the longest:\n\n")
	for i, fr := range f.Goroutines[0].Stack.Frames {
		if i == 30 {
			fmt.Fprintf(b, "    and %d more\n", len(f.Goroutines[0].Stack.Frames)-i)
			break
		}
		fmt.Fprintf(b, "    %s\n", safetext.Line(fr.String()))
	}
}

// plainMD makes s one line of text in which nothing is Markdown or HTML.
func plainMD(s string) string {
	var b strings.Builder
	for _, r := range safetext.Line(s) {
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '@':
			b.WriteString("@\u200b") // a name after it would be told of this
			continue
		case r == '#':
			b.WriteString("&#35;")
			continue
		case strings.ContainsRune("\\`*_{}[]|~!", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "://", ":\u200b//")
}

// codeMD makes s code within a line, also in a table.
func codeMD(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(safetext.Line(s), "`", "'"), "|", "\u00a6")
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return "`" + s + "`"
}
