// Peers keeps an eye on other servers by their gRPC health service. A peer that
// reports itself healthy is not looked at any longer.
//
// rule: lost-cancel | detached-context | unclosed-body
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// watcher looks at one peer.
type watcher struct {
	client grpc_health_v1.HealthClient
	ctx    context.Context
}

var errNotServing = errors.New("not serving")

// healthy returns nil when the peer has said that it is well.
func (w *watcher) healthy(service string) error {
	ctx, _ := context.WithCancel(w.ctx)                                                      // leak: context, fix
	stream, err := w.client.Watch(ctx, &grpc_health_v1.HealthCheckRequest{Service: service}) // leak: go, wait grpc.newClientStreamWithParams.func4
	if err != nil {
		return err
	}
	for {
		status, err := stream.Recv()
		if err != nil {
			return err
		}
		switch status.Status {
		case grpc_health_v1.HealthCheckResponse_SERVING:
			return nil
		case grpc_health_v1.HealthCheckResponse_SERVICE_UNKNOWN:
			return fmt.Errorf("%s: %w", service, errNotServing)
		}
	}
}

// peer is what runs on the other side: a process of its own, which ends with
// its standard input.
func peer() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	h := health.NewServer()
	h.SetServingStatus("store", grpc_health_v1.HealthCheckResponse_SERVING)
	s := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(s, h)
	go s.Serve(l)
	fmt.Println(l.Addr())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// startPeer returns the address of a new peer, and what ends it when it is closed.
func startPeer() (string, io.Closer, error) {
	cmd := exec.Command(os.Args[0], "peer")
	cmd.Env = []string{}
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	addr := make([]byte, 64)
	n, err := out.Read(addr)
	return strings.TrimSpace(string(addr[:n])), in, err
}

func run(ctx context.Context) error {
	addr, end, err := startPeer()
	if err != nil {
		return err
	}
	defer end.Close()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	w := &watcher{grpc_health_v1.NewHealthClient(conn), ctx}
	for ctx.Err() == nil {
		if err := w.healthy("store"); err != nil {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

func main() {
	if len(os.Args) > 1 {
		if err := peer(); err != nil {
			log.Fatal(err)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}
