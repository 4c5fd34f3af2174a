package incident

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Schema names the contract of the document.
const Schema = "ctxscope/incident/v1"

// A bundle is a zip file with this comment and the document as this member.
const (
	BundleComment = "ctxscope bundle"
	BundleMember  = "incident.json"
)

// opening is how each document begins, by which it is recognised.
const opening = `{"schema":"ctxscope/incident/`

// A Document is one incident, as it is written and read.
type Document struct {
	Head    Head
	Set     *evidence.Set
	Counted []Counted // beside Set.Goroutines, and not among them
}

// A Head says how the document came about.
type Head struct {
	Tool      string // version of ctxscope that wrote it
	Redaction string // "none", "basic", "strict"
	LeftOut   string // what of the incident is not in it, one clause; empty: nothing
}

// A Counted goroutine stands for so many that are alike. Its ID means nothing.
type Counted struct {
	Goroutine *evidence.Goroutine
	Times     int
}

// Write writes d. It keeps an index of the objects, so it needs about as much memory again as the Set.
func Write(w io.Writer, d *Document) error {
	e := &encoder{w: bufio.NewWriterSize(w, 64<<10), place: make(map[any]int)}
	e.w.WriteString(`{"schema":` + string(quoted(Schema)) + ",\n\"head\":")
	e.put(reflect.ValueOf(d.Head))
	e.w.WriteString(",\n\"counted\":")
	e.put(reflect.ValueOf(d.Counted))
	e.w.WriteString(",\n\"set\":")
	e.put(reflect.ValueOf(*d.Set))
	e.w.WriteString(",\n\"objects\":[")
	for i := 0; i < len(e.objects); i++ { // it grows as objects refer to others
		if i > 0 {
			e.w.WriteString(",")
		}
		e.w.WriteString("\n")
		e.put(e.objects[i].Elem())
		e.objects[i] = reflect.Value{}
	}
	e.w.WriteString("]}\n")
	return e.w.Flush()
}

// An encoder writes values. Errors of the writer stay in w until Flush.
type encoder struct {
	w       *bufio.Writer
	place   map[any]int // of a pointer in objects, from 1
	objects []reflect.Value
}

func (e *encoder) put(v reflect.Value) {
	if v.Type() == timeType {
		e.w.Write(quoted(v.Interface().(time.Time).UTC().Format(time.RFC3339Nano)))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		e.w.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.w.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.w.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float64:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) { // JSON has no word for them
			f = 0
		}
		e.w.WriteString(strconv.FormatFloat(f, 'g', -1, 64))
	case reflect.String:
		e.w.Write(quoted(v.String()))
	case reflect.Pointer:
		e.w.WriteString(strconv.Itoa(e.refer(v)))
	case reflect.Slice:
		e.w.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				e.w.WriteByte(',')
			}
			e.put(v.Index(i))
		}
		e.w.WriteByte(']')
	case reflect.Map:
		e.pairs(v)
	case reflect.Struct:
		e.fields(v)
	default:
		panic(fmt.Sprintf("incident: no way to write a %s", v.Type())) // TestEveryFact meets every type there is
	}
}

// refer returns the place of what v points to, 0 for nil.
func (e *encoder) refer(v reflect.Value) int {
	if v.IsNil() {
		return 0
	}
	p := v.Interface()
	n, ok := e.place[p]
	if !ok {
		e.objects = append(e.objects, v)
		n = len(e.objects)
		e.place[p] = n
	}
	return n
}

// pairs writes a map in the order of its keys, so that equal sets give equal bytes.
func (e *encoder) pairs(v reflect.Value) {
	type pair struct{ key, value []byte }
	var list []pair
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(order(a), order(b)) })
	out := e.w
	for _, k := range keys {
		list = append(list, pair{e.aside(k), e.aside(v.MapIndex(k))})
	}
	e.w = out
	e.w.WriteByte('[')
	for i, p := range list {
		if i > 0 {
			e.w.WriteByte(',')
		}
		e.w.WriteByte('[')
		e.w.Write(p.key)
		e.w.WriteByte(',')
		e.w.Write(p.value)
		e.w.WriteByte(']')
	}
	e.w.WriteByte(']')
}

// aside returns v as it is written.
func (e *encoder) aside(v reflect.Value) []byte {
	var b bytes.Buffer
	e.w = bufio.NewWriter(&b)
	e.put(v)
	e.w.Flush()
	return b.Bytes()
}

// order is what a map's keys are sorted by: a stack by its frames, as its place is not known yet.
func order(key reflect.Value) string {
	if s, ok := key.Interface().(*evidence.Stack); ok {
		return fmt.Sprint(s.All())
	}
	return fmt.Sprint(key.Interface())
}

func (e *encoder) fields(v reflect.Value) {
	e.w.WriteByte('{')
	first := true
	for i := range v.NumField() {
		f := v.Field(i)
		if f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 {
			continue
		}
		if !first {
			e.w.WriteByte(',')
		}
		first = false
		e.w.WriteString(`"` + v.Type().Field(i).Name + `":`)
		e.put(f)
	}
	e.w.WriteByte('}')
}

var timeType = reflect.TypeFor[time.Time]()

// quoted returns s as a JSON string. What would hide or turn around the text around it is not in the way
// of a program, but people look at files too.
func quoted(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return b
}
