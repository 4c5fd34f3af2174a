package incident

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// The most a document may hold, and may make of its counts.
const (
	mostBytes   = 1 << 30
	mostCounted = 4 << 20
)

// Options are what a caller of Parse may want.
type Options struct {
	Size     int64 // 0 when not known
	Progress func(evidence.Progress)
}

// Sniff reports whether head begins a document.
func Sniff(head []byte) bool { return strings.HasPrefix(string(head), opening) }

// Parse reads a document. The Set has the sources of the incident, and as its last one the bundle itself, named
// name. A document that is cut or does not hold together is an error: it was written as a whole.
func Parse(ctx context.Context, r io.Reader, name string, o Options) (*evidence.Set, error) {
	data, err := io.ReadAll(io.LimitReader(&watched{ctx: ctx, r: r, name: name, o: o}, mostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > mostBytes {
		return nil, fmt.Errorf("%s: an incident of more than 1 GiB", name)
	}
	d, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := expand(d); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	settle(d.Set)
	d.Set.Sources = append(d.Set.Sources, &evidence.Source{
		Path: name, Kind: evidence.Bundle, Bytes: int64(len(data)), Records: int64(len(d.Set.Goroutines)), Note: note(d.Head),
	})
	if o.Progress != nil {
		o.Progress(evidence.Progress{Path: name, Kind: evidence.Bundle, Read: int64(len(data)), Total: o.Size, Goroutines: len(d.Set.Goroutines), Done: true})
	}
	return d.Set, nil
}

// note says what a reader should know about the bundle.
func note(h Head) string {
	text := "REDACTED " + h.Redaction
	if h.Redaction == "none" || h.Redaction == "" {
		text = "not redacted"
	}
	if h.LeftOut != "" {
		text += "; " + h.LeftOut
	}
	return text
}

// decode reads the document and puts its objects together.
func decode(data []byte) (*Document, error) {
	var doc struct {
		Schema  string            `json:"schema"`
		Head    json.RawMessage   `json:"head"`
		Counted json.RawMessage   `json:"counted"`
		Set     json.RawMessage   `json:"set"`
		Objects []json.RawMessage `json:"objects"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, damaged(err)
	}
	if doc.Schema != Schema {
		return nil, fmt.Errorf("schema %.40q, this version reads %s", doc.Schema, Schema)
	}
	d := &Document{Set: &evidence.Set{}}
	dec := &decoder{raw: doc.Objects, objects: make([]reflect.Value, len(doc.Objects)), known: make(map[reflect.Type]map[string]int)}
	for _, part := range []struct {
		raw  json.RawMessage
		into any
	}{{doc.Head, &d.Head}, {doc.Set, d.Set}, {doc.Counted, &d.Counted}} {
		if len(part.raw) == 0 {
			continue
		}
		if err := dec.get(part.raw, reflect.ValueOf(part.into).Elem()); err != nil {
			return nil, damaged(err)
		}
	}
	for len(dec.wanted) > 0 { // by a list of what is still to be read, as a document may refer in a chain of any length
		i := dec.wanted[len(dec.wanted)-1]
		dec.wanted = dec.wanted[:len(dec.wanted)-1]
		if err := dec.get(dec.raw[i], dec.objects[i].Elem()); err != nil {
			return nil, damaged(fmt.Errorf("object %d: %w", i+1, err))
		}
		dec.raw[i] = nil
	}
	return d, nil
}

func damaged(err error) error { return fmt.Errorf("damaged incident: %w", err) }

// A decoder reads values. An object's type is known from where it is referred to.
type decoder struct {
	raw     []json.RawMessage
	objects []reflect.Value // pointers; the zero Value until the object is referred to
	wanted  []int           // objects that are referred to and not read yet
	known   map[reflect.Type]map[string]int
}

// places returns the fields of a type by name.
func (d *decoder) places(t reflect.Type) map[string]int {
	m := d.known[t]
	if m == nil {
		m = make(map[string]int)
		for i := range t.NumField() {
			m[t.Field(i).Name] = i
		}
		d.known[t] = m
	}
	return m
}

func (d *decoder) get(raw json.RawMessage, v reflect.Value) error {
	if v.Type() == timeType {
		var t time.Time
		err := json.Unmarshal(raw, &t)
		v.Set(reflect.ValueOf(t.UTC()))
		return err
	}
	switch v.Kind() {
	case reflect.Pointer:
		return d.refer(raw, v)
	case reflect.Slice:
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i, item := range list {
			if err := d.get(item, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	case reflect.Map:
		return d.pairs(raw, v)
	case reflect.Struct:
		return d.fields(raw, v)
	}
	if plain(raw, v) {
		return nil
	}
	return json.Unmarshal(raw, v.Addr().Interface())
}

// plain sets v to a number or a string without escapes, which nearly all are; false when raw is none, and may be
// anything.
func plain(raw json.RawMessage, v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil || v.OverflowInt(n) {
			return false
		}
		v.SetInt(n)
		return true
	case reflect.String:
		if len(raw) < 2 || raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 || !utf8.Valid(raw) {
			return false
		}
		v.SetString(string(raw[1 : len(raw)-1])) // raw is one JSON value, so it ends with the quote
		return true
	}
	return false
}

func (d *decoder) refer(raw json.RawMessage, v reflect.Value) error {
	n, err := strconv.Atoi(string(raw))
	if err != nil {
		return json.Unmarshal(raw, &n) // which says what is wrong; null is none
	}
	if n == 0 {
		return nil
	}
	if n < 0 || n > len(d.objects) {
		return fmt.Errorf("there is no object %d", n)
	}
	if !d.objects[n-1].IsValid() {
		d.objects[n-1] = reflect.New(v.Type().Elem())
		d.wanted = append(d.wanted, n-1)
	}
	if d.objects[n-1].Type() != v.Type() {
		return fmt.Errorf("object %d is a %s and a %s", n, d.objects[n-1].Type().Elem().Name(), v.Type().Elem().Name())
	}
	v.Set(d.objects[n-1])
	return nil
}

func (d *decoder) pairs(raw json.RawMessage, v reflect.Value) error {
	var list [][]json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(list)))
	for _, pair := range list {
		if len(pair) != 2 {
			return errors.New("a pair is not one of two")
		}
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := errors.Join(d.get(pair[0], key), d.get(pair[1], value)); err != nil {
			return err
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func (d *decoder) fields(raw json.RawMessage, v reflect.Value) error {
	var have map[string]json.RawMessage
	if err := json.Unmarshal(raw, &have); err != nil {
		return err
	}
	places := d.places(v.Type())
	for name, value := range have {
		i, ok := places[name]
		if !ok {
			continue // of another version
		}
		if err := d.get(value, v.Field(i)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// watched is a reader that ends with ctx and tells how far it is.
type watched struct {
	ctx  context.Context
	r    io.Reader
	name string
	o    Options
	read int64
	told int64
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.r.Read(p)
	w.read += int64(n)
	if w.o.Progress != nil && w.read-w.told > 1<<20 {
		w.told = w.read
		w.o.Progress(evidence.Progress{Path: w.name, Kind: evidence.Bundle, Read: w.read, Total: w.o.Size})
	}
	return n, err
}
