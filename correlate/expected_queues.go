package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// parkedQueues is clients of message brokers. Only their own goroutines are here: a program that waits for
// a message does so in a receive of its own, which is its business.
var parkedQueues = []parked{
	{"github.com/nats-io/nats%2ego.(*Conn).readLoop", "", "belongs to a NATS connection", ""},
	{"github.com/nats-io/nats%2ego.(*Conn).flusher", "", "belongs to a NATS connection", ""},
	{"github.com/nats-io/nats%2ego.(*Conn).waitForMsgs", "", "belongs to a NATS connection", ""},
	{"github.com/nats-io/nats%2ego.(*Conn).doReconnect", "", "belongs to a NATS connection", ""},
	{"github.com/nats-io/nats%2ego.(*asyncCallbacksHandler).", "", "calls the callbacks of a NATS connection", "connection"},

	// Kafka: sarama under both its names, franz-go, kafka-go.
	{"github.com/IBM/sarama.(*Broker).responseReceiver", "", "Kafka connection: waits for the next response, one per broker", ""},
	{"github.com/IBM/sarama.(*client).backgroundMetadataUpdater", "", "refreshes Kafka metadata now and then", "client"},
	{"github.com/IBM/sarama.(*asyncProducer).dispatcher", "", "Kafka producer: waits for messages to send", ""},
	{"github.com/IBM/sarama.(*asyncProducer).retryHandler", "", "Kafka producer: waits for messages to send", ""},
	{"github.com/IBM/sarama.(*topicProducer).dispatch", "", "Kafka producer: waits for messages to send", ""},
	{"github.com/IBM/sarama.(*partitionProducer).dispatch", "", "Kafka producer: waits for messages to send", ""},
	{"github.com/IBM/sarama.(*brokerProducer).", evidence.WaitSelect, "Kafka producer: waits for messages to send", ""},
	{"github.com/IBM/sarama.(*syncProducer).handle", "", "Kafka producer: waits for what became of its messages", ""},
	{"github.com/IBM/sarama.(*partitionConsumer).dispatcher", "", "Kafka consumer: waits until its broker changes, one per partition", ""},
	{"github.com/IBM/sarama.(*brokerConsumer).", "", "Kafka consumer: waits for messages, two per broker", ""},
	{"github.com/IBM/sarama.(*consumerGroupSession).heartbeatLoop", "", "Kafka consumer group: tells the broker now and then that it lives", ""},
	{"github.com/IBM/sarama.(*consumerGroup).loopCheckPartitionNumbers", "", "Kafka consumer group: looks for new partitions now and then", ""},
	{"github.com/IBM/sarama.(*offsetManager).mainLoop", "", "Kafka consumer: commits its offsets now and then", ""},
	{"github.com/Shopify/sarama.(*Broker).responseReceiver", "", "Kafka connection: waits for the next response, one per broker", ""},
	{"github.com/Shopify/sarama.(*client).backgroundMetadataUpdater", "", "refreshes Kafka metadata now and then", "client"},
	{"github.com/Shopify/sarama.(*asyncProducer).dispatcher", "", "Kafka producer: waits for messages to send", ""},
	{"github.com/Shopify/sarama.(*asyncProducer).retryHandler", "", "Kafka producer: waits for messages to send", ""},
	{"github.com/Shopify/sarama.(*brokerProducer).", evidence.WaitSelect, "Kafka producer: waits for messages to send", ""},
	{"github.com/Shopify/sarama.(*brokerConsumer).", "", "Kafka consumer: waits for messages, two per broker", ""},
	{"github.com/Shopify/sarama.(*consumerGroupSession).heartbeatLoop", "", "Kafka consumer group: tells the broker now and then that it lives", ""},
	{"github.com/twmb/franz-go/pkg/kgo.(*broker).handleReqs", "", "Kafka connection: waits for requests to write, one per broker", ""},
	{"github.com/twmb/franz-go/pkg/kgo.(*brokerCxn).", "", "Kafka connection: waits for the next response", ""},
	{"github.com/twmb/franz-go/pkg/kgo.(*Client).updateMetadataLoop", "", "refreshes Kafka metadata now and then", "client"},
	{"github.com/twmb/franz-go/pkg/kgo.(*Client).reapConnectionsLoop", "", "closes idle Kafka connections now and then", "client"},
	{"github.com/twmb/franz-go/pkg/kgo.(*Client).pushMetrics", "", "sends Kafka client metrics now and then", "client"},
	{"github.com/twmb/franz-go/pkg/kgo.(*source).loopFetch", "", "Kafka consumer: fetches from a broker, one per broker", ""},
	{"github.com/twmb/franz-go/pkg/kgo.(*fetchManager).manageFetchConcurrency", "", "Kafka consumer: waits for fetches to allow", "client"},
	{"github.com/twmb/franz-go/pkg/kgo.(*groupConsumer).manage", "", "Kafka consumer group: heartbeats and commits, a few per client", ""},
	{"github.com/twmb/franz-go/pkg/kgo.(*groupConsumer).heartbeat", "", "Kafka consumer group: heartbeats and commits, a few per client", ""},
	{"github.com/twmb/franz-go/pkg/kgo.(*groupConsumer).loopCommit", "", "Kafka consumer group: heartbeats and commits, a few per client", ""},
	{"github.com/segmentio/kafka-go.(*Reader).run", "", "Kafka reader: belongs to its consumer group", ""},
	{"github.com/segmentio/kafka-go.(*Reader).commitLoop", "", "Kafka reader: commits its offsets now and then", ""},
	{"github.com/segmentio/kafka-go.(*reader).", "", "Kafka reader: waits for messages, one per partition", ""},
	{"github.com/segmentio/kafka-go.(*connPool).discover", "", "refreshes Kafka metadata now and then", "pool"},
	{"github.com/segmentio/kafka-go.(*conn).run", "", "Kafka connection: waits for the next request", ""},
	{"github.com/segmentio/kafka-go.(*ConsumerGroup).run", "", "Kafka consumer group: waits for the next generation", ""},
	{"github.com/segmentio/kafka-go.(*ConsumerGroup).nextGeneration", "", "Kafka consumer group: waits for the next generation", ""},
	{"github.com/segmentio/kafka-go.(*Generation).", "", "Kafka consumer group: heartbeats and partition watches", ""},

	{"github.com/rabbitmq/amqp091-go.(*Connection).reader", "", "belongs to an AMQP connection", ""},
	{"github.com/rabbitmq/amqp091-go.(*Connection).heartbeater", "", "belongs to an AMQP connection", ""},
	{"github.com/streadway/amqp.(*Connection).reader", "", "belongs to an AMQP connection", ""},
	{"github.com/streadway/amqp.(*Connection).heartbeater", "", "belongs to an AMQP connection", ""},
	{"github.com/rabbitmq/amqp091-go.(*consumers).buffer", evidence.WaitSelect, "AMQP consumer: waits for the next delivery", ""},
}
