// Package tinydb is a database/sql driver for tables that live in memory and
// have one number per row.
package tinydb

import (
	"context"
	"database/sql/driver"
	"io"
	"sync/atomic"
)

// DB is a database. It is its own connector and driver.
type DB struct {
	Rows  int
	conns atomic.Int64
}

func (d *DB) Connect(context.Context) (driver.Conn, error) {
	d.conns.Add(1)
	return &conn{d}, nil
}

func (d *DB) Driver() driver.Driver            { return d }
func (d *DB) Open(string) (driver.Conn, error) { return d.Connect(context.Background()) }

type conn struct{ db *DB }

func (c *conn) Prepare(query string) (driver.Stmt, error) { return stmt{c.db}, nil }
func (c *conn) Close() error                              { c.db.conns.Add(-1); return nil }
func (c *conn) Begin() (driver.Tx, error)                 { return tx{}, nil }

func (c *conn) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) { return tx{}, nil }

type tx struct{}

func (tx) Commit() error   { return nil }
func (tx) Rollback() error { return nil }

type stmt struct{ db *DB }

func (stmt) Close() error                                { return nil }
func (stmt) NumInput() int                               { return -1 }
func (stmt) Exec([]driver.Value) (driver.Result, error)  { return driver.RowsAffected(1), nil }
func (s stmt) Query([]driver.Value) (driver.Rows, error) { return &rows{left: s.db.Rows}, nil }

type rows struct{ left int }

func (r *rows) Columns() []string { return []string{"n"} }
func (r *rows) Close() error      { return nil }

func (r *rows) Next(dest []driver.Value) error {
	if r.left == 0 {
		return io.EOF
	}
	r.left--
	dest[0] = int64(r.left)
	return nil
}
