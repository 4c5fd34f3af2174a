// Linkcheck visits the links of a site and reports the broken ones.
//
// rule: unclosed-body | unclosed-owner
// rule 2: unclosed-body | unclosed-owner
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"
)

// visitor fetches one link. It keeps no cookies and no connections from one
// link to the next, so that a site sees every visit as a new one.
type visitor struct {
	http.Client
	agent string
}

func newVisitor(agent string) *visitor {
	return &visitor{Client: http.Client{Transport: &http.Transport{MaxIdleConns: 1}}, agent: agent}
}

// visit returns nil for a link that works.
func (v *visitor) visit(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", v.agent)
	resp, err := v.Do(req) // leak: go, wait net/http.(*persistConn).readLoop, go 2, wait 2 net/http.(*persistConn).writeLoop, fix, fix 2
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest { // leak: fix, fix 2
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return nil
}

// verdicts is the report so far.
type verdicts map[string]error

func (v verdicts) broken() (n int) {
	for _, err := range v {
		if err != nil {
			n++
		}
	}
	return n
}

// site serves pages, some of which moved away without notice.
func site() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /post/{id}", func(w http.ResponseWriter, r *http.Request) {
		page := make([]byte, 40_000)
		if r.PathValue("id")[0] == '7' {
			w.WriteHeader(http.StatusGone)
		}
		w.Write(page)
	})
	go http.Serve(l, mux)
	return "http://" + l.Addr().String(), nil
}

func run(ctx context.Context, agent string) error {
	base, err := site()
	if err != nil {
		return err
	}
	found := make(verdicts)
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(30 * time.Millisecond):
		}
		url := fmt.Sprintf("%s/post/%d", base, i%100)
		found[url] = newVisitor(agent).visit(ctx, url)
		if i%100 == 99 {
			log.Printf("%d links, %d broken", len(found), found.broken())
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, cmp.Or(os.Getenv("AGENT"), "linkcheck/1.2")); err != nil {
		log.Fatal(err)
	}
}
