// Mqtt is a message broker whose devices come online one after the other all morning, and then stay. Each has
// three goroutines that are idle nearly all the time.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

type device struct {
	id    string
	conn  net.Conn
	out   chan string
	pings chan struct{}
}

type broker struct {
	mu      sync.Mutex
	devices map[string]*device
	wg      sync.WaitGroup
}

// attach serves a device until its connection ends.
func (b *broker) attach(parent context.Context, conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	id, err := in.ReadString('\n')
	if err != nil {
		return
	}
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	d := &device{id: id, conn: conn, out: make(chan string, 8), pings: make(chan struct{}, 1)}
	b.mu.Lock()
	b.devices[id] = d
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.devices, id)
	}()
	var parts sync.WaitGroup
	defer parts.Wait()
	parts.Go(func() { d.write(ctx) })
	parts.Go(func() { d.watch(ctx) })
	stop := context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Now()) })
	defer stop()
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			cancel()
			if !errors.Is(err, io.EOF) {
				log.Printf("%s: %v", id, err)
			}
			return
		}
		select {
		case d.pings <- struct{}{}:
		default:
		}
		b.publish(text)
	}
}

func (b *broker) publish(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range b.devices {
		select {
		case d.out <- text:
		default:
		}
	}
}

func (d *device) write(ctx context.Context) {
	for {
		select {
		case text := <-d.out:
			io.WriteString(d.conn, text)
		case <-ctx.Done():
			return
		}
	}
}

// watch throws out a device that is silent for a minute and a half.
func (d *device) watch(ctx context.Context) {
	silence := time.NewTimer(90 * time.Second)
	defer silence.Stop()
	for {
		select {
		case <-d.pings:
			silence.Reset(90 * time.Second)
		case <-silence.C:
			d.conn.Close()
			return
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	b := &broker{devices: map[string]*device{}}
	go func() {
		for n := 0; n < 500; n++ {
			go meter(l.Addr().String(), n)
			time.Sleep(40 * time.Millisecond)
		}
	}()
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		b.wg.Go(func() { b.attach(context.Background(), conn) })
	}
}

// meter connects; every tenth has something to say, and some go away again.
func meter(addr string, n int) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		log.Print(err)
		return
	}
	defer conn.Close()
	fmt.Fprintf(conn, "meter-%d\n", n)
	go io.Copy(io.Discard, conn)
	if n%10 == 0 {
		for range time.Tick(500 * time.Millisecond) {
			fmt.Fprintf(conn, "%d kWh\n", n)
		}
	}
	if n%7 == 0 {
		time.Sleep(300 * time.Millisecond)
		return
	}
	time.Sleep(time.Hour)
}
