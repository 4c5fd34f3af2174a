package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
)

func (c *console) explain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [RULE]",
		Short: "Explain a kind of leak, with bad and good Go",
		Long: `Explain says what a rule finds, why it leaks, and how to fix it, with Go before and after.
Without a rule it lists them.`,
		Example: `  ctxscope explain
  ctxscope explain early-return`,
		GroupID:           groupLearn,
		ValidArgsFunction: cobra.FixedCompletions(ruleNames(), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return listRules(c.out)
			case 1:
			default:
				return errArgs("ctxscope explain", len(args))
			}
			for _, r := range rules.All() {
				if r.Name == args[0] {
					return explainRule(c.out, r)
				}
			}
			return errUnknownRule(args[0], ruleNames())
		},
	}
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All() {
		names = append(names, r.Name)
	}
	return names
}

func listRules(w io.Writer) error {
	var rows [][2]string
	for _, r := range rules.All() {
		rows = append(rows, [2]string{r.Name, r.Doc.Title})
	}
	_, err := io.WriteString(w, columns(rows)+"\nctxscope explain RULE tells more of one.\n")
	return err
}

// columns writes a line for each name and what it stands for; the longest name says where that begins.
func columns(rows [][2]string) string {
	width := 0
	for _, r := range rows {
		width = max(width, len(r[0]))
	}
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%-*s  %s\n", width, r[0], r[1])
	}
	return b.String()
}

func explainRule(w io.Writer, r *correlate.Rule) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.Name, r.Doc.Title)
	for _, part := range []struct{ title, text string }{
		{"What happens", fill(r.Doc.What)}, {"Why it leaks", fill(r.Doc.Why)}, {"How to fix it", fill(r.Doc.Fix)},
		{"Before", code(r.Doc.Before)}, {"After", code(r.Doc.After)},
	} {
		fmt.Fprintf(&b, "\n%s\n\n%s", part.title, part.text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// fill wraps prose to 80 columns, two of them indent; paragraphs stay apart.
func fill(s string) string {
	var b strings.Builder
	for i, para := range strings.Split(strings.TrimSpace(s), "\n\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		width := 0
		for word := range strings.FieldsSeq(para) {
			switch {
			case width == 0:
				b.WriteString("  ")
				width = 2
			case width+1+len(word) > 80:
				b.WriteString("\n  ")
				width = 2
			default:
				b.WriteByte(' ')
				width++
			}
			b.WriteString(word)
			width += len(word)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// code indents Go as it is.
func code(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		if line != "" {
			line = "    " + line
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
