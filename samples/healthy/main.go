// Healthy is a web shop's backend with nothing wrong in it.
//
// It does what makes goroutines wait, and does it properly: a database pool with
// fewer connections than requests, a worker pool and a janitor that live as
// long as the process, long-lived watchers of a feed, deadlines that fire,
// clients that hang up, a semaphore, back-pressure, a session for each client
// that ends when it was idle for long enough. Load grows, falls, and is in the
// middle of a burst when the evidence is taken.
//
// shop.go holds the HTTP service, stock.go the database, sessions.go, images.go
// and feed.go the background parts, load.go the clients; this file wires them.
package main

import (
	"context"
	"database/sql"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `healthy: a web shop's backend under changing load, with nothing wrong in it.

Clients come in waves for about three seconds. Hundreds of goroutines wait for
connections, workers, deadlines and each other, and every one of them goes on.`

func main() { capture.Main(about, run) }

// run starts the shop and its background parts, lets the clients come and go,
// and returns in the middle of a burst.
func run(ctx context.Context) error {
	db := sql.OpenDB(warehouse{})
	db.SetMaxOpenConns(6)
	db.SetMaxIdleConns(6)

	shop := &Shop{
		stock:    NewStock(db),
		sessions: NewSessions(ctx),
		images:   NewImages(4),
		feed:     NewFeed(),
		exports:  make(chan struct{}, 3),
	}
	if err := shop.stock.Refresh(ctx); err != nil {
		return err
	}
	go shop.stock.KeepFresh(ctx)
	go shop.feed.Publish(ctx)
	go shop.reloadOnHangup(ctx)

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: shop.Routes()}
	go server.Serve(l)
	context.AfterFunc(ctx, func() { server.Shutdown(context.Background()) })

	base := "http://" + l.Addr().String()
	log.Printf("shop on %s", base)
	newCrowd(base).come(ctx)
	return nil
}

// reloadOnHangup refreshes the stock on SIGHUP, as operators expect it.
func (s *Shop) reloadOnHangup(ctx context.Context) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-hangup:
			if err := s.stock.Refresh(ctx); err != nil {
				log.Printf("reload: %v", err)
			}
		case <-ctx.Done():
			return
		}
	}
}
