// Crashloop is an importer that ends itself when it holds too many files, and
// is started again by its pod, and again.
//
// Every file is parsed by a goroutine that reports to the tally. The tally gave
// up at the first malformed file, an hour ago; since then every parser waits to
// report. What is left of the last run is the pod's log.
//
// importer.go holds the service and the bug; this file drops the files.
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `crashloop: an importer whose parsers wait to report to a tally that has given up.

Files come in for about two seconds; one is malformed. When too many files are
open, the importer panics, as its operators wanted, and the log has the dump.`

func main() { capture.Main(about, run) }

// run drops files until the importer ends the process.
func run(ctx context.Context) error {
	imp := NewImporter(120)
	go imp.tally.collect(ctx)
	go imp.guard(ctx)
	for n := 0; ; n++ {
		lines := []string{"id;amount", fmt.Sprintf("%d;%d", n, n*3)}
		if n == 20 {
			lines = append(lines, "21")
		}
		imp.Import(fmt.Sprintf("orders-%04d.csv", n), lines)
		time.Sleep(12 * time.Millisecond)
	}
}
