// Crawler looks at the status of pages, and at their text if there is any. Of an error page it takes the status
// alone; the body stays open, and the connection's two goroutines with it.
//
// rule: unclosed-body
// expect: 10
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

type page struct {
	url  string
	size int64
}

type crawler struct {
	client *http.Client
	mu     sync.Mutex
	seen   map[string]page
	broken []string
}

func (c *crawler) fetch(url string) error {
	resp, err := c.client.Get(url) // leak: go, wait net/http.(*persistConn).readLoop, wait net/http.(*persistConn).writeLoop, fix
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 { // leak: fix
		c.mu.Lock()
		c.broken = append(c.broken, url)
		c.mu.Unlock()
		return fmt.Errorf("%s: %s", url, resp.Status) // leak: fix
	}
	defer resp.Body.Close() // leak: fix
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[url] = page{url, n}
	return nil
}

func (c *crawler) work(urls <-chan string) {
	for url := range urls {
		if err := c.fetch(url); err != nil {
			log.Print(err)
		}
	}
}

func site() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "7") {
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, strings.Repeat("not here ", 300))
			return
		}
		io.WriteString(w, strings.Repeat("text ", 200))
	}))
}

func main() {
	srv := site()
	c := &crawler{client: &http.Client{Transport: &http.Transport{DisableKeepAlives: false, MaxIdleConnsPerHost: 3}}, seen: map[string]page{}}
	urls := make(chan string)
	for range 3 {
		go c.work(urls)
	}
	for n := 0; ; n++ {
		urls <- fmt.Sprintf("%s/page/%d", srv.URL, n)
		time.Sleep(15 * time.Millisecond)
	}
}
