package main

import "github.com/spf13/cobra"

func (c *console) diff() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "diff BASE INPUT...",
		Short: "Show what is new, grown or gone since an earlier look",
		Long: `Diff is analyze with a baseline. BASE is what an earlier incident left behind, one file or a
directory, or a report kept with analyze -f json. A chain is met again by its fingerprint, or by
where its goroutines were started and block.`,
		Example: `  ctxscope diff before/ after/
  ctxscope diff last-week.json trace.out --fail-on new
  ctxscope diff before.txt after.txt --where is:new`,
		GroupID: groupRead,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return errNothingToCompare(len(args))
			}
			f.baseline = args[0]
			return c.analyzeInputs(cmd.Context(), &f, args[1:])
		},
	}
	f.addTo(cmd, c.getenv, "baseline")
	return cmd
}
