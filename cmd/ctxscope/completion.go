package main

import (
	"io"

	"github.com/spf13/cobra"
)

// shells write the completion script of each shell.
var shells = map[string]func(*cobra.Command, io.Writer) error{
	"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
	"zsh":        (*cobra.Command).GenZshCompletion,
	"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
	"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
}

var shellNames = []string{"bash", "zsh", "fish", "powershell"}

func (c *console) completion() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script for bash, zsh, fish or powershell",
		Example: `  source <(ctxscope completion bash)
  ctxscope completion zsh > "${fpath[1]}/_ctxscope"
  ctxscope completion fish > ~/.config/fish/completions/ctxscope.fish`,
		GroupID:   groupLearn,
		ValidArgs: shellNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errShell("", shellNames)
			}
			write, ok := shells[args[0]]
			if !ok {
				return errShell(args[0], shellNames)
			}
			return write(cmd.Root(), c.out)
		},
	}
}
