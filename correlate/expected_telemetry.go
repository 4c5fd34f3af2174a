package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// parkedTelemetry is logs, metrics, traces, and other background workers of widespread libraries: one per
// process, client or logger.
var parkedTelemetry = []parked{
	{"github.com/golang/glog.(*fileSink).flushDaemon", "", "flushes the log now and then", "process"},
	{"github.com/golang/glog.(*loggingT).flushDaemon", "", "flushes the log now and then", "process"},
	{"k8s.io/klog/v2.(*flushDaemon)", "", "flushes the log now and then", "process"},
	{"k8s.io/klog.(*loggingT).flushDaemon", "", "flushes the log now and then", "process"},
	{"go.uber.org/zap/zapcore.(*BufferedWriteSyncer).flushLoop", "", "flushes the log now and then", "logger"},
	{"gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun", "", "compresses and removes old logs", "logger"},

	{"go.opencensus.io/stats/view.(*worker).start", "", "collects OpenCensus views", "process"},
	{"go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor)", "", "sends finished spans", "tracer provider"},
	{"go.opentelemetry.io/otel/sdk/metric.(*PeriodicReader)", "", "collects metrics now and then", "meter provider"},
	{"go.opentelemetry.io/otel/sdk/log.", "", "sends log records now and then", "logger provider"},
	{"github.com/getsentry/sentry-go.(*HTTPTransport).worker", "", "sends events to Sentry", "client"},
	{"github.com/prometheus/client_golang/prometheus.(*Registry).Gather", evidence.WaitSelect, "a scrape that waits for its collectors", ""},

	{"github.com/fsnotify/fsnotify.", "", "waits for file-system events", "watcher"},
	{"github.com/robfig/cron/v3.(*Cron).run", evidence.WaitSelect, "waits until the next job is due", "cron"},
	{"github.com/patrickmn/go-cache.(*janitor).Run", "", "removes expired entries now and then", "cache"},
}
