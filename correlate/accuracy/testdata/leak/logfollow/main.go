// Logfollow serves the logs of containers. They are multiplexed in frames, and what takes them apart reads from
// a pipe whose writing end nobody closes when the container is gone.
//
// rule: early-return | unclosed-body | missing-signal | ignored-cancel | unclosed-owner
// expect: 10
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// daemon writes logs in frames: a stream's number, a length, a line.
type daemon struct{}

func (daemon) logs(ctx context.Context, container string, w io.Writer) error {
	for line := range 10 {
		text := fmt.Sprintf("%s line %d\n", container, line)
		frame := binary.BigEndian.AppendUint32([]byte{byte(1 + line%2), 0, 0, 0}, uint32(len(text)))
		if _, err := w.Write(append(frame, text...)); err != nil {
			return err
		}
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// demux copies the lines of both streams to out.
func demux(out io.Writer, in io.Reader) error {
	head := make([]byte, 8)
	for {
		if _, err := io.ReadFull(in, head); err != nil { // leak: wait
			return err
		}
		if _, err := io.CopyN(out, in, int64(binary.BigEndian.Uint32(head[4:]))); err != nil {
			return err
		}
	}
}

type server struct{ daemon daemon }

func (s *server) follow(w http.ResponseWriter, r *http.Request) { // leak: context?
	var lines strings.Builder
	pr, pw := io.Pipe() // leak: fix
	go func() {         // leak: go
		if err := demux(&lines, pr); err != nil && err != io.EOF {
			log.Print(err)
		}
	}()
	if err := s.daemon.logs(r.Context(), r.PathValue("container"), pw); err != nil { // leak: context?, fix
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, "end of log")
} // leak: fix

func main() {
	s := &server{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containers/{container}/logs", s.follow)
	srv := httptest.NewServer(mux)
	for n := 0; ; n++ {
		resp, err := http.Get(fmt.Sprintf("%s/containers/c%d/logs", srv.URL, n))
		if err != nil {
			log.Fatal(err)
		}
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		}
		resp.Body.Close()
		time.Sleep(10 * time.Millisecond)
	}
}
