// Dispatch hands tasks to a scheduler whose queue is short. A task for which there is no room is dropped with
// a line in the log, and who has asked waits for its answer.
//
// rule: missing-signal
// expect: 10
package main

import (
	"log"
	"sync"
	"sync/atomic"
	"time"
)

type result struct {
	node string
	err  error
}

// placement asks for a node.
type placement struct {
	task  string
	reply chan result
}

type scheduler struct {
	queue   chan *placement
	dropped atomic.Int64
}

// submit queues a request if there is room.
func (s *scheduler) submit(p *placement) {
	select {
	case s.queue <- p:
	default:
		s.dropped.Add(1) // leak: fix
		log.Printf("%s dropped", p.task)
	}
}

func (s *scheduler) loop() {
	for p := range s.queue {
		time.Sleep(2 * time.Millisecond)
		p.reply <- result{node: "node-" + p.task}
	}
}

// place returns the node that runs a task.
func (s *scheduler) place(task string) (string, error) {
	p := &placement{task: task, reply: make(chan result, 1)}
	s.submit(p)    // leak: fix
	r := <-p.reply // leak: wait, fix
	return r.node, r.err
}

func main() {
	s := &scheduler{queue: make(chan *placement, 2)}
	go s.loop()
	var placed sync.Map
	for n := 0; ; n++ {
		for _, task := range []string{"web", "db", "cache", "mail"} {
			go func() { // leak: go
				node, err := s.place(task)
				if err != nil {
					log.Print(err)
					return
				}
				placed.Store(task, node)
			}()
		}
		time.Sleep(50 * time.Millisecond)
	}
}
