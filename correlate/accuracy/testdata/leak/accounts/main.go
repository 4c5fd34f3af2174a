// Accounts adds up the entries of accounts. When an entry is refused it returns in the middle of the rows and
// leaves them open, with their connection and the goroutine that database/sql starts for them.
//
// rule: unclosed-body
// expect: 8
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"time"
)

var errOverdrawn = errors.New("account is overdrawn")

type books struct {
	db *sql.DB
}

// balance is the sum of the account's entries.
func (l *books) balance(ctx context.Context, account int) (int64, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT cents FROM entries WHERE account = ?", account) // leak: go, wait database/sql.(*Rows).awaitDone, fix
	if err != nil {
		return 0, err
	}
	var sum int64 // leak: fix
	for rows.Next() {
		var cents int64
		if err := rows.Scan(&cents); err != nil {
			return 0, err // leak: fix
		}
		if sum += cents; account%9 == 4 && sum < 0 {
			return 0, fmt.Errorf("account %d: %w", account, errOverdrawn) // leak: fix
		}
	}
	return sum, rows.Err()
}

// audit walks all accounts, over and over, until ctx ends.
func (l *books) audit(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		if _, err := l.balance(ctx, n%90); err != nil && !errors.Is(err, errOverdrawn) {
			log.Print(err)
		}
		time.Sleep(8 * time.Millisecond)
	}
}

func main() {
	sql.Register("bank", bank{})
	db, err := sql.Open("bank", "main")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour) // leak: context
	defer cancel()
	l := &books{db}
	go func() {
		for range time.Tick(time.Second) {
			log.Printf("%d connections", db.Stats().OpenConnections)
		}
	}()
	l.audit(ctx)
}
