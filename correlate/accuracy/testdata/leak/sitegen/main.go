// Sitegen rebuilds a site when its sources change. Each preview has a watcher of its own; it reads the
// watcher's events and nothing else, until the preview is closed.
//
// rule: missing-signal | early-return | unclosed-owner | ignored-cancel
// expect: 10
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/sitegen/notify"
)

type site struct {
	folder string
	builds int
}

// serve rebuilds until the preview is closed.
func (s *site) serve(ctx context.Context) error {
	w := notify.New(s.folder, 2*time.Millisecond)
	defer w.Close()
	for {
		select { // leak: fix
		case folder, ok := <-w.Events:
			if !ok {
				return fmt.Errorf("%s: watcher ended", s.folder)
			}
			s.build(folder)
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *site) build(folder string) { s.builds++ }

func main() {
	for n := 0; ; n++ {
		ctx, cancel := context.WithTimeout(context.Background(), 60*time.Millisecond) // leak: context?
		s := &site{folder: fmt.Sprint("content", n)}
		if err := s.serve(ctx); err != nil {
			log.Print(err)
		}
		cancel()
	}
}
