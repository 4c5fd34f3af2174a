package main

import (
	"log"
	"time"

	context "github.com/ctxscope/ctxscope/samples/ctxtrace"
)

// Order is a receipt that a customer waits for.
type Order struct {
	ctx     context.Context // the customer's
	copy    bool            // of an old receipt
	printed chan struct{}   // has room for one
}

// Desk prints what it is ordered to.
type Desk struct {
	orders chan Order
	pages  chan []byte
}

// NewDesk returns a desk that is not staffed yet; see Serve and Print.
func NewDesk() *Desk { return &Desk{orders: make(chan Order), pages: make(chan []byte)} }

// Serve takes orders until ctx ends.
func (d *Desk) Serve(ctx context.Context) {
	for {
		select {
		case o := <-d.orders:
			go d.handle(o)
		case <-ctx.Done():
			return
		}
	}
}

// Print takes pages until the paper jams, after so long.
func (d *Desk) Print(jam time.Duration) {
	jammed := time.After(jam)
	for {
		select {
		case <-d.pages:
			time.Sleep(time.Millisecond)
		case <-jammed:
			log.Print("printer: paper jam, please open tray 2")
			return
		}
	}
}

// handle has one order printed.
func (d *Desk) handle(o Order) {
	context.Cross(o.ctx, "queue")
	if o.copy {
		d.copyReceipt(o)
	} else {
		d.receipt(o)
	}
}

// receipt prints a new receipt.
//
// This is the incident: a receipt once failed because the customer's 150 ms
// were over while the page was being set. Now it has ten minutes, counted from
// here, whether or not anybody still waits for it.
func (d *Desk) receipt(o Order) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	select {
	case d.pages <- set(ctx, "receipt"):
		o.printed <- struct{}{}
	case <-ctx.Done():
	}
}

// copyReceipt prints a copy. It has ten minutes as well, but of the customer's
// time, so it ends with that.
func (d *Desk) copyReceipt(o Order) {
	ctx, cancel := context.WithTimeout(o.ctx, 10*time.Minute)
	defer cancel()
	select {
	case d.pages <- set(ctx, "copy"):
		o.printed <- struct{}{}
	case <-ctx.Done():
	}
}

// set turns text into a page.
func set(_ context.Context, text string) []byte { return append(make([]byte, 0, 4<<10), text...) }
