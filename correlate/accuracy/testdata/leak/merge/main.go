// Merge joins the logs of several hosts by time. A host whose log cannot be parsed stops its reader on a way
// out that does not close the reader's channel, and the merger waits for the next line.
//
// rule: no-close-range | missing-signal | early-return
// rule 2: no-close-range | missing-signal
// rule 3: no-close-range | missing-signal | early-return | outlived-parent | detached-context
// expect: 6
// expect 2: 6
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strconv"
	"strings"
	"time"
)

type line struct {
	at   int
	host string
	text string
}

var errGarbled = errors.New("garbled line")

// tail reads one host's log.
func tail(ctx context.Context, host string, r io.Reader, report func(error)) <-chan line {
	lines := make(chan line)
	go func() { // leak: fix, fix 2, fix 3, go 3
		for s := bufio.NewScanner(r); s.Scan(); {
			at, text, _ := strings.Cut(s.Text(), " ")
			n, err := strconv.Atoi(at)
			if err != nil {
				report(fmt.Errorf("%s: %w", host, errGarbled))
				return // leak: fix, fix 2, fix 3
			}
			select { // leak: wait 3
			case lines <- line{n, host, text}:
			case <-ctx.Done():
				close(lines)
				return
			}
		}
		close(lines) // leak: fix, fix 2, fix 3
	}()
	return lines
}

// merge delivers the lines of two logs in order.
func merge(ctx context.Context, a, b <-chan line) <-chan line {
	out := make(chan line)
	go func() { // leak: go
		defer close(out)
		x, okA := <-a // leak: wait
		y, okB := <-b // leak: wait
		for okA || okB {
			if okA && (!okB || x.at <= y.at) {
				out <- x
				x, okA = <-a // leak: wait
			} else {
				out <- y
				y, okB = <-b // leak: wait
			}
		}
	}()
	return out
}

// show prints a merged log.
func show(ctx context.Context, hosts []string, w io.Writer) {
	report := func(err error) { log.Print(err) }
	var merged <-chan line
	for _, host := range hosts {
		lines := tail(ctx, host, strings.NewReader(journal(host)), report)
		if merged == nil {
			merged = lines
		} else {
			merged = merge(ctx, merged, lines)
		}
	}
	for l := range merged { // leak: wait 2
		fmt.Fprintln(w, l.at, l.host, l.text)
	}
}

// journal is a log of some lines; that of one host is damaged.
func journal(host string) string {
	var b strings.Builder
	for i := range 8 {
		fmt.Fprintf(&b, "%d started unit %d\n", i*3, i)
		if strings.HasPrefix(host, "old") && i == 5 {
			fmt.Fprintf(&b, "-- rotated --\n")
		}
	}
	return b.String()
}

func main() {
	ctx := context.Background() // leak: context?, context? 2, context 3
	for n := 0; ; n++ {
		hosts := []string{"web", "db"}
		if n%3 == 0 {
			hosts[1] = fmt.Sprint("old", n)
		}
		go show(ctx, hosts, io.Discard) // leak: go 2
		time.Sleep(50 * time.Millisecond)
	}
}
