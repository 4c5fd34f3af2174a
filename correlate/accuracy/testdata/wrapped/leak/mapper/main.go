// Mapper draws map tiles on a pool of workers. A client that has no tile in time
// goes away.
//
// rule: early-return | ignored-cancel
package main

import (
	"context"
	"errors"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"

	"github.com/panjf2000/ants/v2"
)

// tile is a square of the map.
type tile struct{ x, y, zoom int }

// picture is a drawn tile.
type picture []byte

// draw takes long for tiles with many streets.
func draw(t tile) picture {
	time.Sleep(time.Duration(1+(t.x*t.y)%9) * time.Millisecond)
	return make(picture, 64)
}

// atlas draws tiles.
type atlas struct {
	pool    *ants.Pool
	timeout time.Duration
}

// tile returns the picture of a tile.
func (a *atlas) tile(ctx context.Context, t tile) (picture, error) {
	ctx, cancel := context.WithTimeout(ctx, a.timeout) // leak: context
	defer cancel()
	drawn := make(chan picture)   // leak: fix
	err := a.pool.Submit(func() { // leak: go
		drawn <- draw(t) // leak: wait, fix
	})
	if err != nil {
		return nil, err
	}
	select {
	case p := <-drawn:
		return p, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	pool, err := ants.NewPool(500, ants.WithPanicHandler(func(v any) { log.Print(v) }))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Release()
	a := &atlas{pool: pool, timeout: 6 * time.Millisecond}
	for ctx.Err() == nil {
		go func() {
			t := tile{rand.IntN(20), rand.IntN(20), 3}
			if _, err := a.tile(ctx, t); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				log.Print(err)
			}
		}()
		time.Sleep(10 * time.Millisecond)
	}
}
