package exectrace

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"golang.org/x/exp/trace"
)

// A decoder runs the reader on a goroutine of its own, so that on two cores the books cost next to no
// time on top of the decoding. Buffers of events go round: full ones to the consumer, empty ones back.
type decoder struct {
	full  chan chunk
	empty chan []trace.Event
	stop  chan struct{}
	err   error // why decoding ended; nil at the end of the trace. Valid once full is closed
}

// A chunk is a run of events in the reader's order, without those that nobody wants.
type chunk struct {
	events []trace.Event
	read   int64 // the unwanted ones included
}

// Together the chunks hold some ten milliseconds of work: where other programs want the cores too, a
// stage that is not running must not stop the other one at once.
const (
	chunkSize = 4096
	chunks    = 16
)

// decode starts to read the trace in br. The caller takes chunks from full until it is closed, returns
// each one's events to empty, and calls close in any case.
func decode(br *bufio.Reader) *decoder {
	d := &decoder{full: make(chan chunk, chunks), empty: make(chan []trace.Event, chunks), stop: make(chan struct{})}
	for range chunks {
		d.empty <- nil // a small trace fills only one
	}
	go d.run(br)
	return d
}

// close ends the decoding and waits for it, so that br is the caller's again.
func (d *decoder) close() {
	close(d.stop)
	for range d.full {
	}
}

func (d *decoder) run(br *bufio.Reader) {
	defer close(d.full)
	tr, err := open(br)
	for err == nil {
		var c chunk
		select {
		case buf := <-d.empty:
			c.events = slices.Grow(buf[:0], chunkSize)
		case <-d.stop:
			return
		}
		err = c.fill(tr)
		select {
		case d.full <- c:
		case <-d.stop:
			return
		}
	}
	if err != io.EOF {
		d.err = err
	}
}

// open starts the reader. Of a trace of Go 1.21 or earlier it reads everything.
func open(br *bufio.Reader) (tr *trace.Reader, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = survived(p)
		}
	}()
	if tr, err = trace.NewReader(br); err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return tr, err
}

// fill reads events until the chunk is full. The events before an error are good.
func (c *chunk) fill(tr *trace.Reader) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = survived(p)
		}
	}()
	for len(c.events) < cap(c.events) {
		ev, err := tr.ReadEvent()
		if err != nil {
			return err
		}
		c.read++
		switch ev.Kind() {
		case trace.EventRangeBegin, trace.EventRangeActive, trace.EventRangeEnd, trace.EventLabel, trace.EventStackSample, trace.EventExperimental:
			continue
		case trace.EventTaskEnd:
			ev = detach(ev)
		}
		c.events = append(c.events, ev)
	}
	return nil
}

// detach gives the end of a task texts of its own. Those of all other events are read-only by the time
// the reader hands the event out, but the names of ended tasks it adds to a table as it goes.
func detach(ev trace.Event) trace.Event {
	own, err := trace.MakeEvent(trace.EventConfig[trace.Task]{
		Time: ev.Time(), Kind: ev.Kind(), Goroutine: ev.Goroutine(), Proc: ev.Proc(), Thread: ev.Thread(),
		Details: ev.Task(),
	})
	if err != nil {
		return ev // no id: no event the reader lets pass
	}
	return own
}

// survived makes an error of a panic. The reader checks what it reads, but a hostile file may still find
// a hole in it.
func survived(p any) error {
	return fmt.Errorf("its reader does not survive it: %v", p)
}
