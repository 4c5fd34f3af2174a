// Command drain reads an execution trace with golang.org/x/exp/trace and throws the events away. It is
// what any program on that reader costs at least, so ctxscope's speed and memory are stated beside it.
//
//	go run ./parse/exectrace/internal/drain trace.out
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"golang.org/x/exp/trace"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: drain TRACE")
		os.Exit(2)
	}
	events, err := drain(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "drain:", err)
		os.Exit(1)
	}
	fmt.Println(events, "events")
}

func drain(path string) (events int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r, err := trace.NewReader(bufio.NewReaderSize(f, 256<<10))
	if err != nil {
		return 0, err
	}
	for {
		if _, err := r.ReadEvent(); err == io.EOF {
			return events, nil
		} else if err != nil {
			return events, err
		}
		events++
	}
}
