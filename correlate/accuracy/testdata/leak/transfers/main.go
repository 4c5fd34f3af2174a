// Transfers settles payments between accounts, each of which has its own lock.
//
// rule: lock-cycle
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"time"
)

// account is a balance in cents.
type account struct {
	mu      sync.Mutex
	number  int
	balance int
}

var errFunds = errors.New("insufficient funds")

// checker asks the fraud service about a payment.
type checker func(from, to *account, cents int) error

// bank settles payments.
type bank struct{ check checker }

// settle moves cents from one account to another.
func (b *bank) settle(from, to *account, cents int) error {
	from.mu.Lock()
	defer from.mu.Unlock()
	if from.balance < cents {
		return errFunds
	}
	if err := b.check(from, to, cents); err != nil {
		return err
	}
	to.mu.Lock() // leak: wait, fix
	defer to.mu.Unlock()
	from.balance -= cents
	to.balance += cents
	return nil
}

// swap pays in both directions at once.
func (b *bank) swap(x, y *account, cents int) {
	go b.settle(x, y, cents) // leak: go
	go b.settle(y, x, cents) // leak: go
}

// slowCheck takes as long as the fraud service does.
func slowCheck(from, to *account, cents int) error {
	time.Sleep(12 * time.Millisecond)
	if cents > 1_000_000 {
		return errors.New("held for review")
	}
	return nil
}

// statement prints nothing while the account is being used.
func statement(a *account) (int, bool) {
	if !a.mu.TryLock() {
		return 0, false
	}
	defer a.mu.Unlock()
	return a.balance, true
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := &bank{check: slowCheck}
	number := 0
	open := func() *account {
		number++
		return &account{number: number, balance: 10_000}
	}
	house := open()
	for ctx.Err() == nil {
		x, y := open(), open()
		b.swap(x, y, 250)
		if err := b.settle(house, open(), 1); err != nil && !errors.Is(err, errFunds) {
			return
		}
		statement(x)
		time.Sleep(20 * time.Millisecond)
	}
}
