// Quorum is a replicated register: a read asks every replica and believes the
// majority.
//
// rule: double-send | early-return
package main

import (
	"errors"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"
)

type versioned struct {
	value   string
	version uint64
}

// replica is one copy of the register, on a network that loses messages.
type replica struct {
	id      int
	content versioned
	loss    float64
}

var errLost = errors.New("message lost")

func (r *replica) read() (versioned, error) {
	time.Sleep(time.Duration(rand.IntN(4)) * time.Millisecond)
	if rand.Float64() < r.loss {
		return versioned{}, errLost
	}
	return r.content, nil
}

// vote is a replica's answer.
type vote struct {
	from int
	versioned
	err error
}

// cluster is all replicas of a register.
type cluster []*replica

// read returns the newest value among the answers, of which a majority must be good.
func (c cluster) read() (versioned, error) {
	votes := make(chan vote) // leak: fix
	for _, r := range c {
		go c.ask(r, votes) // leak: go
	}
	var newest versioned
	good := 0
	for range c {
		v := <-votes
		if v.err != nil {
			continue
		}
		good++
		if v.version >= newest.version {
			newest = v.versioned
		}
	}
	if good <= len(c)/2 {
		return versioned{}, errors.New("no quorum")
	}
	return newest, nil
}

// ask reads one replica, a second time if the first answer was lost.
func (c cluster) ask(r *replica, votes chan<- vote) {
	content, err := r.read()
	if err != nil {
		votes <- vote{from: r.id, err: err} // leak: wait, fix
		content, err = r.read()
	}
	votes <- vote{r.id, content, err} // leak: wait
}

func main() {
	c := make(cluster, 5)
	for i := range c {
		c[i] = &replica{id: i, content: versioned{"blue", 7}, loss: 0.1 * float64(i)}
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	reads := time.Tick(20 * time.Millisecond)
	failed := 0
	for {
		select {
		case <-reads:
			if _, err := c.read(); err != nil {
				if failed++; failed%50 == 0 {
					log.Printf("%d reads failed: %v", failed, err)
				}
			}
		case <-interrupted:
			return
		}
	}
}
