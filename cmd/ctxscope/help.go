package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// help is the command `ctxscope help [COMMAND]`.
func (c *console) help() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		GroupID: groupLearn,
		RunE: func(cmd *cobra.Command, args []string) error {
			about := cmd.Root()
			for _, sub := range about.Commands() {
				if len(args) > 0 && sub.Name() == args[0] {
					about, args = sub, args[1:]
				}
			}
			if len(args) > 0 {
				return errUnknownCommand(args[0], commandNames(cmd.Root()), false)
			}
			return about.Help()
		},
	}
}

// setHelp gives cmd the short help of this program: usage, commands or flags under headings, examples.
func setHelp(cmd *cobra.Command, groups []flagGroup) {
	cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		fmt.Fprint(cmd.OutOrStdout(), helpText(cmd, groups))
	})
}

func helpText(cmd *cobra.Command, groups []flagGroup) string {
	var b strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	usage := cmd.UseLine()
	if cmd.HasSubCommands() {
		usage = cmd.CommandPath() + " COMMAND [ARGUMENT]..."
	}
	fmt.Fprintf(&b, "%s\n\nUsage\n  %s\n", about, strings.TrimSuffix(usage, " [flags]"))
	for _, g := range cmd.Groups() {
		fmt.Fprintf(&b, "\n%s\n", g.Title)
		for _, sub := range cmd.Commands() {
			if sub.GroupID == g.ID && sub.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-11s %s\n", sub.Name(), sub.Short)
			}
		}
	}
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nExamples\n%s\n", cmd.Example)
	}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%s\n%s", g.title, g.set.FlagUsages())
	}
	if cmd.HasSubCommands() {
		fmt.Fprintf(&b, "\n%s COMMAND --help tells more of one.\n", cmd.CommandPath())
	}
	return b.String()
}
