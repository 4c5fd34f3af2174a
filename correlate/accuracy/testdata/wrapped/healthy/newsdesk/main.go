// Newsdesk collects articles from many sources and sends them to readers. It
// leans on libraries for its pools, groups, limits, clock and log.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/panjf2000/ants/v2"
	"github.com/robfig/cron/v3"
	"github.com/sourcegraph/conc/pool"
	"github.com/sourcegraph/conc/stream"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

// article is a headline.
type article struct {
	source int
	title  string
}

// desk is the service.
type desk struct {
	log     *zap.Logger
	senders *ants.Pool
	quota   *semaphore.Weighted
	once    singleflight.Group
	readers chan article
}

var errOffline = errors.New("source is offline")

// fetch reads a source. Whoever wants the same source at the same time shares.
func (d *desk) fetch(ctx context.Context, source int) (article, error) {
	v, err, _ := d.once.Do(fmt.Sprint(source), func() (any, error) {
		if err := d.quota.Acquire(ctx, 1); err != nil {
			return article{}, err
		}
		defer d.quota.Release(1)
		select {
		case <-time.After(rand.N(8 * time.Millisecond)):
		case <-ctx.Done():
			return article{}, ctx.Err()
		}
		if rand.IntN(10) == 0 {
			return article{}, errOffline
		}
		return article{source, "news"}, nil
	})
	return v.(article), err
}

// round reads all sources; one failure ends the round.
func (d *desk) round(ctx context.Context, sources int) error {
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(12)
	for s := range sources {
		g.Go(func() error {
			a, err := d.fetch(ctx, s)
			if err != nil {
				return err
			}
			select {
			case d.readers <- a:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	return g.Wait()
}

// deliver sends each article to some readers.
func (d *desk) deliver(ctx context.Context) {
	order := stream.New().WithMaxGoroutines(6)
	defer order.Wait()
	for {
		select {
		case a := <-d.readers:
			order.Go(func() stream.Callback {
				var sent sync.WaitGroup
				for range 5 {
					sent.Add(1)
					if err := d.senders.Submit(func() {
						defer sent.Done()
						time.Sleep(time.Millisecond)
					}); err != nil {
						sent.Done()
					}
				}
				sent.Wait()
				return func() { d.log.Info("sent", zap.Int("source", a.source), zap.String("title", a.title)) }
			})
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	sink := &zapcore.BufferedWriteSyncer{WS: zapcore.AddSync(io.Discard), FlushInterval: 50 * time.Millisecond}
	defer sink.Stop()
	logger := zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), sink, zap.InfoLevel))
	senders, err := ants.NewPool(40, ants.WithExpiryDuration(200*time.Millisecond))
	if err != nil {
		log.Fatal(err)
	}
	defer senders.Release()
	d := &desk{log: logger, senders: senders, quota: semaphore.NewWeighted(6), readers: make(chan article)}

	clock := cron.New()
	if _, err := clock.AddFunc("@daily", func() { logger.Info("yesterday's papers go to the archive") }); err != nil {
		log.Fatal(err)
	}
	clock.Start()
	defer func() { <-clock.Stop().Done() }()

	p := pool.New().WithContext(ctx)
	p.Go(func(ctx context.Context) error { d.deliver(ctx); return nil })
	for range 4 {
		p.Go(func(ctx context.Context) error {
			for ctx.Err() == nil {
				if err := d.round(ctx, 30); err != nil {
					logger.Warn("round", zap.Error(err))
				}
			}
			return nil
		})
	}
	if err := p.Wait(); err != nil {
		log.Print(err)
	}
}
