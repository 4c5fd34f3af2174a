// Hub is a chat server over long-lived connections: one goroutine reads a client, one writes to it from the
// client's queue. A client that is too slow is thrown out of the room; its connection is closed, its queue
// is not, and the writer waits for the next message.
//
// rule: no-close-range | outlived-parent
// expect: 6
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"time"
)

type client struct {
	conn  net.Conn
	queue chan string
}

// room is who gets what is said.
type room struct {
	mu      sync.Mutex
	clients map[*client]bool
}

func (r *room) join(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clients[c] = true
}

func (r *room) leave(c *client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.clients[c] {
		delete(r.clients, c)
		close(c.queue)
	}
}

func (r *room) say(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.clients {
		select {
		case c.queue <- text:
		default:
			delete(r.clients, c) // leak: fix
			c.conn.Close()       // leak: fix
		}
	}
}

func (c *client) read(r *room) {
	defer r.leave(c)
	for in := bufio.NewScanner(c.conn); in.Scan(); {
		r.say(in.Text())
	}
}

func (c *client) write() {
	defer c.conn.Close()
	for text := range c.queue { // leak: wait
		c.conn.SetWriteDeadline(time.Now().Add(20 * time.Millisecond))
		if _, err := fmt.Fprintln(c.conn, text); err != nil {
			log.Printf("write: %v", err)
			continue
		}
	}
}

func serve(l net.Listener, r *room) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		c := &client{conn: conn, queue: make(chan string, 4)}
		r.join(c)
		go c.write() // leak: go
		go c.read(r)
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	r := &room{clients: map[*client]bool{}}
	for range 3 {
		go talker(l.Addr().String(), 40*time.Millisecond)
	}
	go func() {
		for range 14 {
			go sleeper(l.Addr().String())
			time.Sleep(120 * time.Millisecond)
		}
	}()
	log.Fatal(serve(l, r))
}

// talker says something now and then and reads what the others say; thrown out, it comes back.
func talker(addr string, pause time.Duration) {
	for {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer conn.Close()
			for in := bufio.NewScanner(conn); in.Scan(); {
				_ = in.Text()
			}
		}()
		for n := 0; err == nil; n++ {
			text := "hello\n"
			if n%8 == 7 {
				text = strings.Repeat("!\n", 12) // all at once, more than a queue holds
			}
			_, err = io.WriteString(conn, text)
			time.Sleep(pause)
		}
	}
}

// sleeper joins and listens for a second, slowly.
func sleeper(addr string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		log.Print(err)
		return
	}
	defer conn.Close()
	time.Sleep(time.Second)
}
