// Lobby lets players of a game wait for each other. Each match has a queue of
// moves, which a referee works off until the match is over.
//
// rule: missing-signal
package main

import (
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/lobby/waitq"
)

type move struct {
	player string
	square int
}

// match is a game between two players.
type match struct {
	id    int
	moves *waitq.Queue[move]
	board [9]string
	count *atomic.Int64
}

// referee applies moves until there are none to come.
func (m *match) referee() {
	for {
		mv, ok := m.moves.Take()
		if !ok {
			return
		}
		m.board[mv.square] = mv.player
		m.count.Add(1)
	}
}

// play sends the moves of a short game.
func (m *match) play() {
	defer m.moves.Close()
	for turn := range 5 {
		m.moves.Put(move{fmt.Sprintf("p%d", turn%2), turn})
		time.Sleep(3 * time.Millisecond)
	}
}

// lobby starts matches.
type lobby struct {
	started int
	applied atomic.Int64
}

func (l *lobby) open() *match {
	l.started++
	m := &match{id: l.started, moves: waitq.New[move](), count: &l.applied}
	referee := m.referee
	go referee() // leak: go
	return m
}

func main() {
	l := new(lobby)
	quit := make(chan os.Signal, 1)
	signal.Notify(quit, os.Interrupt)
	next := time.NewTicker(25 * time.Millisecond)
	defer next.Stop()
	for {
		select {
		case <-next.C:
			go l.open().play()
		case <-quit:
			fmt.Println(l.applied.Load(), "moves")
			return
		}
	}
}
