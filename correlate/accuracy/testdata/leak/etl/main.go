// Etl shows previews of imports: the first rows of a file, cleaned. The pipeline reads on to the end of the
// file, or would, if anybody took its rows.
//
// rule: early-return | ignored-cancel
// rule 2: early-return | ignored-cancel
// expect: 8
// expect 2: 8
package main

import (
	"context"
	"log"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/etl/flow"
)

type row struct {
	line  int
	cells []string
}

// file pretends to be a table of n rows.
func file(n int) func() (string, bool) {
	i := 0
	return func() (string, bool) {
		i++
		time.Sleep(200 * time.Microsecond)
		return " a;b ;c\n", i <= n
	}
}

// preview cleans the first rows of a file.
func preview(parent context.Context, rows, want int) []row {
	ctx, cancel := context.WithTimeout(parent, time.Second) // leak: context, context 2
	defer cancel()
	line := 0
	lines := flow.From(ctx, file(rows))
	clean := flow.Map(ctx, lines, func(text string) row {
		line++
		return row{line, strings.Split(strings.TrimSpace(text), ";")}
	})
	return flow.Take(ctx, clean, want)
}

func main() {
	ctx := context.Background()
	for n := 0; ; n++ {
		rows := 8
		if n%2 == 0 {
			rows = 500
		}
		if got := preview(ctx, rows, 10); len(got) == 0 {
			log.Print("empty file")
		}
		time.Sleep(60 * time.Millisecond)
	}
}
