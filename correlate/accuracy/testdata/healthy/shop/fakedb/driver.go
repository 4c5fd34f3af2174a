// Package fakedb is a database/sql driver whose database is imaginary and a little slow.
package fakedb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"time"
)

func init() { sql.Register("fakedb", drv{}) }

type drv struct{}

func (drv) Open(string) (driver.Conn, error) {
	time.Sleep(3 * time.Millisecond)
	return &conn{}, nil
}

type conn struct{}

func (*conn) Prepare(string) (driver.Stmt, error) { return nil, errors.New("fakedb: no statements") }
func (*conn) Close() error                        { return nil }
func (*conn) Begin() (driver.Tx, error)           { return tx{}, nil }

func (*conn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	select {
	case <-time.After(2 * time.Millisecond):
		return &rows{n: 20}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (*conn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	time.Sleep(time.Millisecond)
	return driver.RowsAffected(1), nil
}

type tx struct{}

func (tx) Commit() error   { return nil }
func (tx) Rollback() error { return nil }

type rows struct{ n int }

func (*rows) Columns() []string { return []string{"id"} }
func (*rows) Close() error      { return nil }

func (r *rows) Next(dest []driver.Value) error {
	if r.n == 0 {
		return io.EOF
	}
	r.n--
	time.Sleep(100 * time.Microsecond)
	dest[0] = int64(r.n)
	return nil
}
