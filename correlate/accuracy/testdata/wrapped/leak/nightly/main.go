// Nightly runs customers' jobs by the clock. A change of a customer's settings
// plans all of the customer's jobs anew.
//
// rule: unclosed-owner
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"
)

// job is what a customer wants to be done, and when.
type job struct {
	when string
	what func()
}

// customer has jobs.
type customer struct {
	name string
	cron *cron.Cron
}

// planner has all customers.
type planner struct {
	mu        sync.Mutex
	customers map[string]customer
	done      atomic.Int64
}

// configure plans a customer's jobs.
func (p *planner) configure(name string, jobs ...job) error {
	c := cron.New(cron.WithSeconds(), cron.WithLogger(cron.DiscardLogger))
	for _, j := range jobs {
		if _, err := c.AddFunc(j.when, j.what); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	c.Start() // leak: go, wait cron/v3.(*Cron).run
	p.mu.Lock()
	defer p.mu.Unlock()
	p.customers[name] = customer{name, c} // leak: fix
	return nil
}

func (p *planner) count() { p.done.Add(1) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := &planner{customers: make(map[string]customer)}
	for i := 0; ctx.Err() == nil; i++ {
		jobs := []job{{"0 30 3 * * *", p.count}, {"@hourly", p.count}}
		if err := p.configure(fmt.Sprint("customer", i%5), jobs...); err != nil {
			log.Print(err)
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
}
