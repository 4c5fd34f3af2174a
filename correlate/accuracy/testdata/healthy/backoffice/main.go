// Backoffice works through a shop's orders over a small pool of database connections.
// More wants to be done than there are connections; exports hold theirs long.
package main

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/backoffice/memdb"
)

// office is what works with the database.
type office struct {
	*sql.DB
	seen sync.Map
}

// export yields the orders of a year.
func (o *office) export(ctx context.Context, n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		rows, err := o.QueryContext(ctx, "SELECT id FROM orders LIMIT ?", int64(n))
		if err != nil {
			yield(0, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var id int
			if err := rows.Scan(&id); !yield(id, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(0, err)
		}
	}
}

// ship marks an order in a transaction, and gives up after a while.
func (o *office) ship(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
	defer cancel()
	tx, err := o.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET shipped = 1"); err != nil {
		return err
	}
	return tx.Commit()
}

// repeat calls f again and again until the context ends.
func repeat(ctx context.Context, f func(context.Context) error) {
	for ctx.Err() == nil {
		err := f(ctx)
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			log.Print(err)
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o := &office{DB: sql.OpenDB(memdb.Connector{Dial: 5 * time.Millisecond, Row: 2 * time.Millisecond})}
	defer o.Close()
	o.SetMaxOpenConns(5)
	o.SetMaxIdleConns(3)
	o.SetConnMaxIdleTime(50 * time.Millisecond)

	var running sync.WaitGroup
	for range 20 {
		running.Go(func() { repeat(ctx, o.ship) })
	}
	for range 3 {
		running.Go(func() {
			repeat(ctx, func(ctx context.Context) error {
				for id, err := range o.export(ctx, 150) {
					if err != nil {
						return err
					}
					if o.seen.Store(id, true); id == 40 {
						break
					}
				}
				return nil
			})
		})
	}
	running.Wait()
}
