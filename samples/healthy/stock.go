package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"log"
	"sync"
	"time"
)

// Stock knows how many of each product there are. The database is asked for
// single products; prices come from a copy that is refreshed now and then.
type Stock struct {
	db *sql.DB

	mu     sync.RWMutex
	prices map[string]int
}

// NewStock returns the stock kept in db, without prices until Refresh.
func NewStock(db *sql.DB) *Stock { return &Stock{db: db} }

// Count returns how many of the product are left.
func (s *Stock) Count(ctx context.Context, product string) (int, error) {
	var n int
	err := s.db.QueryRowContext(ctx, "SELECT count FROM stock WHERE name = ?", product).Scan(&n)
	return n, err
}

// Refresh reads all prices.
func (s *Stock) Refresh(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT cents FROM prices")
	if err != nil {
		return err
	}
	defer rows.Close()
	prices := make(map[string]int)
	for rows.Next() {
		var cents int
		if err := rows.Scan(&cents); err != nil {
			return err
		}
		prices["all"] += cents
	}
	s.mu.Lock()
	s.prices = prices
	s.mu.Unlock()
	return rows.Err()
}

// KeepFresh refreshes the prices until ctx ends, and sleeps in between.
func (s *Stock) KeepFresh(ctx context.Context) {
	for ctx.Err() == nil {
		turn, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		if err := s.Refresh(turn); err != nil {
			log.Printf("refresh: %v", err)
		}
		cancel()
		select {
		case <-time.After(350 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// warehouse is a database/sql driver without a database: each query takes a few
// milliseconds, or until its context ends, and finds one row.
type warehouse struct{}

func (w warehouse) Connect(ctx context.Context) (driver.Conn, error) {
	return &session{}, pause(ctx, 3*time.Millisecond)
}

func (w warehouse) Driver() driver.Driver { return w }

func (w warehouse) Open(string) (driver.Conn, error) { return w.Connect(context.Background()) }

// session is one connection; database/sql uses it from one goroutine at a time.
type session struct{ queries int }

var errUnsupported = errors.New("warehouse: only queries")

func (c *session) Prepare(string) (driver.Stmt, error) { return nil, errUnsupported }
func (c *session) Begin() (driver.Tx, error)           { return nil, errUnsupported }
func (c *session) Close() error                        { return nil }

func (c *session) QueryContext(ctx context.Context, _ string, _ []driver.NamedValue) (driver.Rows, error) {
	c.queries++
	if err := pause(ctx, time.Duration(2+c.queries%7)*time.Millisecond); err != nil {
		return nil, err
	}
	return &result{value: int64(c.queries)}, nil
}

// result is a table of one row.
type result struct {
	value int64
	done  bool
}

func (r *result) Columns() []string { return []string{"n"} }
func (r *result) Close() error      { return nil }

func (r *result) Next(dest []driver.Value) error {
	if r.done {
		return io.EOF
	}
	r.done = true
	dest[0] = r.value
	return nil
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
