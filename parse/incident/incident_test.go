package incident

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// TestEveryFact: whatever there is in package evidence comes back as it was, a field that was added yesterday
// too. Each field of each type is given a value of its own.
func TestEveryFact(t *testing.T) {
	set := &evidence.Set{}
	fill(reflect.ValueOf(set).Elem(), 0, new(int))
	settle(set) // what was made up here need not keep a Set's promises
	var b bytes.Buffer
	if err := Write(&b, &Document{Set: set}); err != nil {
		t.Fatal(err)
	}
	got := parse(t, b.String())
	got.Sources = got.Sources[:len(got.Sources)-1] // the bundle itself
	for i := range reflect.TypeFor[evidence.Set]().NumField() {
		name := reflect.TypeFor[evidence.Set]().Field(i).Name
		a, b := reflect.ValueOf(set).Elem().Field(i), reflect.ValueOf(got).Elem().Field(i)
		if a.IsZero() || name != "CancelSites" && !reflect.DeepEqual(a.Interface(), b.Interface()) { // they have stacks for keys, see below
			t.Errorf("%s is not as it was", name)
		}
	}
	var again bytes.Buffer
	if err := Write(&again, &Document{Set: got}); err != nil {
		t.Fatal(err)
	}
	if again.String() != b.String() {
		t.Errorf("written again it differs:\n%s\n%s", b.String(), again.String())
	}
}

// fill sets everything below v, down to a depth, to something that is not zero.
func fill(v reflect.Value, depth int, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n%100 + 1))
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(uint64(*n%3 + 1))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.String:
		v.SetString(strings.Repeat("x", *n%7+1))
	case reflect.Pointer:
		if depth < 9 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth+1, n)
		}
	case reflect.Slice:
		if depth < 8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), depth+1, n)
		}
	case reflect.Map:
		if depth < 8 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, depth+1, n)
			fill(value, depth+1, n)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if v.Type() == timeType {
			v.Set(reflect.ValueOf(time.Date(2026, 3, 1, 10, 0, 0, *n, time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), depth+1, n)
		}
	}
}

// TestShared: what several refer to is one thing again, and may refer back.
func TestShared(t *testing.T) {
	stack := &evidence.Stack{Frames: []evidence.Frame{{Func: "main.f", File: "main.go", Line: 1}}}
	cancel := &evidence.Cancel{By: 3, Site: -1}
	cancel.Woke = []*evidence.Wake{{Goroutine: 1, Cancel: cancel, Stack: stack}}
	set := &evidence.Set{
		Sources:    []*evidence.Source{{Path: "trace.out", Kind: evidence.ExecutionTrace}},
		Goroutines: []*evidence.Goroutine{{ID: 1, Stack: stack, History: &evidence.History{Woken: cancel.Woke[0]}}, {ID: 2, Stack: stack}},
		Cancels:    []*evidence.Cancel{cancel},
	}
	got := parse(t, write(t, &Document{Set: set, Head: Head{Redaction: "basic"}}))
	if got.Goroutines[0].Stack != got.Goroutines[1].Stack || got.Goroutines[0].History.Woken.Cancel != got.Cancels[0] {
		t.Error("what was shared is not shared any more")
	}
	if src := got.Sources[1]; src.Kind != evidence.Bundle || src.Note != "REDACTED basic" {
		t.Errorf("the bundle's source is %+v", src)
	}
}

// TestCounted: goroutines that are only counted are as many as they count, without ids.
func TestCounted(t *testing.T) {
	got := parse(t, write(t, &Document{
		Set:     &evidence.Set{Goroutines: []*evidence.Goroutine{{ID: 7}}},
		Counted: []Counted{{&evidence.Goroutine{Wait: evidence.WaitSend}, 3}, {&evidence.Goroutine{Wait: evidence.WaitSelect}, 2}},
	}))
	if len(got.Goroutines) != 6 || got.Goroutines[5].ID != 7 || got.Goroutines[0].ID.Known() {
		t.Errorf("read %d goroutines", len(got.Goroutines))
	}
}

// TestDamaged: what does not hold together is an error that says where.
func TestDamaged(t *testing.T) {
	for doc, want := range map[string]string{
		``:                                  "unexpected end of JSON input",
		`{"schema":"ctxscope/incident/v9"}`: `schema "ctxscope/incident/v9", this version reads ctxscope/incident/v1`,
		`{"schema":"ctxscope/incident/v1","set":{"Sources":[4]},"objects":[]}`:                                  "there is no object 4",
		`{"schema":"ctxscope/incident/v1","set":{"Sources":[-1]},"objects":[{}]}`:                               "there is no object -1",
		`{"schema":"ctxscope/incident/v1","set":{"Sources":[1],"Cancels":[1]},"objects":[{}]}`:                  "object 1 is a",
		`{"schema":"ctxscope/incident/v1","set":{"Sources":[1]},"objects":[{"Path":5}]}`:                        "object 1: Path: json:",
		`{"schema":"ctxscope/incident/v1","set":{"Code":[[{}]]}}`:                                               "Code: a pair is not one of two",
		`{"schema":"ctxscope/incident/v1","set":{},"counted":[{"Goroutine":1,"Times":9999999}],"objects":[{}]}`: "counts more goroutines than any program has",
		`{"schema":"ctxscope/incident/v1","set":{},"counted":[{"Times":1}]}`:                                    "counts more goroutines than any program has",
	} {
		_, err := Parse(context.Background(), strings.NewReader(doc), "incident.json", Options{})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "incident.json: ") {
			t.Errorf("%s\n\terror %v\n\twant  %s", doc, err, want)
		}
	}
}

// TestOlder: a document that an earlier version wrote is read by this one. It is never written anew: a field
// that this no longer finds needs a new schema.
func TestOlder(t *testing.T) {
	got := parse(t, `{"schema":"ctxscope/incident/v1",
"head":{"Tool":"v0.1.0","Redaction":"strict","LeftOut":"40 of 50 goroutines are counts only","Later":1},
"counted":[{"Goroutine":4,"Times":2}],
"set":{"Sources":[1],"Goroutines":[2],"Renamed":[["aaaaaaaa","bbbbbbbb"]],"Later":[]},
"objects":[
{"Path":"execution-trace-1","Kind":"execution-trace","Wall":"2026-03-01T10:00:00Z"},
{"ID":8,"State":3,"Wait":"chan send","Stack":3,"Created":{"By":1,"Seen":true},"Labels":[{"Key":"user","Value":"v01"}]},
{"Frames":[{"Func":"main.f","File":"main.go","Line":7}]},
{"State":3,"Wait":"select","Stack":3}
]}`)
	g := got.Goroutine(8)
	if g == nil || g.Wait != evidence.WaitSend || g.Stack.Leaf().Line != 7 || g.Created.By != 1 || g.Labels[0].Value != "v01" || got.Renamed["aaaaaaaa"] != "bbbbbbbb" {
		t.Errorf("read %+v", g)
	}
	if note := got.Sources[1].Note; note != "REDACTED strict; 40 of 50 goroutines are counts only" {
		t.Errorf("note %q", note)
	}
}

func write(t *testing.T, d *Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parse(t *testing.T, doc string) *evidence.Set {
	t.Helper()
	set, err := Parse(context.Background(), strings.NewReader(doc), "incident.json", Options{})
	if err != nil {
		t.Fatal(err)
	}
	return set
}
