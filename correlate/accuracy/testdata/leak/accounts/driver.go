package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"time"
)

// bank is a database driver whose only table has the entries of an account.
type bank struct{}

func (bank) Open(name string) (driver.Conn, error) { return &conn{}, nil }

type conn struct{}

func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return nil, errors.New("bank: not supported")
}
func (c *conn) Close() error              { return nil }
func (c *conn) Begin() (driver.Tx, error) { return tx{}, nil }

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	time.Sleep(time.Millisecond)
	return &rows{left: 5}, nil
}

type tx struct{}

func (tx) Commit() error   { return nil }
func (tx) Rollback() error { return nil }

type rows struct{ left int }

func (r *rows) Columns() []string { return []string{"cents"} }
func (r *rows) Close() error      { return nil }

func (r *rows) Next(dest []driver.Value) error {
	if r.left == 0 {
		return io.EOF
	}
	r.left--
	dest[0] = int64(r.left*100 - 250)
	return nil
}
