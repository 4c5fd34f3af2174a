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
		Name:  "healthy",
		Title: "A web shop's backend under a burst of visitors, with nothing wrong",
		Story: `The alert on the number of goroutines fired: two hundred, twice as many as a
second ago. Deadlines fire, clients hang up, requests queue for database
connections and for slots, watchers have not moved for a second. Is it a
leak? It is not. The visitors came back from lunch, and they go again.`,
	},
}
