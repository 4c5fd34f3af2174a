// Mosaic composes a picture of many photos, loaded side by side. When one photo
// cannot be had, the rest are cancelled.
//
// rule: ignored-cancel | missing-signal
// expect: 10
// rule 2: ignored-cancel | missing-signal | outlived-parent
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/sourcegraph/conc/pool"
)

// photo is a picture, or the promise of one.
type photo struct {
	loaded chan struct{}
	pixels []byte
}

// album shares photos among mosaics.
type album struct {
	mu     sync.Mutex
	photos map[string]*photo
}

var errGone = errors.New("photo was deleted")

// load returns a photo, loading it if nobody else does.
func (a *album) load(ctx context.Context, name string) (*photo, error) {
	a.mu.Lock()
	p := a.photos[name]
	if p != nil {
		a.mu.Unlock()
		<-p.loaded // leak: wait, fix, fix 2
		return p, nil
	}
	p = &photo{loaded: make(chan struct{})}
	a.photos[name] = p
	a.mu.Unlock()
	select {
	case <-time.After(5 * time.Millisecond):
	case <-ctx.Done():
		return nil, ctx.Err() // leak: fix, fix 2
	}
	if name == "party" {
		return nil, errGone // leak: fix, fix 2
	}
	p.pixels = make([]byte, 128)
	close(p.loaded)
	return p, nil
}

// compose loads photos and puts them together.
func (a *album) compose(ctx context.Context, names ...string) (size int, err error) {
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError() // leak: context, context 2
	var mu sync.Mutex
	for _, name := range names {
		p.Go(func(ctx context.Context) error { // leak: go
			photo, err := a.load(ctx, name)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			size += len(photo.pixels)
			return nil
		})
	}
	err = p.Wait() // leak: wait 2
	return size, err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	a := &album{photos: make(map[string]*photo)}
	for ctx.Err() == nil {
		go func() { // leak: go 2
			a.compose(ctx, "beach", "party", "sunset", "party")
		}()
		time.Sleep(25 * time.Millisecond)
	}
}
