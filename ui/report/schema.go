package report

// Schema names the contract of the JSON report. Fields may be added under this name; what is there
// keeps its name and meaning.
const Schema = "ctxscope/report/v1"

// The document types below are the schema, in the order it is written. A pointer is null when the
// evidence does not tell; a list is never null. Strings are as they were read.
type (
	jsonReport struct {
		Schema     string           `json:"schema"`
		Tool       jsonTool         `json:"tool"`
		Title      *string          `json:"title"` // of a shipped incident
		Where      *string          `json:"where"` // the filter that findings went through
		Hidden     int              `json:"hidden"`
		Inputs     []jsonInput      `json:"inputs"`
		Goroutines int              `json:"goroutines"` // alive at the end of the evidence
		Findings   []jsonFinding    `json:"findings"`
		Groups     []jsonGroup      `json:"groups"` // at most 1,000, the most numerous first
		Expected   []jsonExpected   `json:"expected"`
		Checked    []string         `json:"checked"` // rules that ran
		NotChecked []jsonNotChecked `json:"notChecked"`
		Problems   []jsonProblem    `json:"problems"`
		Partial    bool             `json:"partial"`
		Baseline   *jsonBaseline    `json:"baseline"` // null without one
	}

	jsonBaseline struct {
		Name       string     `json:"name"`
		Goroutines int        `json:"goroutines"`
		Gone       []jsonPast `json:"gone"`    // not found any more, though looked for
		Unasked    []jsonPast `json:"unasked"` // not looked for: the evidence lacks what that takes
	}

	jsonPast struct {
		Fingerprint string  `json:"fingerprint"`
		Rule        string  `json:"rule"`
		Title       string  `json:"title"`
		Count       int     `json:"count"`
		Wait        string  `json:"wait"`
		Blocked     *string `json:"blocked"` // functions
		Created     *string `json:"created"`
	}

	jsonSince struct {
		Change string `json:"change"` // new, grown, same, shrunk; unasked: the baseline could not show it
		Was    int    `json:"was"`
	}

	jsonTool struct {
		Version string `json:"version"`
		Go      string `json:"go"`
	}

	jsonInput struct {
		Path    string  `json:"path"`
		Kind    string  `json:"kind"`
		Go      *string `json:"go"`
		Bytes   int64   `json:"bytes"`
		Events  int64   `json:"events"`
		From    *string `json:"from"` // RFC 3339
		To      *string `json:"to"`
		Window  string  `json:"window"`
		Cut     *string `json:"cut"` // which part of the file was asked for; null: all of it
		Partial bool    `json:"partial"`
		Missing *string `json:"missing"`
	}

	jsonFinding struct {
		Fingerprint string       `json:"fingerprint"`
		Rule        string       `json:"rule"`
		Certainty   string       `json:"certainty"`
		Severity    string       `json:"severity"`
		Title       string       `json:"title"`
		Message     string       `json:"message"`
		Count       int          `json:"count"`
		Share       float64      `json:"share"`      // of all living goroutines
		Roots       int          `json:"roots"`      // blocked by the leak itself; the others wait behind those
		Goroutines  []int64      `json:"goroutines"` // at most 1,000, the oldest first
		Oldest      string       `json:"oldest"`     // a Go duration
		AtLeast     bool         `json:"atLeast"`    // oldest is a lower bound
		Blocked     jsonBlocked  `json:"blocked"`
		Created     *jsonPlace   `json:"created"`
		Context     *jsonContext `json:"context"`
		Cancel      *jsonCancel  `json:"cancel"`
		Defers      []jsonDefer  `json:"defers"`
		Heap        *jsonHeap    `json:"heap"`
		Fix         jsonFix      `json:"fix"`
		Links       []jsonLink   `json:"links"`
		Unseen      []jsonUnseen `json:"unseen"` // stages of which nothing is known
		Since       *jsonSince   `json:"since"`  // the baseline; null without one
	}

	jsonPlace struct {
		Function *string `json:"function"`
		File     *string `json:"file"`
		Line     *int    `json:"line"`
	}

	jsonBlocked struct {
		Wait string `json:"wait"`
		jsonPlace
	}

	jsonContext struct {
		Kind *string `json:"kind"`
		jsonPlace
	}

	jsonCancel struct {
		Kind string  `json:"kind"` // deadline, explicit, never
		At   *string `json:"at"`   // of the first one, RFC 3339
		jsonPlace
		Goroutine *int64 `json:"goroutine"`
		Count     int    `json:"count"`
		Timer     bool   `json:"timer"` // a plain timer, not a context's end
	}

	jsonDefer struct {
		Call string `json:"call"`
		jsonPlace
		Pending bool `json:"pending"`
	}

	jsonHeap struct {
		Objects int64  `json:"objects"`
		Bytes   int64  `json:"bytes"`
		Error   string `json:"error"` // relative standard error: ±35%
	}

	jsonFix struct {
		jsonPlace
		Text string `json:"text"`
	}

	jsonLink struct {
		Stage    string  `json:"stage"`
		Relation string  `json:"relation"`
		Basis    string  `json:"basis"`
		Source   *string `json:"source"`
		Pos      *string `json:"pos"` // line 120, time 1.204883s; null: the file as a whole
		Text     string  `json:"text"`
		How      *string `json:"how"` // how an inferred link was joined
		Suspect  bool    `json:"suspect"`
		jsonPlace
	}

	jsonUnseen struct {
		Stage string `json:"stage"`
		Text  string `json:"text"`
	}

	// jsonGroup is living goroutines that do the same, leaked or not. A later report is compared with them.
	jsonGroup struct {
		State   string  `json:"state"`
		Wait    string  `json:"wait"`
		Blocked *string `json:"blocked"` // functions
		Created *string `json:"created"`
		Count   int     `json:"count"`
	}

	jsonExpected struct {
		Function string `json:"function"`
		Wait     string `json:"wait"`
		Count    int    `json:"count"`
		Why      string `json:"why"`
	}

	jsonNotChecked struct {
		Rule    string `json:"rule"`
		Needs   string `json:"needs"`
		Capture string `json:"capture"`
	}

	jsonProblem struct {
		Pos     string `json:"pos"`
		Message string `json:"message"`
	}
)
