package dump

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// pair is a {itab, data} that may be a context, seen in a frame of the current goroutine.
type pair struct {
	itab, data uint64
	frame      int
	stale      bool
	takes      bool // the function takes a context by convention
}

// receiver is the address a method was called on.
type receiver struct {
	addr uint64
	ctx  bool // the type is named like a context
}

// readPair takes in the frame's group of two words if it can be a context: an interface value has a
// pointer to an itab, which is outside of the heap, and one to data. Strings have a small number as
// second word, structs of two pointers two neighbours; Background and TODO point at no data, near the
// itabs. The rule needs 64-bit addresses.
func (p *parser) readPair(c *call, args []byte, frame int) {
	if c.pair == pairSecond {
		_, args = parseWord(args)
	}
	itab, data, ok := parsePair(args)
	if !ok || itab.v < 1<<12 || itab.v&7 != 0 || data.v < 1<<32 || data.v&7 != 0 {
		return
	}
	if gap := int64(data.v - itab.v); gap > -1<<28 && gap < 1<<28 {
		return
	}
	for i := range p.open.pairs {
		if have := &p.open.pairs[i]; have.data == data.v {
			have.takes = have.takes || c.takes
			return
		}
	}
	if len(p.open.pairs) == mostNamed {
		return
	}
	p.open.pairs = append(p.open.pairs, pair{itab.v, data.v, frame, itab.stale || data.stale, c.takes})
}

// likeContext reports whether a type is named like a context: cancelCtx, Context, requestContext.
func likeContext(typ string) bool {
	typ, _, _ = strings.Cut(typ, "[")
	return strings.HasSuffix(typ, "Ctx") || strings.HasSuffix(typ, "Context")
}

// conventional are functions that take a context first and whose names do not say so.
var conventional = map[string]bool{
	"database/sql.(*DB).connectionOpener":                      true,
	"database/sql.(*Rows).awaitDone":                           true,
	"database/sql.(*Tx).awaitDone":                             true,
	"net/http.(*conn).serve":                                   true,
	"golang.org/x/sync/semaphore.(*Weighted).Acquire":          true,
	"golang.org/x/time/rate.(*Limiter).Wait":                   true,
	"google.golang.org/grpc.(*ClientConn).Invoke":              true,
	"runtime/pprof.Do":                                         true,
	"runtime/pprof.SetGoroutineLabels":                         true,
	"google.golang.org/grpc/internal/transport.newHTTP2Client": true,
}

// takesContext reports whether a function takes a context by convention: those of package context, and
// QueryContext, DialContext and the like.
func takesContext(name string) bool {
	if conventional[name] {
		return true
	}
	if rest, ok := strings.CutPrefix(name, "context.With"); ok {
		return !strings.Contains(rest, ".")
	}
	return strings.HasSuffix(name, "Context") && !strings.HasSuffix(name, ".NewContext")
}

// itab gathers what speaks for and against the values of an itab being contexts.
type itab struct{ yes, no bool }

// weigh takes in the candidates of the goroutine that was read: an itab whose data is the receiver of a
// method further in is of that method's type.
func (r *resources) weigh(pairs []pair, receivers []receiver) {
	for _, c := range pairs {
		t := r.itabs[c.itab]
		if t == nil {
			t = new(itab)
			r.itabs[c.itab] = t
		}
		t.yes = t.yes || c.takes
		for _, rcv := range receivers {
			if rcv.addr == c.data {
				t.yes = t.yes || rcv.ctx
				t.no = t.no || !rcv.ctx
			}
		}
	}
}

// context reports whether the candidate r is to be believed, at the end of a dump.
func (rs *resources) context(r *evidence.Resource, shared bool) bool {
	t := rs.itabs[r.Type]
	if t == nil {
		return r.Type == 0 // a receiver of one of package context's methods
	}
	return t.yes || shared && !t.no
}
