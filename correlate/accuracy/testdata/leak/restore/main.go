// Restore brings back the tables of a backup, several at a time, in a group of its own making. The first error
// ends the restore; the tables that fail later cannot tell it to anybody.
//
// rule: early-return | many-senders-one-receiver
// expect: 10
package main

import (
	"context"
	"fmt"
	"log"
	"time"
)

// group runs functions side by side.
type group struct {
	n    int
	errs chan error
}

func newGroup() *group { return &group{errs: make(chan error)} } // leak: fix

func (g *group) run(f func() error) {
	g.n++
	go func() { // leak: go
		g.errs <- f() // leak: wait, fix
	}()
}

// wait returns the first error.
func (g *group) wait() error {
	for range g.n {
		if err := <-g.errs; err != nil {
			return err // leak: fix
		}
	}
	return nil
}

type backup struct {
	name   string
	broken map[int]bool
}

func (b *backup) table(ctx context.Context, n int) error {
	select {
	case <-time.After(time.Duration(n+1) * 2 * time.Millisecond):
	case <-ctx.Done():
		return ctx.Err()
	}
	if b.broken[n] {
		return fmt.Errorf("%s: table %d: checksum mismatch", b.name, n)
	}
	return nil
}

func (b *backup) restore(ctx context.Context, tables int) error {
	g := newGroup()
	for n := range tables {
		g.run(func() error { return b.table(ctx, n) })
	}
	return g.wait()
}

func main() {
	for n := 0; ; n++ {
		b := &backup{name: fmt.Sprintf("backup-%d", n), broken: map[int]bool{}}
		if n%4 == 3 {
			b.broken[2] = true
		}
		if err := b.restore(context.Background(), 6); err != nil {
			log.Print(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
