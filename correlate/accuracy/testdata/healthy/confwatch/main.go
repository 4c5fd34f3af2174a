// Confwatch serves feature flags from files and picks up their changes. Most
// files never change, and whoever watches them waits.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/confwatch/poll"
)

// flags are the contents of files, as last read.
type flags struct {
	dir string
	sync.Map
}

func (f *flags) load(name string) error {
	text, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		return fmt.Errorf("flag %s: %w", name, err)
	}
	f.Store(name, string(text))
	return nil
}

// follow loads a file whenever it changes.
func (f *flags) follow(w *poll.Watcher, name string) {
	for range w.Changes(name) {
		if err := f.load(name); err != nil {
			log.Print(err)
		}
	}
}

// first waits for one change only.
func first(w *poll.Watcher, name string) (when time.Time) {
	for when = range w.Changes(name) {
		break
	}
	return when
}

func run(ctx context.Context, dir string) error {
	f := &flags{dir: dir}
	w := poll.Watch(ctx, os.DirFS(dir), 5*time.Millisecond)
	var followers sync.WaitGroup
	defer followers.Wait()
	for i := range 20 {
		name := fmt.Sprint("flag", i)
		if err := os.WriteFile(filepath.Join(dir, name), []byte("off"), 0o600); err != nil {
			return err
		}
		followers.Go(func() { f.follow(w, name) })
	}
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(20 * time.Millisecond):
		}
		name := fmt.Sprint("flag", n%3)
		followers.Go(func() { first(w, name) })
		if err := os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, "on since %d", n), 0o600); err != nil {
			return err
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "confwatch")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := run(ctx, dir); err != nil {
		log.Print(err)
	}
}
