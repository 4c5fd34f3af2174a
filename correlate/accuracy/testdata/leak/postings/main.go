// Postings moves money and writes an audit trail. The trail's writer gives up
// when its disk is full.
//
// rule: early-return | held-lock
// rule 2: held-lock
// expect 2: 20
// rule 3: held-lock
// expect 3: 10
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"sync"
	"time"
)

// entry is one line of the audit trail.
type entry struct {
	account string
	amount  int
}

// disk is a writer with room for so many bytes.
type disk struct{ room int }

var errFull = errors.New("no space left on device")

func (d *disk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// trail writes entries as they come.
func trail(w io.Writer, entries <-chan entry) error {
	for e := range entries {
		if _, err := fmt.Fprintf(w, "%s %+d\n", e.account, e.amount); err != nil {
			return err
		}
	}
	return nil
}

// book has the balances. All of it is guarded by the lock.
type book struct {
	sync.RWMutex
	balance map[string]int
	audit   chan<- entry
}

// deposit adds to an account and has it written down before anyone can see it.
func (b *book) deposit(account string, amount int) {
	b.Lock() // leak: wait 2
	defer b.Unlock()
	b.balance[account] += amount
	b.audit <- entry{account, amount} // leak: wait, fix, fix 2, fix 3
}

// total is the money in all accounts.
func (b *book) total() (sum int) {
	b.RLock() // leak: wait 3
	defer b.RUnlock()
	for _, v := range b.balance {
		sum += v
	}
	return sum
}

// dashboards ask for the total all the time.
func dashboards(b *book, seen func(int)) {
	for range time.Tick(30 * time.Millisecond) {
		go func() { // leak: go 3
			seen(b.total())
		}()
	}
}

func main() {
	entries := make(chan entry)
	b := &book{balance: make(map[string]int), audit: entries}
	go func() {
		if err := trail(&disk{room: 300}, entries); err != nil {
			log.Printf("audit: %v", err) // leak: fix, fix 2, fix 3
		}
	}()
	go dashboards(b, func(int) {})
	go func() {
		for i := range 1 << 20 {
			go b.deposit(fmt.Sprintf("acct-%d", i%17), i) // leak: go, go 2
			time.Sleep(10 * time.Millisecond)
		}
	}()
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, os.Interrupt)
	<-sig
}
