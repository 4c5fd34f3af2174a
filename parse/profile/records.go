package profile

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// heapHeader reads what is behind "heap profile: ":
//
//	800: 1310544 [800: 1310545] @ heap/1048576
//	12: 3456 [7: 890] @ heap_v2/524288
//	12: 3456 [7: 890] @ heapprofile
//
// Go writes the first form, with twice its rate; C++ programs and Go's own forerunners the others. The
// last has no rate because it is not sampled.
func heapHeader(rest []byte) (form, bool) {
	values, kind, ok := bytes.Cut(rest, []byte("@"))
	inUse, _, err := heapValues(string(values))
	if !ok || err != nil {
		return form{}, false
	}
	name, digits, _ := strings.Cut(strings.TrimSpace(string(kind)), "/")
	rate, _ := strconv.ParseInt(digits, 10, 64)
	f := form{kind: evidence.HeapProfile, name: "heap", total: inUse.count}
	switch name {
	case "heap":
		f.rate = rate / 2
	case "heap_v2", "heapz_v2":
		f.rate = rate
	case "heapprofile":
		f.rate = 1
	default:
		return form{}, false
	}
	return f, true
}

var errHeap = errors.New("a heap record is \"objects: bytes [objects: bytes]\"")

// heapValues reads "1: 96 [20: 1920]": in use, and allocated since the program began.
func heapValues(s string) (inUse, alloc objects, err error) {
	first, second, ok := strings.Cut(strings.TrimSpace(s), "[")
	second, closed := strings.CutSuffix(second, "]")
	if !ok || !closed {
		return inUse, alloc, errHeap
	}
	for _, part := range []struct {
		text string
		into *objects
	}{{first, &inUse}, {second, &alloc}} {
		count, bytes, _ := strings.Cut(part.text, ":")
		if part.into.count, err = strconv.ParseInt(strings.TrimSpace(count), 10, 64); err != nil {
			return inUse, alloc, errHeap
		}
		if part.into.bytes, err = strconv.ParseInt(strings.TrimSpace(bytes), 10, 64); err != nil {
			return inUse, alloc, errHeap
		}
	}
	return inUse, alloc, nil
}

// heapRecord adds one record. A text has the raw figures, of samples; they are scaled here, and the number
// in use is the number of samples itself.
func (b *builder) heapRecord(r *record, rate int64) (int64, error) {
	inUse, alloc, err := heapValues(r.values)
	if err != nil {
		return 0, err
	}
	site := b.sites.get(r.stack(b))
	site.add(unsampled(inUse, rate), unsampled(alloc, rate))
	if rate > 0 {
		site.Samples += float64(max(inUse.count, 0))
	}
	return inUse.count, nil
}

var errContention = errors.New("a contention record is \"cycles count\"")

// contentionRecord adds one record, "100423644 1": cycles, and how often. The runtime has scaled both by
// the sampling period of a mutex profile already (runtime/mprof.go, saveblockevent). Go before 1.22 scaled
// in the protobuf only; a text does not tell which Go wrote it, so figures of these are too small by the
// period when it is not 1. They are compared with each other, not with anything else.
func (b *builder) contentionRecord(r *record, t *text) (int64, error) {
	first, second, ok := strings.Cut(r.values, " ")
	cycles, err := strconv.ParseInt(first, 10, 64)
	if err != nil || !ok {
		return 0, errContention
	}
	count, err := strconv.ParseInt(strings.TrimSpace(second), 10, 64)
	if err != nil {
		return 0, errContention
	}
	delay := time.Duration(cycles) // no clock rate: cycles are all there is
	if t.perSec > 0 {
		delay = time.Duration(float64(cycles) * 1e9 / float64(t.perSec))
	}
	b.contend(r.stack(b), count, delay)
	return 0, nil
}
