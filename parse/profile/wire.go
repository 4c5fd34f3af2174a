package profile

import (
	"encoding/binary"
	"errors"
)

// field is one field of a protobuf message.
type field struct {
	num  int
	wire int    // type on the wire: 0 varint, 1 and 5 fixed, 2 bytes
	data []byte // of wire type 2
}

var (
	errShort = errors.New("ends in the middle of a field")
	errWire  = errors.New("not a protobuf message")
)

// next splits the first field off a message. The error is errShort when the message may go on.
func next(msg []byte) (f field, rest []byte, err error) {
	key, rest, err := varint(msg)
	if err != nil {
		return f, nil, err
	}
	f.num, f.wire = int(min(key>>3, 1<<29)), int(key&7)
	size := uint64(0)
	switch f.wire {
	case 0:
		_, rest, err = varint(rest)
		return f, rest, err
	case 1:
		size = 8
	case 2:
		size, rest, err = varint(rest)
		if err != nil {
			return f, nil, err
		}
	case 5:
		size = 4
	default:
		return f, nil, errWire
	}
	if size > uint64(len(rest)) {
		return f, nil, errShort
	}
	f.data = rest[:size]
	return f, rest[size:], nil
}

func varint(b []byte) (v uint64, rest []byte, err error) {
	v, n := binary.Uvarint(b)
	switch {
	case n == 0:
		return 0, nil, errShort
	case n < 0:
		return 0, nil, errWire
	}
	return v, b[n:], nil
}

// memory estimates how many bytes it takes to decode a profile.proto message with pprof/profile. Two
// bytes of a file can stand for a sample of 150 bytes in memory, so the size of a file says too little.
// Names reports whether the message has a string table. What is wrong within a field is left to the
// decoder.
func memory(msg []byte) (bytes int64, names bool, err error) {
	for len(msg) > 0 {
		f, rest, err := next(msg)
		if err != nil {
			return bytes, names, err
		}
		msg = rest
		switch f.num {
		case 1, 11:
			bytes += 64
		case 2:
			bytes += 200 + inSample(f.data)
		case 3, 4, 5:
			bytes += 200 + 20*int64(len(f.data)) // in turn, a line of a location is 2 bytes and 40 in memory
		case 6:
			bytes += 16 + int64(len(f.data))
			names = true
		default:
			bytes += 8 * int64(len(f.data))
		}
	}
	return bytes, names, nil
}

// inSample is what the fields of one sample take: 16 bytes for each location id or value, and 256 for
// each label, which are kept in up to three maps.
func inSample(sample []byte) (bytes int64) {
	for len(sample) > 0 {
		f, rest, err := next(sample)
		if err != nil {
			return bytes
		}
		sample = rest
		switch f.num {
		case 1, 2:
			bytes += 16 * int64(max(1, len(f.data)))
		case 3:
			bytes += 256
		}
	}
	return bytes
}
