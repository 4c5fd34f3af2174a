package main

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/exectrace"
	"github.com/ctxscope/ctxscope/ui"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// flags are those of the commands that read an incident, as given.
type flags struct {
	format  string
	outputs []string
	why     bool

	since, until, around string

	where    string
	src      []string
	trim     []string
	failOn   string
	baseline string
	strict   bool

	tui, noTUI   bool
	ascii, mouse bool
	theme, color string
	open         string
	accessible   bool
	noSession    bool
	config       string
	maxMem       string

	noProgress, quiet, verbose bool
}

var (
	themes     = []string{"ansi", "dark", "light", "mono"}
	thresholds = []string{"none", "low", "medium", "high", newOnly}
)

// newOnly is the threshold of those who live with what leaks already.
const newOnly = "new"

// flagGroup is a heading of --help with its flags.
type flagGroup struct {
	title string
	set   *pflag.FlagSet
}

// groups declares the flags on f under the headings of --help.
func (f *flags) groups(getenv func(string) string) []flagGroup {
	set := func(title string, declare func(*pflag.FlagSet)) flagGroup {
		s := pflag.NewFlagSet(title, pflag.ContinueOnError)
		s.SortFlags = false
		declare(s)
		return flagGroup{title, s}
	}
	theme := getenv("CTXSCOPE_THEME") // empty: as the configuration says, else the first
	return []flagGroup{
		set("Report", func(s *pflag.FlagSet) {
			s.StringVarP(&f.format, "format", "f", "", "write a report as `FMT`: text, json")
			s.StringArrayVarP(&f.outputs, "output", "o", nil, "write a report to `[FMT=]PATH`, - is stdout; repeatable")
			s.BoolVar(&f.why, "why", false, "show the facts and stacks behind each link in text")
		}),
		set("Scope and verdict", func(s *pflag.FlagSet) {
			s.StringArrayVar(&f.src, "src", nil, "look in `DIR` for the program's source; repeatable")
			s.StringArrayVar(&f.trim, "trim", nil, "look for files under FROM below TO, as `FROM=TO`; repeatable")
			s.StringVar(&f.since, "since", "", "count of a trace what is from `T` on: 1.2s into it, or 14:14:47.4, or RFC 3339")
			s.StringVar(&f.until, "until", "", "read a trace until `T`, and show the goroutines of that moment")
			s.StringVar(&f.around, "around", "", "both: from D before T to D after it, as `T±D` or T+-D")
			s.StringVar(&f.where, "where", "", "keep the chains that match `EXPR`, such as 'sev>=medium pay'")
			s.StringVar(&f.failOn, "fail-on", "none", "exit 3 if a chain is at or above `SEVERITY`: none, low, medium, high; or new")
			s.StringVar(&f.baseline, "baseline", "", "say what is new, grown or gone since `FILE`, an earlier JSON report or evidence")
			s.BoolVar(&f.strict, "strict", false, "exit 4 when an input is damaged or cannot be read")
			s.StringVar(&f.maxMem, "max-mem", "", "stop reading at `SIZE` of memory, such as 4GiB, and keep what was read")
		}),
		set("Terminal", func(s *pflag.FlagSet) {
			s.BoolVar(&f.tui, "tui", false, "open the terminal UI even when CI is set")
			s.BoolVar(&f.noTUI, "no-tui", false, "write a report even on a terminal")
			s.StringVar(&f.open, "open", "", "go to the chain with this fingerprint, or to what a copied link names (`ID`); a report has only it")
			s.BoolVar(&f.accessible, "accessible", getenv("ACCESSIBLE") != "" && getenv("ACCESSIBLE") != "0", "lines instead of a screen, for screen readers")
			s.BoolVar(&f.ascii, "ascii", false, "draw with ASCII only")
			s.StringVar(&f.color, "color", "auto", "colour `WHEN`: auto, always, never")
			s.StringVar(&f.theme, "theme", theme, "colours of the UI, `NAME` is ansi, dark, light or mono")
			s.BoolVar(&f.mouse, "mouse", false, "let the UI take the mouse")
			s.BoolVar(&f.noSession, "no-session", false, "begin anew, and do not remember view, marks and notes")
			s.StringVar(&f.config, "config", "", "read keys, theme and named filters from `FILE`")
		}),
		set("Messages", func(s *pflag.FlagSet) {
			s.BoolVar(&f.noProgress, "no-progress", false, "show no progress while reading")
			s.BoolVarP(&f.quiet, "quiet", "q", false, "nothing on stderr but errors")
			s.BoolVarP(&f.verbose, "verbose", "v", false, "say how long it took and the peak memory")
		}),
	}
}

