package exectrace

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// ctxCategory is the category of the log events that an instrumented program writes about its contexts.
const ctxCategory = "ctxscope"

// ctxLine is one of them. Package samples/ctxtrace, which writes them, has the grammar:
//
//	VERB ID KIND PARENT [in=DURATION] [depth=N] [via=TYPE] [key=TYPE] [call=N] [ended] [boundary=WORD]
type ctxLine struct {
	verb     string
	id       evidence.ContextID
	kind     string
	parent   evidence.ContextID // 0: root says
	root     string
	in       time.Duration
	timed    bool
	depth    int
	via, key string
	call     int
	ended    bool
	boundary string
}

// Limits on what a line may say. Whoever writes longer ones is not ctxtrace.
const (
	maxCtxLine  = 1024
	maxCtxDepth = 1 << 20
	maxCtxCalls = 1 << 30
)

// parseCtxLine reads one line. Words that it does not know are left to later versions.
func parseCtxLine(text string) (ctxLine, error) {
	var l ctxLine
	words := strings.Fields(text[:min(len(text), maxCtxLine)])
	if len(text) > maxCtxLine || len(words) < 4 {
		return l, fmt.Errorf("want VERB ID KIND PARENT, got %.80q", text)
	}
	switch l.verb = words[0]; l.verb {
	case "make", "done", "cancel", "cross":
	default:
		return l, fmt.Errorf("want make, done, cancel or cross, got %.80q", text)
	}
	id, err := strconv.ParseUint(words[1], 10, 64)
	if err != nil || id == 0 {
		return l, fmt.Errorf("want the number of a context, got %.80q", text)
	}
	l.id, l.kind = evidence.ContextID(id), words[2]
	switch parent, err := strconv.ParseUint(words[3], 10, 64); {
	case err == nil && parent > 0 && parent < id: // so no two are above each other
		l.parent = evidence.ContextID(parent)
	case words[3] == "background", words[3] == "todo", words[3] == "other":
		l.root = words[3]
	default:
		return l, fmt.Errorf("want an earlier context's number, background, todo or other, got %.80q", text)
	}
	for _, word := range words[4:] {
		if err := l.field(word); err != nil {
			return l, err
		}
	}
	return l, nil
}

// field reads one of the optional words.
func (l *ctxLine) field(word string) (err error) {
	key, value, _ := strings.Cut(word, "=")
	switch key {
	case "in":
		l.in, err = time.ParseDuration(value)
		l.in, l.timed = min(max(l.in, -time.Duration(longest)), time.Duration(longest)), true
	case "depth":
		l.depth, err = strconv.Atoi(value)
		l.depth = min(max(l.depth, 0), maxCtxDepth)
	case "call":
		l.call, err = strconv.Atoi(value)
		l.call = min(max(l.call, 0), maxCtxCalls)
	case "via":
		l.via = value
	case "key":
		l.key = value
	case "ended":
		l.ended = true
	case "boundary":
		l.boundary = value
	}
	if err != nil {
		return fmt.Errorf("%s: want a number, got %.80q", key, word)
	}
	return nil
}
