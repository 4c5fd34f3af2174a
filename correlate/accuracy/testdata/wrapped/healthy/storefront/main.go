// Storefront is a gRPC service with other services behind it. Peers watch its
// health over streams that live as long as they do.
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	pb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
)

// services change their state all the time, but for the first of them.
var services = []string{"catalog", "cart", "payment"}

// flapping toggles the states.
func flapping(ctx context.Context, h *health.Server) {
	defer h.Shutdown()
	for i := 0; ; i++ {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return
		}
		state := pb.HealthCheckResponse_SERVING
		if i%10 == 9 {
			state = pb.HealthCheckResponse_NOT_SERVING
		}
		h.SetServingStatus(services[1+i%2], state)
	}
}

// follow reads a stream to its end.
func follow(ctx context.Context, c pb.HealthClient, service string, seen func(pb.HealthCheckResponse_ServingStatus)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := c.Watch(ctx, &pb.HealthCheckRequest{Service: service})
	if err != nil {
		return err
	}
	for {
		r, err := s.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		seen(r.Status)
	}
}

// check asks again and again, impatiently.
func check(ctx context.Context, c pb.HealthClient) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		c.Check(short, &pb.HealthCheckRequest{Service: services[1]})
		cancel()
		time.Sleep(2 * time.Millisecond)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	h := health.NewServer()
	for _, s := range services {
		h.SetServingStatus(s, pb.HealthCheckResponse_SERVING)
	}
	srv := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute}))
	pb.RegisterHealthServer(srv, h)
	go srv.Serve(l)
	go flapping(ctx, h)

	var peers sync.WaitGroup
	for range 8 {
		conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			log.Fatal(err)
		}
		defer conn.Close()
		c := pb.NewHealthClient(conn)
		for _, s := range services {
			peers.Go(func() { follow(ctx, c, s, func(pb.HealthCheckResponse_ServingStatus) {}) })
		}
		peers.Go(func() { check(ctx, c) })
	}
	peers.Wait()
	srv.GracefulStop()
}
