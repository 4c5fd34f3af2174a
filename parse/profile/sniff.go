package profile

import (
	"bytes"
	"compress/gzip"
	"io"
)

// sniffed is how much of a file's beginning decides what it is.
const sniffed = 4 << 10

// Sniff reports whether a file that begins with head is a profile.proto message, raw or gzipped. Head is the first
// 4 KiB of the file, or all of it. A text may have a profile anywhere.
func Sniff(head []byte) bool {
	if gzipped(head) {
		zr, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return false
		}
		inner := make([]byte, sniffed)
		n, _ := io.ReadFull(zr, inner) // an error is the end of head
		head = inner[:n]
	}
	return looksProto(head)
}

// looksProto reports whether head is the beginning of a profile.proto message. It must have at least one
// ValueType, which all writers put first, before the 4 KiB end; every field up to there must be one of the
// message with the right wire type, and the messages in it must consist of such fields too. No text
// passes: a ValueType holds control characters.
func looksProto(head []byte) bool {
	types := 0
	for len(head) > 0 {
		f, rest, err := next(head)
		if err == errShort {
			return types > 0 && (f.num == 0 || f.fits(profileFields))
		}
		if err != nil || !f.valid(profileFields) {
			return false
		}
		if (f.num == 1 || f.num == 11) && len(f.data) > 0 {
			types++
		}
		head = rest
	}
	return types > 0
}

// wires are the wire types a field may have, by number: 0 for a varint, 2 for bytes; inner are the fields
// of the message in the bytes, nil when it is none.
type wires map[int]struct {
	varint, bytes bool
	inner         wires
}

// The messages of profile.proto, as far as recognising one needs it.
var (
	varintFields = wires{1: {varint: true}, 2: {varint: true}, 3: {varint: true}, 4: {varint: true}, 5: {varint: true},
		6: {varint: true}, 7: {varint: true}, 8: {varint: true}, 9: {varint: true}, 10: {varint: true}}
	typeFields     = wires{1: {varint: true}, 2: {varint: true}}
	sampleFields   = wires{1: {varint: true, bytes: true}, 2: {varint: true, bytes: true}, 3: {bytes: true, inner: varintFields}}
	locationFields = wires{1: {varint: true}, 2: {varint: true}, 3: {varint: true}, 4: {bytes: true, inner: varintFields}, 5: {varint: true}}
	profileFields  = wires{
		1: {bytes: true, inner: typeFields}, 2: {bytes: true, inner: sampleFields}, 3: {bytes: true, inner: varintFields},
		4: {bytes: true, inner: locationFields}, 5: {bytes: true, inner: varintFields}, 6: {bytes: true},
		7: {varint: true}, 8: {varint: true}, 9: {varint: true}, 10: {varint: true},
		11: {bytes: true, inner: typeFields}, 12: {varint: true}, 13: {varint: true, bytes: true}, 14: {varint: true}, 15: {varint: true},
	}
)

// fits reports whether a message with the given fields may have one with f's number and wire type.
func (f field) fits(in wires) bool {
	w := in[f.num]
	return f.wire == 0 && w.varint || f.wire == 2 && w.bytes
}

// valid reports whether f and all in it may stand in a message with the given fields.
func (f field) valid(in wires) bool {
	if !f.fits(in) {
		return false
	}
	w := in[f.num]
	if w.inner == nil {
		return true
	}
	for data := f.data; len(data) > 0; {
		g, rest, err := next(data)
		if err != nil || !g.valid(w.inner) {
			return false
		}
		data = rest
	}
	return true
}
