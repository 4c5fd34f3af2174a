// Thumbnails shrinks the pictures of an uploaded album in three stages: load,
// scale, store.
//
// rule: no-close-range
// expect: 20
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"log"
	"os"
	"os/signal"
	"time"
)

type picture struct {
	name string
	data []byte
}

// stage is a function that runs between two channels.
type stage func(in <-chan picture) <-chan picture

// chain connects stages.
func chain(in <-chan picture, stages ...stage) <-chan picture {
	for _, s := range stages {
		in = s(in)
	}
	return in
}

// each makes a stage of a function over one picture.
func each(f func(picture) picture) stage {
	return func(in <-chan picture) <-chan picture {
		out := make(chan picture)
		go func() { // leak: go
			defer close(out)
			for p := range in { // leak: wait
				out <- f(p)
			}
		}()
		return out
	}
}

var errCorrupt = errors.New("not a picture")

// load sends the pictures of an album.
func load(album []picture, errs chan<- error) <-chan picture {
	out := make(chan picture)
	go func() {
		for _, p := range album {
			if !bytes.HasPrefix(p.data, []byte("PNG")) {
				errs <- fmt.Errorf("%s: %w", p.name, errCorrupt)
				return // leak: fix
			}
			out <- p
		}
		close(out)
		errs <- nil
	}()
	return out
}

func scale(p picture) picture {
	p.data = p.data[:len(p.data)/2]
	return p
}

func stamp(p picture) picture {
	p.name = fmt.Sprintf("%s-%08x", p.name, crc32.ChecksumIEEE(p.data))
	return p
}

// upload stores an album's thumbnails and returns how many it stored.
func upload(album []picture) (stored int, err error) {
	errs := make(chan error, 1)
	thumbs := chain(load(album, errs), each(scale), each(stamp))
	for {
		select {
		case _, ok := <-thumbs:
			if !ok {
				return stored, <-errs
			}
			stored++
		case err := <-errs:
			if err != nil {
				return stored, err
			}
			for range thumbs {
				stored++
			}
			return stored, nil
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	good := picture{"beach", []byte("PNG............")}
	bad := picture{"notes", []byte("dear diary")}
	failed := 0
	for i := 0; ctx.Err() == nil; i++ {
		album := []picture{good, good, good}
		if i%3 == 0 {
			album = []picture{bad, good}
		}
		if _, err := upload(album); err != nil {
			if failed++; failed%100 == 0 {
				log.Printf("%d albums failed, the last one: %v", failed, err)
			}
		}
		time.Sleep(6 * time.Millisecond)
	}
}
