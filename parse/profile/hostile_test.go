package profile

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// pb is a protobuf message being written by hand, as no writer of profiles would.
type pb []byte

func (m pb) varint(field int, v uint64) pb {
	return binary.AppendUvarint(binary.AppendUvarint(m, uint64(field)<<3), v)
}

func (m pb) bytes(field int, data pb) pb {
	m = binary.AppendUvarint(binary.AppendUvarint(m, uint64(field)<<3|2), uint64(len(data)))
	return append(m, data...)
}

// packed is a list of numbers in one field.
func packed(values ...uint64) (list pb) {
	for _, v := range values {
		list = binary.AppendUvarint(list, v)
	}
	return list
}

// goroutines is a goroutine profile with the given samples, locations and functions.
func goroutines(samples, locations, functions []pb) string {
	m := pb{}.bytes(1, pb{}.varint(1, 1).varint(2, 2))
	for _, s := range samples {
		m = m.bytes(2, s)
	}
	for _, l := range locations {
		m = m.bytes(4, l)
	}
	for _, f := range functions {
		m = m.bytes(5, f)
	}
	for _, name := range []string{"", "goroutine", "count", "main.f", "main.go"} {
		m = m.bytes(6, pb(name))
	}
	return string(m)
}

// TestAbsurdProto: messages that are well formed and make no sense give an error, or what sense they have, and cost no
// more than their size.
func TestAbsurdProto(t *testing.T) {
	sample := func(locs ...uint64) pb { return pb{}.bytes(1, packed(locs...)).bytes(2, packed(3)) }
	line := func(function uint64) pb { return pb{}.varint(1, function).varint(2, 7) }
	function := pb{}.varint(1, 1).varint(2, 3).varint(4, 4)
	good := pb{}.varint(1, 1).bytes(4, line(1))
	many := make([]uint64, 100_000)
	for i := range many {
		many[i] = 1
	}
	inlined := pb{}.varint(1, 1)
	for range 10_000 {
		inlined = inlined.bytes(4, line(1))
	}
	for _, c := range []struct{ name, data, err, want string }{
		{"as it should be", goroutines([]pb{sample(1)}, []pb{good}, []pb{function}), "", "g-4 to g-2 unknown: main.f:7\n"},
		{"a location that is not there", goroutines([]pb{sample(1, 99)}, []pb{good}, []pb{function}), "damaged profile: ", ""},
		{"the location 0", goroutines([]pb{sample(0)}, []pb{good}, []pb{function}), "damaged profile: ", ""},
		{"a function that is not there", goroutines([]pb{sample(1)}, []pb{pb{}.varint(1, 1).bytes(4, line(1<<40))}, []pb{function}), "damaged profile: ", ""},
		{"a location twice", goroutines([]pb{sample(1)}, []pb{good, good}, []pb{function}), "damaged profile: ", ""},
		{"a function twice", goroutines([]pb{sample(1)}, []pb{good}, []pb{function, function}), "damaged profile: ", ""},
		{"a name that is not there", goroutines([]pb{sample(1)}, []pb{good}, []pb{pb{}.varint(1, 1).varint(2, 1<<50)}), "damaged profile: ", ""},
		{"more values than types", goroutines([]pb{pb{}.bytes(1, packed(1)).bytes(2, packed(3, 4, 5))}, []pb{good}, []pb{function}), "damaged profile: ", ""},
		{"no values", goroutines([]pb{pb{}.bytes(1, packed(1))}, []pb{good}, []pb{function}), "damaged profile: ", ""},
		{"a count below 0", goroutines([]pb{pb{}.bytes(1, packed(1)).bytes(2, packed(1<<64-1))}, []pb{good}, []pb{function}), "", ""},
		{"the highest ids", goroutines([]pb{sample(1<<64 - 1)}, []pb{pb{}.varint(1, 1<<64-1).bytes(4, line(1<<64-1))}, []pb{pb{}.varint(1, 1<<64-1).varint(2, 3)}), "", "g-4 to g-2 unknown: main.f:7\n"},
		{"a function that calls itself for ever", goroutines([]pb{sample(many...)}, []pb{good}, []pb{function}), "", strings.Repeat("main.f:7 < ", small.depth-1) + "main.f:7\n"},
		{"as many in one location", goroutines([]pb{sample(1)}, []pb{inlined}, []pb{function}), "", strings.Repeat("main.f:7 < ", small.depth-1) + "main.f:7\n"},
		{"ten million locations claimed", goroutines([]pb{pb(append(packed(1<<3|2, 10_000_000), "\x01\x01"...))}, []pb{good}, []pb{function}), ErrNone.Error(), ""},
		{"many locations of nothing", goroutines(nil, make([]pb, 200_000), nil), "to decode it would take about ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, err := parseDamaged(t, []byte(c.data))
			if got := fmt.Sprint(err); !strings.HasPrefix(got, c.err) || (err == nil) != (c.err == "") {
				t.Errorf("error %q, want %q", got, c.err)
			}
			if got := printed(set, "goroutines"); !strings.HasSuffix(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("got %.200q, want %.200q", got, c.want)
			}
		})
	}
}
