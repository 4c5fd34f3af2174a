// Payroll pays employees at the end of the month, each payment in a transaction
// of its own.
//
// rule: unclosed-body
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/payroll/tinydb"
)

// runner pays. Its context is the run's.
type runner struct {
	ctx context.Context
	db  *sql.DB
}

var errOnLeave = errors.New("on unpaid leave")

// employee is who gets paid.
type employee struct {
	id      int
	salary  int
	onLeave bool
}

// inTx runs f in a transaction and commits it if f is content.
func (r *runner) inTx(f func(*sql.Tx) error) error {
	tx, err := r.db.BeginTx(r.ctx, nil) // leak: go, wait database/sql.(*Tx).awaitDone, fix
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return err // leak: fix
	}
	return tx.Commit()
}

// pay pays one employee.
func (r *runner) pay(e employee) error {
	return r.inTx(func(tx *sql.Tx) error {
		var paid int
		if err := tx.QueryRowContext(r.ctx, "SELECT paid FROM payroll WHERE id = ?", e.id).Scan(&paid); err != nil {
			return err
		}
		if e.onLeave {
			return fmt.Errorf("employee %d: %w", e.id, errOnLeave)
		}
		_, err := tx.ExecContext(r.ctx, "UPDATE payroll SET paid = paid + ? WHERE id = ?", e.salary, e.id)
		return err
	})
}

// all pays everyone there is, month after month.
func (r *runner) all(staff []employee) {
	for {
		for _, e := range staff {
			if err := r.pay(e); err != nil && !errors.Is(err, errOnLeave) {
				log.Print(err)
				return
			}
			select {
			case <-r.ctx.Done():
				return
			case <-time.After(3 * time.Millisecond):
			}
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt) // leak: context
	defer stop()
	db := sql.OpenDB(&tinydb.DB{Rows: 2})
	defer db.Close()
	staff := make([]employee, 30)
	for i := range staff {
		staff[i] = employee{id: i, salary: 100 * i, onLeave: i%6 == 0}
	}
	(&runner{ctx, db}).all(staff)
}
