package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// anonymise rewrites the gzipped heap profile name: the executable's path, which
// the profile's mapping carries, is cut to its last element.
func anonymise(name, exe string) error {
	packed, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	profile, err := io.ReadAll(zr)
	if err != nil {
		return err
	}
	profile, err = replaceString(profile, exe, filepath.Base(exe))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	zw := gzip.NewWriter(&out)
	if _, err := zw.Write(profile); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, out.Bytes(), 0o644)
}

// Of profile.proto only this much is needed: a message is a row of fields, each
// a key (number<<3 | wire type) and a value, and the strings of a profile are
// its field 6.
const (
	stringTable = 6

	wireVarint = 0
	wireBytes  = 2
)

var errProfile = errors.New("heap profile: not a profile message")

// replaceString returns the encoded profile with each table string equal to old
// made new. Strings are referred to by index, so nothing else changes.
func replaceString(profile []byte, old, new string) ([]byte, error) {
	out := make([]byte, 0, len(profile))
	for rest := profile; len(rest) > 0; {
		key, n := binary.Uvarint(rest)
		if n <= 0 {
			return nil, errProfile
		}
		value, m := binary.Uvarint(rest[n:])
		if m <= 0 {
			return nil, errProfile
		}
		size := n + m
		switch key & 7 {
		case wireVarint:
		case wireBytes:
			if value > uint64(len(rest)-size) {
				return nil, errProfile
			}
			body := rest[size : size+int(value)]
			size += int(value)
			if key>>3 == stringTable && string(body) == old {
				out = binary.AppendUvarint(out, key)
				out = binary.AppendUvarint(out, uint64(len(new)))
				out = append(out, new...)
				rest = rest[size:]
				continue
			}
		default:
			return nil, errProfile
		}
		out = append(out, rest[:size]...)
		rest = rest[size:]
	}
	return out, nil
}
