package report

// EvidenceSchema names the contract of what WriteEvidence writes. Fields may be added under this name; what
// is there keeps its name and meaning.
const EvidenceSchema = "ctxscope/evidence/v1"

// The document is one object whose lists have one element on each line, in this order, so that
// it can be read as a stream however long it is. The types below are the elements.
//
//	schema, tool, partial   the contract's name; version of ctxscope and Go; whether a source is not whole
//	sources                 evidenceSource    the files, in the order of Set.Sources
//	goroutines              evidenceGoroutine alive at the end of the evidence, by id
//	cancels                 evidenceCancel    those that still matter, by time
//	cancelSites             evidenceCancelSite  all cancels, counted by kind and stack
//	contexts                evidenceContext   of an instrumented program, by id; empty for others
//	sites                   evidenceSite      where goroutines are created, with the balance
//	waits                   evidenceWait      where goroutines waited, and how that ended
//	spans                   evidenceSpan      the longest blocked intervals that ended
//	samples                 evidenceSample    the process over the time of a trace
//	tasks, logs             evidenceTask, evidenceLog   user annotations
//	resources               evidenceResource  channels, locks, contexts by address
//	series                                    dumps or heaps of one process, by time: source is the path, at
//	                                          RFC 3339 or null, goroutines evidenceStill, allocs evidenceAlloc
//	allocs                  evidenceAlloc     heap, the most bytes in use first
//	contentions             evidenceContention  block and mutex profiles
//	load                    evidenceLoad      SCHED lines, by time
//	benchmarks              evidenceBench
//	problems                jsonProblem       what could not be read
//	stacks                  [][]jsonFrame     each distinct stack once, the leaf first; last, since the
//	                                          elements before it refer to its indexes
//
// A time is in nanoseconds on the clock of the first source: 0 is the start of its window, and wall, where
// that source has one, the moment it stands for. Durations are in nanoseconds. A pointer is null when the
// evidence does not tell; a list is never null. A stack is an index into stacks. Strings are as they were read.
type (
	evidenceSource struct {
		Path       string  `json:"path"`
		Kind       string  `json:"kind"`
		Go         *string `json:"go"`
		Bytes      int64   `json:"bytes"`
		Events     int64   `json:"events"`  // of a trace
		Records    int64   `json:"records"` // goroutines, samples or lines, whichever the kind has
		From       int64   `json:"from"`    // on the source's own clock
		To         int64   `json:"to"`
		Wall       *string `json:"wall"`       // RFC 3339, at time 0
		Identities bool    `json:"identities"` // it has addresses of channels, locks and contexts
		Cut        *string `json:"cut"`        // which part of the file was asked for; null: all of it
		Partial    bool    `json:"partial"`
		Missing    *string `json:"missing"`
		Note       *string `json:"note"`
		Apart      *string `json:"apart"` // why it is not joined to the others
		Shows      []shown `json:"shows"` // what such a file can prove, for each stage of a chain
	}

	evidenceGoroutine struct {
		ID       *int64            `json:"id"` // null: counted by a profile
		State    string            `json:"state"`
		Wait     string            `json:"wait"`
		WaitText string            `json:"waitText"` // in the file's own words
		Since    *int64            `json:"since"`    // null: from before the evidence
		Stack    *int              `json:"stack"`
		Created  evidenceCreation  `json:"created"`
		Woken    *evidenceWake     `json:"woken"` // the last time by a cancel or a timer
		Leaked   bool              `json:"leaked"`
		Locked   bool              `json:"locked"`
		Labels   map[string]string `json:"labels"`
		Holds    []evidenceHold    `json:"holds"`
		Regions  []string          `json:"regions"`
		Pos      string            `json:"pos"`
	}

	evidenceCreation struct {
		By         *int64     `json:"by"`
		Stack      *int       `json:"stack"`
		Entry      *jsonFrame `json:"entry"` // what the goroutine runs
		At         *int64     `json:"at"`
		FramesLeft int        `json:"framesLeft"` // of stack, from the outermost: never left by the creator
		Ended      bool       `json:"ended"`      // the creator has ended
	}

	evidenceWake struct {
		Goroutine int64  `json:"goroutine"`
		At        int64  `json:"at"`
		Cancel    bool   `json:"cancel"` // false: a timer
		Wait      string `json:"wait"`
		Stack     *int   `json:"stack"`
		Blocked   int64  `json:"blocked"`
	}

	evidenceHold struct {
		Role    string `json:"role"`
		Kind    string `json:"kind"`
		Address string `json:"address"`
		Frame   *int   `json:"frame"` // index in the goroutine's stack
		Stale   bool   `json:"stale"` // the dump marks the word with ?
	}

	evidenceCancel struct {
		At       int64          `json:"at"`
		Kind     string         `json:"kind"`
		By       *int64         `json:"by"`
		Stack    *int           `json:"stack"`
		Site     *int           `json:"site"` // the frame of stack that called cancel
		Deferred bool           `json:"deferred"`
		Woke     []evidenceWake `json:"woke"`
		Pos      string         `json:"pos"`
	}

	evidenceCancelSite struct {
		Kind  string `json:"kind"`
		Stack *int   `json:"stack"`
		Site  *int   `json:"site"`
		Count int    `json:"count"`
		Woke  int    `json:"woke"`
		First int64  `json:"first"`
		Last  int64  `json:"last"`
	}

	evidenceSite struct {
		Stack   *int       `json:"stack"`
		Entry   *jsonFrame `json:"entry"`
		Before  int        `json:"before"`
		Created int        `json:"created"`
		Ended   int        `json:"ended"`
		Handed  int        `json:"handed"`
		Lived   int64      `json:"lived"`
		Alive   []int32    `json:"alive"` // at each of samples
	}

	evidenceWait struct {
		Stack     *int   `json:"stack"`
		Wait      string `json:"wait"`
		Ended     int    `json:"ended"`
		Cancelled int    `json:"cancelled"`
		Timed     int    `json:"timed"`
		Longest   int64  `json:"longest"`
	}

	evidenceSpan struct {
		Goroutine int64  `json:"goroutine"`
		Wait      string `json:"wait"`
		Stack     *int   `json:"stack"`
		From      int64  `json:"from"`
		For       int64  `json:"for"`
	}

	evidenceStill struct {
		ID    int64  `json:"id"`
		Wait  string `json:"wait"`
		Stack *int   `json:"stack"`
	}

	evidenceAlloc struct {
		Stack        *int    `json:"stack"`
		InUseObjects int64   `json:"inUseObjects"`
		InUseBytes   int64   `json:"inUseBytes"`
		AllocObjects int64   `json:"allocObjects"`
		AllocBytes   int64   `json:"allocBytes"`
		Samples      float64 `json:"samples"` // the figures rest on so many; their error is 1/sqrt of it
	}

	evidenceContention struct {
		Kind  string `json:"kind"`
		Stack *int   `json:"stack"`
		Count int64  `json:"count"`
		Delay int64  `json:"delay"`
	}

	jsonFrame struct {
		Function string `json:"function"`
		File     string `json:"file"`
		Line     int    `json:"line"`
	}
)
