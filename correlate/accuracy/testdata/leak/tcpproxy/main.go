// Tcpproxy carries bytes both ways. Whichever direction ends first ends the connection; the other one ends as
// well, a moment later, and has nobody to tell.
//
// rule: many-senders-one-receiver | early-return | double-send
// expect: 10
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync/atomic"
	"time"
)

type direction struct {
	name string
	n    int64
	err  error
}

type proxy struct {
	upstream string
	bytes    atomic.Int64
}

func (p *proxy) serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			if err := p.handle(conn); err != nil && !errors.Is(err, net.ErrClosed) {
				log.Print(err)
			}
		}()
	}
}

func (p *proxy) handle(client net.Conn) error {
	defer client.Close()
	server, err := net.DialTimeout("tcp", p.upstream, time.Second)
	if err != nil {
		return err
	}
	defer server.Close()
	ended := make(chan direction)            // leak: fix
	go copyTo(server, client, "up", ended)   // leak: go
	go copyTo(client, server, "down", ended) // leak: go
	first := <-ended                         // leak: fix
	p.bytes.Add(first.n)
	return first.err
}

func copyTo(dst io.Writer, src io.Reader, name string, ended chan<- direction) {
	n, err := io.Copy(dst, src)
	ended <- direction{name, n, err} // leak: wait, fix
}

// echo sends back what it gets.
func echo() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				log.Fatal(err)
			}
			go func() {
				defer conn.Close()
				io.Copy(conn, conn)
			}()
		}
	}()
	return l
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	p := &proxy{upstream: echo().Addr().String()}
	go func() { log.Fatal(p.serve(l)) }()
	for n := 0; ; n++ {
		if err := talk(l.Addr().String(), n); err != nil {
			log.Print(err)
		}
		time.Sleep(40 * time.Millisecond)
	}
}

// talk asks the echo for a line.
func talk(addr string, n int) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprintf(conn, "line %d\n", n)
	_, err = fmt.Fscanf(conn, "line %d\n", &n)
	return err
}
