// Package poll notices changes of files by looking at them again and again.
package poll

import (
	"context"
	"io/fs"
	"iter"
	"sync"
	"time"
)

// Watcher looks at the files of a directory. Create it with Watch.
type Watcher struct {
	ctx   context.Context
	fsys  fs.FS
	every time.Duration

	mu   sync.Mutex
	subs map[*subscription]struct{}
}

type subscription struct {
	name    string
	known   time.Time
	changes chan time.Time
}

// Watch watches until the context ends.
func Watch(ctx context.Context, fsys fs.FS, every time.Duration) *Watcher {
	w := &Watcher{ctx: ctx, fsys: fsys, every: every, subs: make(map[*subscription]struct{})}
	go w.run()
	return w
}

func (w *Watcher) run() {
	tick := time.NewTicker(w.every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-w.ctx.Done():
			return
		}
		w.mu.Lock()
		for s := range w.subs {
			info, err := fs.Stat(w.fsys, s.name)
			if err != nil || info.ModTime().Equal(s.known) {
				continue
			}
			s.known = info.ModTime()
			select {
			case s.changes <- info.ModTime():
			default: // there is an unread one already
			}
		}
		w.mu.Unlock()
	}
}

// Changes yields the times at which a file changed, until the watcher's context
// or the loop ends.
func (w *Watcher) Changes(name string) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		s := &subscription{name: name, changes: make(chan time.Time, 1)}
		w.mu.Lock()
		w.subs[s] = struct{}{}
		w.mu.Unlock()
		defer func() {
			w.mu.Lock()
			delete(w.subs, s)
			w.mu.Unlock()
		}()
		for {
			select {
			case t := <-s.changes:
				if !yield(t) {
					return
				}
			case <-w.ctx.Done():
				return
			}
		}
	}
}
