package ui

import (
	"context"
	"slices"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A mailbox takes the reports of the reading from any goroutine, at any rate, and hands them on as at
// most some twenty newsMsg per second: of what is overtaken only the latest is kept, so neither side
// ever waits for the other.
type mailbox struct {
	bell chan struct{} // holds one token while there is news

	mu       sync.Mutex
	progress []evidence.Progress
	partial  *correlate.Result
}

const newsEvery = 50 * time.Millisecond

func newMailbox() *mailbox { return &mailbox{bell: make(chan struct{}, 1)} }

// sink returns the writing end.
func (m *mailbox) sink() Sink {
	return Sink{
		Progress: func(p evidence.Progress) {
			m.mu.Lock()
			defer m.mu.Unlock()
			same := func(q evidence.Progress) bool { return q.Path == p.Path }
			if i := slices.IndexFunc(m.progress, same); i >= 0 {
				m.progress[i] = p
			} else {
				m.progress = append(m.progress, p)
			}
			m.ring()
		},
		Partial: func(r *correlate.Result) {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.partial = r
			m.ring()
		},
	}
}

func (m *mailbox) ring() {
	select {
	case m.bell <- struct{}{}:
	default:
	}
}

// wait returns a command that ends with the next newsMsg, or with nil when ctx is done.
func (m *mailbox) wait(ctx context.Context) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-m.bell:
		}
		select { // let more come together
		case <-ctx.Done():
			return nil
		case <-time.After(newsEvery):
		}
		return m.take()
	}
}

// take returns what has come since the last take.
func (m *mailbox) take() newsMsg {
	m.mu.Lock()
	defer m.mu.Unlock()
	news := newsMsg{m.progress, m.partial}
	m.progress, m.partial = nil, nil
	return news
}
