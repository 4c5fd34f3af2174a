// Imports loads spreadsheets: several goroutines of an error group read the
// sheets, and whoever asked takes the rows until one of them is wrong.
//
// rule: early-return | lost-cancel
package main

import (
	"context"
	"fmt"
	"iter"
	"log"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sync/errgroup"
)

// row is a line of a sheet.
type row struct {
	sheet, number int
	price         int
}

// sheet yields its rows.
func sheet(n int) iter.Seq[row] {
	return func(yield func(row) bool) {
		for i := range 50 {
			price := 100 + i
			if n == 2 && i == 10 {
				price = -1
			}
			if !yield(row{n, i, price}) {
				return
			}
		}
	}
}

// reader reads sheets side by side.
type reader struct {
	*errgroup.Group
	ctx  context.Context
	rows chan row
}

func newReader(ctx context.Context) *reader {
	g, ctx := errgroup.WithContext(ctx) // leak: context
	return &reader{g, ctx, make(chan row)}
}

// read sends the rows of a sheet.
func (r *reader) read(n int) {
	r.Go(func() error { // leak: go
		for x := range sheet(n) {
			select { // leak: wait
			case r.rows <- x:
			case <-r.ctx.Done():
				return r.ctx.Err()
			}
		}
		return nil
	})
}

// load adds up the prices of some sheets.
func load(ctx context.Context, sheets int) (sum int, err error) {
	r := newReader(ctx)
	for n := range sheets {
		r.read(n)
	}
	for range 50 * sheets {
		x := <-r.rows
		if x.price < 0 {
			return 0, fmt.Errorf("sheet %d, row %d: negative price", x.sheet, x.number) // leak: fix
		}
		sum += x.price
	}
	return sum, r.Wait()
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	failed := 0
	for i := 0; ctx.Err() == nil; i++ {
		if _, err := load(ctx, 2+i%3); err != nil {
			if failed++; failed%100 == 0 {
				log.Printf("%d loads failed: %v", failed, err)
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
}
