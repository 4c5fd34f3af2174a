// Slots converts documents, a few at a time. The library that does it panics on some; that is caught and told,
// but the slot is not given back, and when all of them are lost, every job waits.
//
// rule: missing-signal | held-lock | early-return
// expect: 10
package main

import (
	"fmt"
	"log"
	"time"
)

type document struct {
	name  string
	pages []string
}

// slots bound how many conversions run at a time.
type slots chan struct{}

func (s slots) acquire() { s <- struct{}{} } // leak: wait
func (s slots) release() { <-s }

type converter struct {
	slots slots
	done  chan string
}

// convert makes a PDF of a document.
func (c *converter) convert(d document) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", d.name, r)
		}
	}()
	c.slots.acquire() // leak: fix
	first := render(d)
	c.slots.release() // leak: fix
	c.done <- first
	return nil
}

func render(d document) string {
	time.Sleep(5 * time.Millisecond)
	return d.name + ": " + d.pages[0]
}

func main() {
	c := &converter{slots: make(slots, 4), done: make(chan string, 16)}
	go func() {
		for name := range c.done {
			_ = name
		}
	}()
	for n := 0; ; n++ {
		d := document{name: fmt.Sprintf("doc%d", n)}
		if n%13 != 12 {
			d.pages = []string{"title"}
		}
		go func() { // leak: go
			if err := c.convert(d); err != nil {
				log.Print(err)
			}
		}()
		time.Sleep(10 * time.Millisecond)
	}
}
