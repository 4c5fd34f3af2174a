package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (c *console) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of ctxscope and of Go",
		GroupID: groupLearn,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return errArgs("ctxscope version", len(args))
			}
			_, err := fmt.Fprintln(c.out, versionLine())
			return err
		},
	}
}

// versionLine returns "ctxscope v1.2.3 go1.26.8 linux/amd64".
func versionLine() string {
	return fmt.Sprintf("ctxscope %s %s %s/%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// version returns the module's version as the go command stamped it; "(devel)" for a build that has none.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
