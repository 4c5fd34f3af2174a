// Resolver answers names from several upstream servers, one of which is slow.
//
// rule: early-return | many-senders-one-receiver
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/signal"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/resolver/hedge"
)

// upstream is a server that answers after a while.
type upstream struct {
	fastest, slowest time.Duration
}

func (u upstream) lookup(name string) hedge.Source[netip.Addr] {
	return func(ctx context.Context) (addr netip.Addr, err error) {
		t := time.NewTimer(u.fastest + rand.N(u.slowest-u.fastest))
		defer t.Stop()
		select {
		case <-t.C:
			return netip.AddrFrom4([4]byte{10, 0, 0, byte(len(name))}), nil
		case <-ctx.Done():
			return addr, fmt.Errorf("%s: %w", name, ctx.Err())
		}
	}
}

// resolver resolves names for many clients.
type resolver struct {
	upstreams []upstream
	timeout   time.Duration
}

func (r *resolver) resolve(ctx context.Context, name string) (netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	sources := make([]hedge.Source[netip.Addr], len(r.upstreams))
	for i, u := range r.upstreams {
		sources[i] = u.lookup(name)
	}
	return hedge.First(ctx, 5*time.Millisecond, sources...)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r := &resolver{
		upstreams: []upstream{{time.Millisecond, 15 * time.Millisecond}, {2 * time.Millisecond, 8 * time.Millisecond}},
		timeout:   time.Second,
	}
	for i := 0; ctx.Err() == nil; i++ {
		go func() {
			if _, err := r.resolve(ctx, fmt.Sprintf("host%d.internal", i)); err != nil && ctx.Err() == nil {
				log.Print(err)
			}
		}()
		time.Sleep(10 * time.Millisecond)
	}
}
