// Transcode runs a command for each uploaded clip. It is told about finished
// clips by the command itself, and looks no further.
//
// rule: unclosed-body
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"
)

// profile says how clips are encoded.
type profile struct {
	name string
	args []string
}

// encoder runs commands, not more than its slots allow.
type encoder struct {
	ctx   context.Context
	slots chan struct{}
}

// encode starts the command for a clip and reads its progress up to the end.
func (e *encoder) encode(p profile, clip string) (int, error) {
	e.slots <- struct{}{}
	defer func() { <-e.slots }()
	cmd := exec.CommandContext(e.ctx, "echo", append(p.args, clip, "finished")...)
	progress, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil { // leak: go, wait os/exec.(*Cmd).watchCtx, fix
		return 0, fmt.Errorf("%s: %w", clip, err)
	}
	return watch(progress) // leak: fix
}

// watch reads progress lines until the one that says finished.
func watch(progress io.Reader) (lines int, err error) {
	for s := bufio.NewScanner(progress); s.Scan(); {
		lines++
		if strings.HasSuffix(s.Text(), "finished") {
			return lines, nil
		}
	}
	return lines, io.ErrUnexpectedEOF
}

// uploads names clips as they come in.
func uploads(ctx context.Context) <-chan string {
	clips := make(chan string)
	go func() {
		defer close(clips)
		for i := 0; ; i++ {
			select {
			case clips <- fmt.Sprintf("clip%04d.mov", i):
				time.Sleep(25 * time.Millisecond)
			case <-ctx.Done():
				return
			}
		}
	}()
	return clips
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt) // leak: context
	defer stop()
	e := &encoder{ctx: ctx, slots: make(chan struct{}, 2)}
	small := profile{"small", []string{"-scale", "320"}}
	for clip := range uploads(ctx) {
		if _, err := e.encode(small, clip); err != nil {
			log.Print(err)
		}
	}
}
