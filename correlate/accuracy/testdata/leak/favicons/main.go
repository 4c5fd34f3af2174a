// Favicons shows the icons of sites next to bookmarks, if they come in time. Some sites accept a connection and
// say nothing, and the client that asks them has no timeout.
//
// rule: ignored-cancel | detached-context | early-return
// expect: 10
package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// fetch returns the icon of a site.
func fetch(site string) ([]byte, error) {
	resp, err := client.Get(site + "/favicon.ico") // leak: wait, fix
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

type icons struct {
	mu    sync.Mutex
	known map[string][]byte
}

func (i *icons) get(ctx context.Context, site string) []byte {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Millisecond) // leak: context
	defer cancel()
	found := make(chan []byte, 1)
	go func() { // leak: go
		icon, err := fetch(site)
		if err != nil {
			log.Print(err)
		}
		found <- icon
	}()
	select {
	case icon := <-found:
		i.mu.Lock()
		defer i.mu.Unlock()
		i.known[site] = icon
		return icon
	case <-ctx.Done():
		return nil
	}
}

// silent accepts connections.
func silent(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go silent(l)
	i := &icons{known: map[string][]byte{}}
	for {
		i.get(context.Background(), "http://"+l.Addr().String())
		time.Sleep(30 * time.Millisecond)
	}
}
