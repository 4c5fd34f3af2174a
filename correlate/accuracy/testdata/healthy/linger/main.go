// Linger is a meeting service: people come and go, and going takes a second and a half to be believed. There are
// always some dozens who are neither here nor gone.
//
// run: 5s
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/linger/presence"
)

// debounce calls f once things have been quiet for a while.
func debounce(quiet time.Duration, f func()) func() {
	t := time.AfterFunc(time.Hour, f)
	t.Stop()
	return func() { t.Reset(quiet) }
}

func person(ctx context.Context, t *presence.Tracker, id int, changed func()) {
	name := fmt.Sprint("person ", id)
	for ctx.Err() == nil {
		t.Join(name)
		changed()
		time.Sleep(time.Duration(100+rand.IntN(400)) * time.Millisecond)
		t.Leave(name)
		changed()
		if rand.IntN(3) == 0 {
			time.Sleep(2 * time.Second)
		} else {
			time.Sleep(time.Duration(rand.IntN(900)) * time.Millisecond)
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var gone atomic.Int64
	t := presence.New(ctx, 1500*time.Millisecond, func(string) { gone.Add(1) })
	changed := debounce(50*time.Millisecond, func() { log.Printf("%d have gone", gone.Load()) })
	for id := range 60 {
		go person(ctx, t, id, changed)
		time.Sleep(10 * time.Millisecond)
	}
	<-ctx.Done()
}
