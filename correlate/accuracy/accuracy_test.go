package accuracy

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"
)

var (
	full     = flag.Bool("full", false, "measure all programs and print the table")
	only     = flag.String("programs", "", "measure the programs whose name matches the `regexp`")
	captures = flag.String("captures", "", "keep the evidence in `dir`, and take it from there if the program is the same")
)

// brief are the programs that CI runs: found whole and without a false alarm, whatever the machine.
var brief = []string{"etl", "gateway", "proposals", "shop", "tcpproxy", "thumbs"}

// TestAccuracy measures. Of the brief programs it demands what no change may lose; of all programs it
// demands that no healthy one is accused, and prints the rest.
func TestAccuracy(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" || runtime.GOOS == "wasip1" {
		t.Skip("a crash dump needs SIGQUIT")
	}
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	chosen := choose(t)
	root := evidence(t, chosen)
	rows := make([]score, len(sets()))
	for _, p := range chosen {
		dir := filepath.Join(root, p.name)
		truth, err := readTruth(p, dir)
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		for i, s := range sets() {
			got, err := findings(t.Context(), p, dir, s)
			if err != nil {
				t.Errorf("%s: %s: %v", p.name, s.name, err)
				continue
			}
			score := judge(p, truth, got, s.src)
			rows[i].add(score)
			told := strings.Join(score.misses, "; ")
			if told == "" {
				told = "right"
			}
			if testing.Verbose() {
				fmt.Printf("%-20s %-28s %s\n", p.name, s.name, told)
			}
			if score.alarms > 0 {
				t.Errorf("%s: %s: %s", p.name, s.name, told)
			}
			if both := slices.Contains(s.files, "trace.out") && slices.Contains(s.files, "crash.txt"); !*full && both && score.found < score.leaks {
				t.Errorf("%s: %s: %s", p.name, s.name, told)
			}
		}
	}
	fmt.Print(table(rows))
}

// choose returns the programs to measure.
func choose(t *testing.T) []*program {
	t.Helper()
	all, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	name, err := regexp.Compile(*only)
	if err != nil {
		t.Fatal(err)
	}
	chosen := slices.DeleteFunc(all, func(p *program) bool {
		return !name.MatchString(p.name) || !*full && *only == "" && !slices.Contains(brief, p.name)
	})
	if len(chosen) == 0 {
		t.Fatal("no program has such a name")
	}
	return chosen
}

// evidence returns a folder with the evidence of the programs, a folder for each, made now or taken from
// -captures. Two programs run at a time.
func evidence(t *testing.T, all []*program) string {
	t.Helper()
	root := *captures
	if root == "" {
		root = t.TempDir()
	}
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	var stale []*program
	for _, p := range all {
		if !p.fresh(filepath.Join(root, p.name)) {
			stale = append(stale, p)
		}
	}
	bin := t.TempDir()
	if err := build(t.Context(), stale, bin); err != nil {
		t.Fatal(err)
	}
	group, ctx := errgroup.WithContext(context.WithoutCancel(t.Context()))
	group.SetLimit(2)
	for _, p := range stale {
		group.Go(func() error {
			dir := filepath.Join(root, p.name)
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return err
			}
			if err := capture(ctx, p, filepath.Join(bin, p.name), dir); err != nil {
				t.Error(err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return root
}

// table sets the scores of the sets one below the other. Rule, context and line are of the leaks that were
// found.
func table(rows []score) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "evidence\tleaks found\tgoroutines\tcertain\tright rule\tright context\tright line\tfalse alarms\textra\tdoubts")
	for i, s := range sets() {
		r := rows[i]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\n", s.name, of(r.found, r.leaks), of(r.listed, r.goroutines),
			of(r.certain, r.leaks), of(r.rule, r.found), of(r.context, r.found), of(r.fix, r.found), r.alarms, r.extra, r.doubts)
	}
	w.Flush()
	return fmt.Sprintf("%d programs with %d leaks\n%s", rows[0].programs, rows[0].leaks, &b)
}

func of(n, all int) string {
	if all == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d (%d %%)", n, all, (100*n+all/2)/all)
}
