package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// parkedClusters is Kubernetes' client libraries, etcd with its client, and group membership.
var parkedClusters = []parked{
	{"k8s.io/apimachinery/pkg/util/wait.BackoffUntil", evidence.WaitSelect, "runs a function now and then until it is stopped", ""},
	{"k8s.io/apimachinery/pkg/util/wait.JitterUntil", evidence.WaitSelect, "runs a function now and then until it is stopped", ""},
	{"k8s.io/apimachinery/pkg/watch.(*Broadcaster).loop", "", "hands events to their watchers", "broadcaster"},
	{"k8s.io/apimachinery/pkg/watch.(*StreamWatcher).receive", evidence.WaitIO, "watch of the Kubernetes API: waits for events", ""},
	{"k8s.io/client-go/tools/cache.(*controller).", "", "informer: belongs to its controller", ""},
	{"k8s.io/client-go/tools/cache.(*Reflector).", "", "informer: watches the Kubernetes API", ""},
	{"k8s.io/client-go/tools/cache.handleAnyWatch", evidence.WaitSelect, "informer: watches the Kubernetes API", ""},
	{"k8s.io/client-go/tools/cache.watchHandler", evidence.WaitSelect, "informer: watches the Kubernetes API", ""},
	{"k8s.io/client-go/tools/cache.(*DeltaFIFO).Pop", "", "informer: waits for the next change", ""},
	{"k8s.io/client-go/tools/cache.(*RealFIFO).Pop", "", "informer: waits for the next change", ""},
	{"k8s.io/client-go/tools/cache.(*processorListener).", "", "informer: waits for changes to hand to a handler, two per handler", ""},
	{"k8s.io/client-go/tools/cache.(*sharedProcessor).run", "", "informer: waits until it is stopped", ""},
	{"k8s.io/client-go/tools/cache.(*sharedIndexInformer).Run", "", "informer: waits until it is stopped", ""},
	{"k8s.io/client-go/tools/record.(*eventBroadcasterImpl).", "", "waits for events to record", "sink"},
	{"k8s.io/client-go/tools/leaderelection.(*LeaderElector).", evidence.WaitSelect, "leader election: waits to renew or to take the lease", ""},
	{"k8s.io/client-go/util/workqueue.", evidence.WaitSelect, "work queue: waits for what is due", "queue"},
	{"k8s.io/client-go/util/workqueue.", evidence.WaitCond, "worker: waits for the next item of its work queue", ""},
	{"k8s.io/client-go/transport.(*dynamicClientCert).", "", "reloads the client's certificate", "client"},

	// etcd's client, then its server as 3.4 and later ones have it.
	{"go.etcd.io/etcd/client/v3.(*lessor).recvKeepAliveLoop", "", "keeps an etcd lease alive", ""},
	{"go.etcd.io/etcd/client/v3.(*lessor).deadlineLoop", "", "keeps an etcd lease alive", ""},
	{"go.etcd.io/etcd/client/v3.(*lessor).sendKeepAliveLoop", "", "keeps an etcd lease alive", ""},
	{"go.etcd.io/etcd/client/v3.(*lessor).keepAliveCtxCloser", "", "keeps an etcd lease alive", ""},
	{"go.etcd.io/etcd/client/v3.(*watchGrpcStream).", "", "etcd watch: waits for events", ""},
	{"go.etcd.io/etcd/client/v3.(*watchGRPCStream).", "", "etcd watch: waits for events", ""},
	{"go.etcd.io/etcd/client/v3.(*Client).autoSync", "", "looks for new etcd members now and then", "client"},
	{"go.etcd.io/etcd/client/v3/concurrency.NewSession", "", "keeps an etcd session alive", ""},
	{"go.etcd.io/etcd/server/v3/lease.(*lessor).runLoop", "", "etcd server: looks for expired leases now and then", ""},
	{"go.etcd.io/etcd/lease.(*lessor).runLoop", "", "etcd server: looks for expired leases now and then", ""},
	{"go.etcd.io/raft/v3.(*node).run", evidence.WaitSelect, "raft: waits for messages and ticks", "node"},
	{"go.etcd.io/etcd/raft/v3.(*node).run", evidence.WaitSelect, "raft: waits for messages and ticks", "node"},
	{"go.etcd.io/etcd/raft.(*node).run", evidence.WaitSelect, "raft: waits for messages and ticks", "node"},

	{"github.com/hashicorp/memberlist.(*NetTransport).", "", "group membership: waits for packets and connections", ""},
	{"github.com/hashicorp/memberlist.(*Memberlist).", evidence.WaitSelect, "group membership: waits for messages, or for the next probe", ""},
}
