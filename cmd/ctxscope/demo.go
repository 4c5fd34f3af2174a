package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/source"
	"github.com/ctxscope/ctxscope/samples"
)

func (c *console) demo() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "demo [INCIDENT]",
		Short: "Try ctxscope on a built-in incident",
		Long: `Demo opens one of the incidents that are built into ctxscope, as analyze opens yours.
Without a name it lists them.`,
		Example: `  ctxscope demo
  ctxscope demo early-return
  ctxscope demo healthy --no-tui`,
		GroupID:           groupRead,
		ValidArgsFunction: cobra.FixedCompletions(incidentNames(), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := f.check(c)
			switch {
			case err != nil:
				return err
			case len(args) == 0:
				return listIncidents(c.out)
			case len(args) > 1:
				return errArgs("ctxscope demo", len(args))
			}
			inc, ok := samples.Find(args[0])
			if !ok {
				return errUnknownIncident(args[0], incidentNames())
			}
			return c.look(cmd.Context(), builtIn(inc), p)
		},
	}
	f.addTo(cmd, c.getenv, "src", "trim") // an incident brings its source
	return cmd
}

// builtIn is a sample as an incident. Files of its source are named with its name in front.
func builtIn(s samples.Incident) incident {
	return incident{
		title: s.Title, inputs: s.Inputs,
		open: func(ctx context.Context, o parse.Options) (*evidence.Set, error) {
			o.Source.Dirs = []source.Tree{{Name: s.Name, FS: s.Source}}
			return parse.OpenFS(ctx, s.Files, s.Inputs, o)
		},
		raw: func(ctx context.Context, path string, read func(io.Reader) error) error {
			return parse.RawFS(ctx, s.Files, path, read)
		},
		source: func(file string) ([]byte, error) {
			return fs.ReadFile(s.Source, strings.TrimPrefix(file, s.Name+"/"))
		},
	}
}

func incidentNames() []string {
	var names []string
	for _, inc := range samples.All() {
		names = append(names, inc.Name)
	}
	return names
}

func listIncidents(w io.Writer) error {
	var rows [][2]string
	for _, inc := range samples.All() {
		rows = append(rows, [2]string{inc.Name, inc.Title})
	}
	_, err := fmt.Fprintf(w, "%s\nctxscope demo %s opens the first.\n", columns(rows), rows[0][0])
	return err
}
