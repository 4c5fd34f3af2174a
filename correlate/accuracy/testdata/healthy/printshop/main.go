// Printshop prints orders on a few printers. Orders queue up behind a condition
// variable by priority; a printer of special paper has little to do.
package main

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"time"
)

// order is something to print.
type order struct {
	pages    int
	priority int
	printed  chan<- struct{}
}

// orders is a heap, the most urgent one first.
type orders []order

func (o orders) Len() int           { return len(o) }
func (o orders) Less(i, j int) bool { return o[i].priority > o[j].priority }
func (o orders) Swap(i, j int)      { o[i], o[j] = o[j], o[i] }
func (o *orders) Push(x any)        { *o = append(*o, x.(order)) }
func (o *orders) Pop() any {
	last := (*o)[len(*o)-1]
	*o = (*o)[:len(*o)-1]
	return last
}

// desk keeps the orders for one kind of paper.
type desk struct {
	*sync.Cond
	waiting orders
	closed  bool
}

func newDesk() *desk { return &desk{Cond: sync.NewCond(new(sync.Mutex))} }

func (d *desk) put(o order) {
	d.L.Lock()
	heap.Push(&d.waiting, o)
	d.L.Unlock()
	d.Signal()
}

func (d *desk) take() (order, bool) {
	d.L.Lock()
	defer d.L.Unlock()
	for len(d.waiting) == 0 {
		if d.closed {
			return order{}, false
		}
		d.Wait()
	}
	return heap.Pop(&d.waiting).(order), true
}

func (d *desk) close() {
	d.L.Lock()
	d.closed = true
	d.L.Unlock()
	d.Broadcast()
}

// sheets are recycled from order to order.
var sheets = sync.Pool{New: func() any { return make([]byte, 0, 4096) }}

// printer works off a desk.
type printer struct {
	name string
	from *desk
}

func (p printer) run() {
	for {
		o, ok := p.from.take()
		if !ok {
			return
		}
		sheet := sheets.Get().([]byte)[:0]
		for n := range o.pages {
			sheet = fmt.Appendf(sheet, "%s: page %d\n", p.name, n)
			time.Sleep(300 * time.Microsecond)
		}
		sheets.Put(sheet)
		close(o.printed)
	}
}

// customer orders, waits, comes again.
func customer(d *desk, open <-chan struct{}) {
	for {
		select {
		case <-open:
			return
		default:
		}
		printed := make(chan struct{})
		d.put(order{pages: 1 + rand.IntN(6), priority: rand.IntN(3), printed: printed})
		<-printed
		time.Sleep(rand.N(20 * time.Millisecond))
	}
}

func main() {
	plain, glossy := newDesk(), newDesk()
	var printers, customers sync.WaitGroup
	for i := range 6 {
		printers.Go(printer{fmt.Sprint("plain", i), plain}.run)
		printers.Go(printer{fmt.Sprint("glossy", i), glossy}.run)
	}
	open := make(chan struct{})
	for range 40 {
		customers.Go(func() { customer(plain, open) })
	}
	quit := make(chan os.Signal, 1)
	signal.Notify(quit, os.Interrupt)
	<-quit
	close(open)
	customers.Wait()
	plain.close()
	glossy.close()
	printers.Wait()
}
