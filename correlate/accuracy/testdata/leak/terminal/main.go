// Terminal gives browsers a shell. A session has a reader of keystrokes, a
// painter of the screen, and a keep-alive.
//
// rule: outlived-parent | unclosed-owner
// expect: 40
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"
)

// session is one shell. It is fed by its connection.
type session struct {
	conn   net.Conn
	keys   chan string
	screen chan string
	quit   chan struct{}
	once   sync.Once
}

func newSession(c net.Conn) *session {
	return &session{conn: c, keys: make(chan string), screen: make(chan string, 4), quit: make(chan struct{})}
}

// start runs the parts of a session that are not the reading.
func (s *session) start() {
	for _, part := range []func(){s.shell, s.paint} {
		go part() // leak: go
	}
}

// end stops all parts, the reading too.
func (s *session) end() {
	s.once.Do(func() {
		close(s.quit)
		s.conn.Close()
	})
}

// shell answers each line.
func (s *session) shell() {
	for {
		select { // leak: wait
		case line := <-s.keys:
			if line == "exit" {
				s.end()
				return
			}
			s.screen <- "$ " + strings.ToUpper(line)
		case <-s.quit:
			return
		}
	}
}

// paint writes what is on the screen to the connection.
func (s *session) paint() {
	out := bufio.NewWriter(s.conn)
	for {
		select { // leak: wait
		case line := <-s.screen:
			fmt.Fprintln(out, line)
			out.Flush()
		case <-s.quit:
			return
		}
	}
}

// read passes on what is typed, until the connection ends.
func (s *session) read() error {
	lines := bufio.NewReader(s.conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err // leak: fix
		}
		select {
		case s.keys <- strings.TrimSpace(line):
		case <-s.quit:
			return nil
		}
	}
}

// serve has a session with each who connects.
func serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			s := newSession(c)
			s.start() // leak: fix
			if err := s.read(); err != nil && err != io.EOF {
				log.Print(err)
			}
		}()
	}
}

// person types a few lines. Most close the window, some say exit first.
func person(addr string, polite bool) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer c.Close()
	echo := bufio.NewReader(c)
	for _, line := range []string{"ls", "cat motd"} {
		fmt.Fprintln(c, line)
		echo.ReadString('\n')
	}
	if polite {
		fmt.Fprintln(c, "exit")
		io.Copy(io.Discard, echo)
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	go serve(l)
	done := make(chan os.Signal, 1)
	signal.Notify(done, os.Interrupt)
	for i := 0; ; i++ {
		select {
		case <-time.After(20 * time.Millisecond):
			person(l.Addr().String(), i%10 == 0)
		case <-done:
			return
		}
	}
}
