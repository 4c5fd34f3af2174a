// Package memdb is a database/sql driver that counts. Its connections are slow
// to make and its rows slow to read.
package memdb

import (
	"context"
	"database/sql/driver"
	"io"
	"time"
)

// Connector makes connections that take their time.
type Connector struct{ Dial, Row time.Duration }

func (c Connector) Driver() driver.Driver { return nil }

func (c Connector) Connect(ctx context.Context) (driver.Conn, error) {
	select {
	case <-time.After(c.Dial):
		return &session{row: c.Row}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// session is a connection; it has no statements that must be prepared.
type session struct{ row time.Duration }

func (s *session) Prepare(string) (driver.Stmt, error) { return nil, driver.ErrSkip }
func (s *session) Begin() (driver.Tx, error)           { return s, nil }
func (s *session) Close() error                        { return nil }
func (s *session) Commit() error                       { return nil }
func (s *session) Rollback() error                     { return nil }

func (s *session) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	time.Sleep(s.row)
	return driver.RowsAffected(1), nil
}

func (s *session) QueryContext(ctx context.Context, _ string, args []driver.NamedValue) (driver.Rows, error) {
	return &result{ctx, s.row, args[0].Value.(int64)}, nil
}

// result is rows that come one by one.
type result struct {
	ctx  context.Context
	each time.Duration
	left int64
}

func (r *result) Columns() []string { return []string{"left"} }
func (r *result) Close() error      { return nil }

func (r *result) Next(row []driver.Value) error {
	if r.left--; r.left < 0 {
		return io.EOF
	}
	row[0] = r.left
	select {
	case <-time.After(r.each):
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}
