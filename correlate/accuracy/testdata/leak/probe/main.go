// Probe checks whether backends greet who connects to them. A check has a deadline; the goroutine that reads
// the greeting of a backend which accepts and then says nothing has none.
//
// rule: ignored-cancel
// expect: 5
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
	"time"
)

type status struct {
	addr    string
	healthy bool
	detail  string
}

type prober struct {
	dialer   net.Dialer
	deadline time.Duration
	mu       sync.Mutex
	states   map[string]status
}

// check connects and waits for the greeting.
func (p *prober) check(ctx context.Context, addr string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, p.deadline) // leak: context
	defer cancel()
	conn, err := p.dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return "", err
	}
	greeting := make(chan string, 1)
	go func() { // leak: go
		defer conn.Close()
		line, err := bufio.NewReader(conn).ReadString('\n') // leak: wait, fix
		if err != nil {
			line = err.Error()
		}
		greeting <- line
	}()
	select {
	case line := <-greeting:
		return strings.TrimSpace(line), nil
	case <-ctx.Done(): // leak: fix
		return "", fmt.Errorf("%s: no greeting: %w", addr, ctx.Err()) // leak: fix
	}
}

func (p *prober) watch(ctx context.Context, addr string) {
	for range time.Tick(80 * time.Millisecond) {
		line, err := p.check(ctx, addr)
		s := status{addr, err == nil, line}
		if err != nil {
			s.detail = err.Error()
		}
		p.mu.Lock()
		if old := p.states[addr]; old.healthy != s.healthy {
			log.Printf("%s is now healthy=%t (%s)", addr, s.healthy, s.detail)
		}
		p.states[addr] = s
		p.mu.Unlock()
	}
}

// backend greets everybody, or from the third visitor on nobody.
func backend(hangs bool) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		var silent []net.Conn
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				log.Fatal(err)
			}
			if hangs && n >= 3 {
				silent = append(silent, conn)
				continue
			}
			fmt.Fprintln(conn, "220 ready")
			conn.Close()
		}
	}()
	return l.Addr().String()
}

func main() {
	p := &prober{deadline: 60 * time.Millisecond, states: map[string]status{}}
	ctx := context.Background()
	go p.watch(ctx, backend(false))
	go p.watch(ctx, backend(false))
	p.watch(ctx, backend(true))
}
