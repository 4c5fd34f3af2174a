package samples

// table is what is known of each incident without opening its evidence, in the
// order of All.
var table = []Incident{
	{
		Name:  "early-return",
		Title: "A payments gateway whose goroutines pile up behind a slow card network",
		Story: `The payments gateway answers half of its requests with 504 since one bank
behind the card network became slow. That was to be expected: the gateway
gives a payment 150 ms and not more. But its goroutines only ever grow, a
few hundred in three seconds, and they stay when the bank is fast again.
Restarting the gateway helps for an hour.`,
	},
	{
		Name:  "ignored-cancel",
		Title: "A search service that keeps looking after its readers have gone",
		Story: `Searches fail with "connection reset by shard" a handful of times, and from
then on no reader gets an answer: the browsers give up after 120 ms, each
and every time. The service notices that they hang up and ends their
searches. Its goroutine count rises with every search all the same.`,
	},
	{
		Name:  "lost-cancel",
		Title: "A price stream that never forgets a refused client",
		Story: `The price hub serves streams that live for a tenth of a second and end well;
its own gauge says 0 subscriptions at the end of the day. A client whose
clock is slow comes with expired tokens and is refused, a few hundred times.
Nobody thinks of refused clients when memory climbs, for they got nothing.`,
	},
	{
		Name:  "stuck-defer-cancel",
		Title: "A job runner that waits for ever at the end of one tenant's jobs",
		Story: `"audit acme: no space left on device; log closed", says the job runner's log,
once. The jobs of the other tenants go on as ever, and nothing complains any
more. But "finished" falls behind "submitted", job by job, the leases of
finished work are still renewed, and the number of goroutines grows four
times as fast as the number of missing jobs.`,
	},
	{
		Name:  "outlived-parent",
		Title: "A feature-flag service that grows with every configuration push",
		Story: `Twenty shops, sixteen of them configured, and more than two hundred
goroutines. The flag service answers quickly and correctly and its request
rate is flat. The graph of its goroutines is not: it follows the number of
configuration pushes, and never comes down again.`,
	},
	{
		Name:  "deadline-drift",
		Title: "A checkout whose receipts wait for a printer long after the customers",
		Story: `The printer of the shop jams once a day. That is no drama: customers are told
after 150 ms to come back later, and somebody opens tray 2. But since receipts
are printed by a desk of their own, each jam leaves goroutines behind, which
are gone a quarter of an hour later. The deadline is handed over with each
order, says the team; the service writes its contexts into its traces.`,
	},
	{
		Name:  "series",
		Title: "A notification service with three dumps, two seconds apart",
		Story: `The gauge of goroutines climbs, and the number of users who are logged in does
not. Nobody dared to trace a service that every shop depends on, but somebody
took three goroutine dumps, one after the other. Each of them for itself looks
like a service with many readers.`,
	},
	{
		Name:  "timer-pileup",
		Title: "A geocoder that keeps its memory for a quarter of an hour",
		Story: `The geocoder answers in a few milliseconds and has four goroutines. Its memory
climbs with the traffic and comes down a quarter of an hour after it, so that
one busy noon ends with the pod being killed. There are two heap profiles, one
from the morning and one from just before.`,
	},
	{
		Name:  "crashloop",
		Title: "An importer that ended itself, and the log that its pod kept",
		Story: `"CrashLoopBackOff", says the pod. By the time somebody looks, the process is
gone and started anew, and the only thing left of it is the container's log:
its own lines, a panic because too many files were open, and a dump, every
line of it behind the time at which it was written.`,
	},
	{
		Name:  "cancel-storm",
		Title: "A configuration service whose every push makes everything slow",
		Story: `Twice a second a new configuration is pushed to fifteen hundred sidecars, and
twice a second requests that have nothing to do with it take fifty times as
long. The number of goroutines is flat, the processors are idle in between.
Somebody had switched schedtrace on, and took a trace.`,
	},
	{
		Name:  "healthy",
		Title: "A web shop's backend under a burst of visitors, with nothing wrong",
		Story: `The alert on the number of goroutines fired: two hundred, twice as many as a
second ago. Deadlines fire, clients hang up, requests queue for database
connections and for slots, watchers have not moved for a second. Is it a
leak? It is not. The visitors came back from lunch, and they go again.`,
	},
}
