// Series is a notification service whose users log in and out all day.
//
// A login opens an inbox and starts the goroutine that shows what comes in.
// A logout takes the inbox off the list, and that is all: nobody closes it, so
// its goroutine waits for the next notification for ever.
//
// inbox.go holds the service and the bug; this file plays the users and takes
// three dumps, two seconds apart, as a person would who sees the gauge climb.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/samples/capture"
)

const about = `series: a notification service that forgets to close the inboxes of those who left.

Users log in, read, and log out for about six seconds. Every logout leaves a
goroutine behind. Three goroutine dumps are taken, two seconds apart.`

func main() { capture.Main(about, run) }

const (
	users = 12
	apart = 2 * time.Second
)

// run lets the users come and go and takes the dumps.
func run(ctx context.Context) error {
	center := NewCenter()
	go center.announce(ctx)
	day, closing := context.WithCancel(ctx)
	defer closing()
	var wg sync.WaitGroup
	for id := range users {
		wg.Go(func() { use(day, center, fmt.Sprintf("user-%d", id), id) })
	}
	for n := 1; n <= 3; n++ {
		time.Sleep(apart)
		if err := capture.Dump(ctx, fmt.Sprintf("goroutine-%d.txt", n)); err != nil {
			return err
		}
		log.Printf("logins=%d open=%d", center.Logins(), center.Open())
	}
	closing()
	wg.Wait()
	return nil
}

// use is one user: in, a look at what is new, out, a pause.
func use(ctx context.Context, center *Center, name string, id int) {
	rng := rand.New(rand.NewPCG(5, uint64(id)))
	for n := 0; ctx.Err() == nil; n++ {
		session := fmt.Sprintf("%s/%d", name, n)
		center.Login(session)
		time.Sleep(time.Duration(20+rng.IntN(60)) * time.Millisecond)
		center.Logout(session)
		time.Sleep(time.Duration(100+rng.IntN(200)) * time.Millisecond)
	}
}
