package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log"
	"sync/atomic"
	"time"
)

var errReset = errors.New("connection reset by shard")

// Shard is one collection of documents, behind a few connections.
type Shard struct {
	name    string
	pool    *Pool
	queries atomic.Int64
}

// OpenShard connects to the shard called name.
func OpenShard(name string, conns int) *Shard {
	return &Shard{name: name, pool: NewPool(conns)}
}

// Lookup returns the shard's documents for query. It stops with ctx, or so its
// author thought: the query does, the wait for a connection does not.
func (s *Shard) Lookup(ctx context.Context, query string) ([]Hit, error) {
	conn := s.pool.Get()
	hits, err := s.query(ctx, conn, query)
	if errors.Is(err, errReset) {
		// A broken connection must not go back. Nobody dials a new one.
		log.Printf("shard %s: connection %d: %v, dropped", s.name, conn.id, err)
		return nil, fmt.Errorf("shard %s: %w", s.name, err)
	}
	s.pool.Put(conn)
	return hits, err
}

// query runs on conn for as long as its words are hard, or until ctx ends. The
// law shard has a faulty network card: a few queries into the day it begins to
// lose connections.
func (s *Shard) query(ctx context.Context, conn *Conn, query string) ([]Hit, error) {
	h := fnv.New32a()
	h.Write([]byte(s.name + query))
	work := time.NewTimer(time.Duration(3+h.Sum32()%12) * time.Millisecond)
	defer work.Stop()
	select {
	case <-work.C:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if n := s.queries.Add(1); s.name == "law" && n >= 40 && n%11 == 0 {
		return nil, errReset
	}
	hits := make([]Hit, 1+h.Sum32()%4)
	for i := range hits {
		hits[i] = Hit{Shard: s.name, Title: fmt.Sprintf("%s, vol. %d", query, i+1)}
	}
	return hits, nil
}

// Conn is one connection to a shard.
type Conn struct{ id int }

// Pool holds the idle connections of a shard. Its size is fixed.
type Pool struct {
	idle chan *Conn
}

// NewPool returns a pool of n connections.
func NewPool(n int) *Pool {
	p := &Pool{idle: make(chan *Conn, n)}
	for id := range n {
		p.idle <- &Conn{id: id}
	}
	return p
}

// Get takes a connection and waits for one while all are in use.
//
// This is the incident: Get has no context, so whoever waits here cannot be
// told that the search is over.
func (p *Pool) Get() *Conn {
	return <-p.idle
}

// Put gives a connection back.
func (p *Pool) Put(c *Conn) {
	p.idle <- c
}