// A plan is what the flags ask for, checked.
type plan struct {
	flags
	outputs []output
	part    exectrace.Cut // of execution traces
	memory  int64         // at which reading stops; 0: never
	expr    filter.Expr
	fails   bool               // a threshold is set
	from    correlate.Severity // the threshold
	ui      bool
	conf    *ui.Config // nil without a configuration file
	rules   ruleset
}

// check finds every mistake in the flags before anything is read.
func (f *flags) check(c *console) (*plan, error) {
	if f.failOn == newOnly && f.baseline == "" {
		return nil, errNoBaseline()
	}
	for _, v := range []struct {
		name, got string
		want      []string
	}{{"color", f.color, colorModes}, {"theme", f.theme, themes}, {"fail-on", f.failOn, thresholds}} {
		if !slices.Contains(v.want, v.got) && !(v.name == "theme" && v.got == "") {
			return nil, errValue(v.name, v.got, v.want)
		}
	}
	p := &plan{flags: *f}
	if i := slices.Index(thresholds, f.failOn); i > 0 && f.failOn != newOnly {
		p.fails, p.from = true, correlate.Severity(i-1)
	}
	var err error
	if p.part, err = f.cut(); err != nil {
		return nil, err
	}
	if f.maxMem != "" {
		var ok bool
		if p.memory, ok = parseSize(f.maxMem, 1<<50); !ok {
			return nil, errValue("max-mem", f.maxMem, []string{"a size such as 4GiB"})
		}
	}
	p.expr, err = filter.Parse(f.where)
	if err == nil && p.expr.Compares() && f.baseline == "" {
		err = filter.ErrNoBaseline
	}
	if err != nil {
		return nil, errWhere(f.where, err)
	}
	report := f.format != "" || len(f.outputs) > 0
	switch {
	case f.tui && f.noTUI:
		return nil, errConflict("--tui", "--no-tui")
	case f.tui && report:
		return nil, errConflict("--tui", "-f and -o")
	case f.tui && !(c.outTTY && c.keyboard):
		return nil, errNoTerminal()
	}
	p.ui = f.tui || (c.interactive() || f.accessible && c.outTTY && c.keyboard) && !report && !f.noTUI && !f.why
	if !p.ui {
		if p.outputs, err = outputs(f.format, f.outputs); err != nil {
			return nil, err
		}
	}
	if p.conf, err = c.config(f.config); err != nil {
		return nil, err
	}
	p.rules, err = rulesOf(p.conf)
	if err != nil {
		return nil, errRules(err)
	}
	return p, nil
}

// addTo declares the flags on cmd, with their headings and completions, but for those that are left out.
func (f *flags) addTo(cmd *cobra.Command, getenv func(string) string, without ...string) {
	groups := f.groups(getenv)
	for i, g := range groups {
		var names []string
		g.set.VisitAll(func(flag *pflag.Flag) {
			if !slices.Contains(without, flag.Name) {
				names = append(names, flag.Name)
			}
		})
		groups[i] = pick(g.title, groups[i:i+1], names...)
	}
	for _, g := range groups {
		cmd.Flags().AddFlagSet(g.set)
	}
	setHelp(cmd, groups)
	for name, values := range map[string][]string{"format": formatNames(), "fail-on": thresholds, "color": colorModes, "theme": themes} {
		complete := cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
		if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic(err) // the flag is not declared above
		}
	}
}
