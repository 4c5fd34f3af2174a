package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// parkedRPC is gRPC, QUIC and what shares one connection among many users.
var parkedRPC = []parked{
	{"google.golang.org/grpc/internal/transport.(*http2Server).keepalive", "", "gRPC server connection, keepalive timer", ""},
	{"google.golang.org/grpc/internal/transport.(*http2Server).HandleStreams", evidence.WaitIO, "gRPC server connection, waits for frames", ""},
	{"google.golang.org/grpc/internal/transport.(*http2Client).keepalive", "", "gRPC client connection, keepalive timer", ""},
	{"google.golang.org/grpc/internal/transport.(*http2Client).reader", evidence.WaitIO, "gRPC client connection, waits for frames", ""},
	{"google.golang.org/grpc/internal/transport.(*controlBuffer).get", "", "gRPC connection, waits for frames to write", ""},
	{"google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run", "", "gRPC's queue of callbacks", "client connection"},
	{"google.golang.org/grpc/internal/resolver/", "", "gRPC name resolver", "client connection"},
	{"google.golang.org/grpc.(*Server).serverWorker", evidence.WaitReceive, "idle gRPC server worker", ""},
	{"google.golang.org/grpc.(*ccBalancerWrapper).watcher", "", "gRPC's queue of callbacks", "client connection"},
	{"google.golang.org/grpc.(*ccResolverWrapper).", "", "gRPC name resolver", "client connection"},
	{"google.golang.org/grpc.(*addrConn).", "", "gRPC client connection: waits until it breaks, or to try again", ""},

	{"google.golang.org/grpc.newClientStream", evidence.WaitSelect, "watches the context of a gRPC stream that is open", "stream"},

	{"github.com/soheilhy/cmux.muxListener.Accept", "", "accept loop: waits for the next connection of its protocol", ""},
	{"github.com/hashicorp/yamux.(*Session).recv", evidence.WaitIO, "yamux session, waits for frames", ""},
	{"github.com/hashicorp/yamux.(*Session).send", evidence.WaitSelect, "yamux session, waits for frames to write", ""},
	{"github.com/hashicorp/yamux.(*Session).keepalive", "", "yamux session, keepalive timer", ""},
	{"github.com/hashicorp/yamux.(*Session).Accept", evidence.WaitSelect, "accept loop: waits for the next stream of a yamux session", ""},

	{"github.com/quic-go/quic-go.(*Transport).listen", "", "QUIC socket", "transport"},
	{"github.com/quic-go/quic-go.(*Transport).runSendQueue", "", "QUIC socket", "transport"},
	{"github.com/quic-go/quic-go.(*baseServer).", "", "QUIC listener", "server"},
	{"github.com/quic-go/quic-go.(*Conn).run", evidence.WaitSelect, "QUIC connection, waits for packets or a timer", ""},
	{"github.com/quic-go/quic-go.(*connection).run", evidence.WaitSelect, "QUIC connection, waits for packets or a timer", ""},
	{"github.com/quic-go/quic-go.(*sendQueue).Run", "", "QUIC connection, waits for packets to send", ""},
	{"github.com/lucas-clemente/quic-go.(*packetHandlerMap).", "", "QUIC socket", "transport"},
	{"github.com/lucas-clemente/quic-go.(*baseServer).", "", "QUIC listener", "server"},

	{"github.com/valyala/fasthttp.(*workerPool).Start", "", "fasthttp server: ends idle workers now and then", ""},
	{"github.com/valyala/fasthttp.(*workerPool).workerFunc", "", "idle fasthttp server worker", ""},
	{"github.com/valyala/fasthttp.(*HostClient).connsCleaner", "", "closes idle connections now and then", "fasthttp client and host"},
	{"github.com/valyala/fasthttp.updateServerDate", "", "updates the Date header every second", "process"},
}
