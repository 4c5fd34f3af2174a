// Tunnel forwards TCP connections to a backend. Two goroutines copy for each
// connection, one for each direction. Most connections are quiet.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"time"
)

// tunnel is a listener and where its connections go.
type tunnel struct {
	net.Listener
	to   string
	dial net.Dialer
	open sync.WaitGroup
}

// serve forwards until the listener is closed.
func (t *tunnel) serve(ctx context.Context) error {
	defer t.open.Wait()
	for {
		c, err := t.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		} else if err != nil {
			return err
		}
		t.open.Go(func() {
			if err := t.forward(ctx, c); err != nil && ctx.Err() == nil {
				log.Printf("%s: %v", c.RemoteAddr(), err)
			}
		})
	}
}

// forward copies in both directions until both are at their end, or the tunnel
// is closed.
func (t *tunnel) forward(ctx context.Context, client net.Conn) error {
	defer client.Close()
	backend, err := t.dial.DialContext(ctx, "tcp", t.to)
	if err != nil {
		return err
	}
	defer backend.Close()
	defer context.AfterFunc(ctx, func() {
		client.Close()
		backend.Close()
	})()
	errs := make(chan error, 2)
	go pipe(backend, client, errs)
	go pipe(client, backend, errs)
	return errors.Join(<-errs, <-errs)
}

// pipe copies one direction and passes its end on.
func pipe(to, from net.Conn, errs chan<- error) {
	_, err := io.Copy(to, from)
	if half, ok := to.(*net.TCPConn); ok {
		half.CloseWrite()
	}
	errs <- err
}

// echo is a backend.
func echo(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			io.Copy(c, c)
		}()
	}
}

// user has a conversation over the tunnel, with a pause after each line.
func user(ctx context.Context, addr string, lines int, pause time.Duration) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	in := bufio.NewReader(c)
	for n := range lines {
		fmt.Fprintf(c, "line %d\n", n)
		if _, err := in.ReadString('\n'); err != nil {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	backend, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go echo(backend)
	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	t := &tunnel{Listener: front, to: backend.Addr().String()}
	context.AfterFunc(ctx, func() { front.Close() })
	var users sync.WaitGroup
	for range 50 {
		users.Go(func() { user(ctx, front.Addr().String(), 1000, time.Minute) })
	}
	users.Go(func() {
		for ctx.Err() == nil {
			user(ctx, front.Addr().String(), 3, time.Millisecond)
		}
	})
	if err := t.serve(ctx); err != nil {
		log.Print(err)
	}
	users.Wait()
}
