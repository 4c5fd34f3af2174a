// Encoder compresses recordings, three at a time; there are always more that wait for their turn, and a
// recording whose caller goes away gives its place up. Progress goes through a pipe that is closed both ways.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"sync/atomic"
	"time"
)

type encoder struct {
	slots   chan struct{}
	encoded atomic.Int64
}

func (e *encoder) encode(ctx context.Context, name string) (err error) {
	select {
	case e.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() {
		<-e.slots
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", name, r)
		}
	}()
	pr, pw := io.Pipe()
	stop := context.AfterFunc(ctx, func() { pr.CloseWithError(context.Cause(ctx)) })
	defer stop()
	go func() {
		pw.CloseWithError(run(pw, name))
	}()
	defer pr.Close()
	for lines := bufio.NewScanner(pr); lines.Scan(); {
		if lines.Text() == "broken" {
			panic("not a recording")
		}
	}
	e.encoded.Add(1)
	return nil
}

// run is the program that does it.
func run(out io.Writer, name string) error {
	for percent := 0; percent < 100; percent += 25 {
		time.Sleep(2 * time.Millisecond)
		if _, err := fmt.Fprintf(out, "%s %d\n", name, percent); err != nil {
			return err
		}
	}
	if name[len(name)-1] == '7' {
		_, err := fmt.Fprintln(out, "broken")
		return err
	}
	return nil
}

func main() {
	e := &encoder{slots: make(chan struct{}, 3)}
	for n := 0; ; n++ {
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			defer cancel()
			if err := e.encode(ctx, fmt.Sprint("recording", n)); err != nil && ctx.Err() == nil {
				log.Print(err)
			}
		}()
		time.Sleep(2 * time.Millisecond)
	}
}
