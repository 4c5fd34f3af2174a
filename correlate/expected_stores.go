package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// parkedStores is database drivers, caches, and databases that run inside of the program.
var parkedStores = []parked{
	{"github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher", "", "watches the context of the connection's current query", ""},
	{"github.com/lib/pq.(*conn).watchCancel", "", "watches the context of the connection's current query", ""},
	{"github.com/lib/pq.(*ListenerConn).listenerConnMain", "", "waits for notifications", "pq.Listener"},
	{"github.com/lib/pq.(*Listener).listenerMain", "", "waits for notifications", "pq.Listener"},
	{"github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck", "", "checks the pool's idle connections", "pool"},
	{"github.com/jackc/pgx/v4/pgxpool.(*Pool).backgroundHealthCheck", "", "checks the pool's idle connections", "pool"},
	{"github.com/jackc/pgx/v5/pgxpool.NewWithConfig", evidence.WaitSelect, "closes the pool when its context ends", "pool"},
	{"github.com/jackc/pgx/v5/pgconn/ctxwatch.(*ContextWatcher).Watch", "", "watches the context of the connection's current query", ""},
	{"github.com/jackc/pgconn/internal/ctxwatch.(*ContextWatcher).Watch", "", "watches the context of the connection's current query", ""},

	{"go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*Server).update", "", "monitors a MongoDB server, one per server of a client", ""},
	{"go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*rttMonitor).", "", "measures the way to a MongoDB server, one per server of a client", ""},
	{"go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*pool).createConnections", "", "opens connections on demand, a few per MongoDB server of a client", ""},
	{"go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*pool).maintain", "", "closes idle connections", "MongoDB server of a client"},
	{"go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*Topology).pollSRVRecords", "", "looks for new MongoDB servers now and then", "client"},

	{"github.com/redis/go-redis/v9.(*channel).init", "", "waits for messages, a few per Redis subscription", ""},
	{"github.com/go-redis/redis/v8.(*channel).init", "", "waits for messages, a few per Redis subscription", ""},
	{"github.com/redis/go-redis/v9.(*PubSub).", evidence.WaitIO, "waits for the next message of a Redis subscription", ""},
	{"github.com/redis/go-redis/v9/maintnotifications.(*CircuitBreakerManager).cleanupLoop", "", "forgets old failures now and then", "Redis client"},
	{"github.com/go-redis/redis/v8/internal/pool.(*ConnPool).reaper", "", "closes idle connections now and then", "Redis client"},
	{"github.com/gomodule/redigo/redis.(*activeConn).Receive", evidence.WaitIO, "waits for the next message of a Redis subscription", ""},

	{"github.com/dgraph-io/ristretto.(*Cache).processItems", "", "keeps the order of a ristretto cache", "cache"},
	{"github.com/dgraph-io/ristretto/v2.(*Cache[...]).processItems", "", "keeps the order of a ristretto cache", "cache"},
	{"github.com/dgraph-io/ristretto.(*defaultPolicy).processItems", "", "counts the uses of a ristretto cache", "cache"},
	{"github.com/dgraph-io/ristretto/v2.(*defaultPolicy[...]).processItems", "", "counts the uses of a ristretto cache", "cache"},
	{"github.com/dgraph-io/ristretto/z.(*AllocatorPool).freeupAllocators", "", "frees memory now and then", "pool"},
	{"github.com/dgraph-io/ristretto/v2/z.(*AllocatorPool).freeupAllocators", "", "frees memory now and then", "pool"},

	{"github.com/dgraph-io/badger/v4.(*DB).", evidence.WaitSelect, "background work of a Badger database", ""},
	{"github.com/dgraph-io/badger/v4.(*levelsController).runCompactor", "", "compacts a Badger database now and then", ""},
	{"github.com/dgraph-io/badger/v4.(*publisher).listenForUpdates", "", "background work of a Badger database", ""},
	{"github.com/dgraph-io/badger/v4.(*vlogThreshold).listenForValueThresholdUpdate", "", "background work of a Badger database", ""},
	{"github.com/dgraph-io/badger/v4.(*valueLog).waitOnGC", "", "background work of a Badger database", ""},
	{"github.com/dgraph-io/badger/v4/y.(*WaterMark).process", "", "background work of a Badger database", ""},
	{"github.com/syndtr/goleveldb/leveldb.(*DB).compactionError", evidence.WaitSelect, "background work of a LevelDB database", ""},
	{"github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain", evidence.WaitSelect, "background work of a LevelDB database", ""},
	{"github.com/syndtr/goleveldb/leveldb.(*DB).mCompaction", evidence.WaitSelect, "background work of a LevelDB database", ""},
	{"github.com/syndtr/goleveldb/leveldb.(*DB).tCompaction", evidence.WaitSelect, "background work of a LevelDB database", ""},
	{"github.com/syndtr/goleveldb/leveldb.(*session).refLoop", "", "background work of a LevelDB database", ""},
	{"github.com/syndtr/goleveldb/leveldb/util.(*BufferPool).drain", "", "background work of a LevelDB database", ""},
	{"github.com/cockroachdb/pebble.(*tableCacheShard).releaseLoop", "", "background work of a Pebble database", ""},
	{"github.com/cockroachdb/pebble.(*cleanupManager).mainLoop", "", "background work of a Pebble database", ""},
	{"github.com/cockroachdb/pebble/record.(*LogWriter).flushLoop", "", "background work of a Pebble database", ""},
	{"github.com/cockroachdb/pebble/vfs.(*diskHealthChecking", "", "watches how long the disk takes", "file of a Pebble database"},
}
