// Hedge reads a value from several replicas at once and takes the answer that comes first. The others have
// nobody to give theirs to.
//
// rule: many-senders-one-receiver | early-return
// expect: 10
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"time"
)

// Value is what a replica has of a key.
type Value struct {
	Data    []byte
	Version int64
}

// Replica answers reads.
type Replica interface {
	Read(ctx context.Context, key string) (Value, error)
}

// memory is a replica that sometimes takes its time.
type memory struct{ typical time.Duration }

func (m memory) Read(ctx context.Context, key string) (Value, error) {
	wait := m.typical
	if rand.IntN(10) == 0 {
		wait *= 10
	}
	time.Sleep(wait)
	if key == "" {
		return Value{}, errors.New("empty key")
	}
	return Value{[]byte(key), rand.Int64()}, nil
}

// Reader hedges over its replicas.
type Reader struct {
	replicas []Replica
	delay    time.Duration
}

type answer struct {
	v   Value
	err error
	by  int
}

// Get asks one replica after the other, without waiting for long in between.
func (r *Reader) Get(ctx context.Context, key string) (Value, error) {
	ctx, cancel := context.WithCancel(ctx) // leak: context
	defer cancel()
	answers := make(chan answer) // leak: fix
	ask := func(i int) {
		v, err := r.replicas[i].Read(ctx, key)
		answers <- answer{v, err, i} // leak: wait, fix
	}
	hedge := time.NewTicker(r.delay)
	defer hedge.Stop()
	go ask(0) // leak: go
	asked, failed := 1, 0
	for {
		select {
		case a := <-answers:
			if a.err == nil {
				return a.v, nil
			}
			if failed++; failed == len(r.replicas) {
				return Value{}, fmt.Errorf("get %q: %w", key, a.err)
			}
		case <-hedge.C:
			if asked < len(r.replicas) {
				go ask(asked) // leak: go
				asked++
			}
		case <-ctx.Done():
			return Value{}, ctx.Err()
		}
	}
}

func main() {
	r := &Reader{delay: 6 * time.Millisecond}
	for i := range 3 {
		r.replicas = append(r.replicas, memory{time.Duration(4+2*i) * time.Millisecond})
	}
	ctx := context.Background()
	for n := 0; ; n++ {
		v, err := r.Get(ctx, fmt.Sprint("key", n%100))
		if err != nil {
			log.Print(err)
		}
		if n%200 == 199 {
			log.Printf("version %d", v.Version)
		}
		time.Sleep(8 * time.Millisecond)
	}
}
