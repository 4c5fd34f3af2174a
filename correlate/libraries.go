package correlate

import (
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// libraries are modules that programs use and hardly anybody develops. Distributions build from one tree
// for all modules, without versions in the paths: there only its name tells a library from the program.
// Where the two cannot be told apart, a library that is missing here counts as the program's own code.
var libraries = []string{
	"contrib.go.opencensus.io/",
	"github.com/IBM/sarama/",
	"github.com/Shopify/sarama/",
	"github.com/armon/",
	"github.com/cenkalti/backoff/",
	"github.com/dgraph-io/badger/",
	"github.com/dgraph-io/ristretto/",
	"github.com/felixge/httpsnoop/",
	"github.com/fsnotify/",
	"github.com/go-chi/",
	"github.com/go-kit/",
	"github.com/go-redis/",
	"github.com/go-sql-driver/",
	"github.com/gogo/",
	"github.com/golang/",
	"github.com/gomodule/redigo/",
	"github.com/gorilla/",
	"github.com/grpc-ecosystem/",
	"github.com/hashicorp/go-",
	"github.com/hashicorp/memberlist/",
	"github.com/hashicorp/yamux/",
	"github.com/jackc/",
	"github.com/julienschmidt/",
	"github.com/klauspost/",
	"github.com/labstack/",
	"github.com/lib/pq/",
	"github.com/lucas-clemente/",
	"github.com/mattn/",
	"github.com/miekg/dns/",
	"github.com/mwitkow/",
	"github.com/oklog/",
	"github.com/patrickmn/go-cache/",
	"github.com/prometheus/client_golang/",
	"github.com/prometheus/common/",
	"github.com/prometheus/exporter-toolkit/",
	"github.com/quic-go/",
	"github.com/rabbitmq/amqp091-go/",
	"github.com/redis/",
	"github.com/robfig/cron/",
	"github.com/segmentio/kafka-go/",
	"github.com/sirupsen/",
	"github.com/soheilhy/cmux/",
	"github.com/spf13/",
	"github.com/streadway/",
	"github.com/syndtr/goleveldb/",
	"github.com/thejerf/suture/",
	"github.com/twmb/franz-go/",
	"github.com/urfave/",
	"github.com/valyala/",
	"go.etcd.io/bbolt/",
	"go.mongodb.org/",
	"go.opencensus.io/",
	"go.opentelemetry.io/",
	"go.uber.org/",
	"golang.org/x/",
	"google.golang.org/",
	"gopkg.in/",
	"k8s.io/apimachinery/",
	"k8s.io/client-go/",
	"k8s.io/klog/",
	"sigs.k8s.io/controller-runtime/",
}

// unversioned reports whether f is a library's, in a build whose paths hold no versions: its file is named
// by its import path alone, as with -trimpath, or lies in a GOPATH.
func unversioned(f evidence.Frame) bool {
	if strings.HasSuffix(f.File, "_test.go") {
		return false
	}
	path := f.File
	if i := strings.LastIndex(path, "/src/"); i >= 0 {
		path = path[i+len("/src/"):]
	}
	i, found := slices.BinarySearch(libraries, path)
	return !found && i > 0 && strings.HasPrefix(path, libraries[i-1])
}
