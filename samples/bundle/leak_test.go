package bundle

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/incident"
)

// TestEveryStringHasASort: a string field of package evidence that nobody has thought about is replaced as a whole,
// which is safe, and useless as often as not. The row for it goes into fields.go.
func TestEveryStringHasASort(t *testing.T) {
	seen := make(map[string]bool)
	var walk func(reflect.Type, string)
	types := make(map[reflect.Type]bool)
	walk = func(typ reflect.Type, field string) {
		switch typ.Kind() {
		case reflect.String:
			seen[field] = true
			if _, ok := fields[field]; !ok {
				t.Errorf("fields.go lacks the row\n\t%q: …,", field)
			}
		case reflect.Pointer, reflect.Slice:
			walk(typ.Elem(), field)
		case reflect.Map:
			walk(typ.Key(), field)
			walk(typ.Elem(), field)
		case reflect.Struct:
			switch typ {
			case reflect.TypeFor[evidence.Frame](), reflect.TypeFor[evidence.Label](), reflect.TypeFor[time.Time]():
				return
			}
			if types[typ] {
				return
			}
			types[typ] = true
			for i := range typ.NumField() {
				walk(typ.Field(i).Type, typ.Name()+"."+typ.Field(i).Name)
			}
		}
	}
	walk(reflect.TypeFor[evidence.Set](), "")
	for field := range fields {
		if !seen[field] {
			t.Errorf("fields.go has a row for %s, which does not exist", field)
		}
	}
}

// planted is what a private string looks like in a field of each sort. %d makes each one another.
var planted = map[sort]string{
	free:    "charge card 4111-%d of zanzibar for kilimanjaro",
	input:   "/home/serengeti/incident-%d/kilimanjaro-7f9c/trace.out",
	goFile:  "/home/serengeti/src/zanzibar.internal/ngorongoro%d/card.go",
	name:    "zanzibar.internal/ngorongoro%d.(*Card).Charge[zanzibar.internal/selous.Nonce].func1",
	pkgPath: "zanzibar.internal/ngorongoro%d",
	code:    "selous.Charge(ctx, %d, \"kilimanjaro\", `zanzibar`, 's') // serengeti",
	wait:    "chan receive %d kilimanjaro",
	version: "go1.26-zanzibar%d",
	word:    "zanzibar%d",
	said:    "unknown line %d, got \"kilimanjaro\"",
}

// secrets are all the private words planted. Of them nothing may be in a bundle, in whatever field.
var secrets = []string{"zanzibar", "ngorongoro", "serengeti", "kilimanjaro", "selous", "4111"}

// names are those that strict replaces beside.
var privateNames = []string{"Card", "Charge", "Nonce", "tenantID"}

// TestNothingLeaks: private strings are planted in every field there is; none of them is anywhere in the bytes of
// what is written.
func TestNothingLeaks(t *testing.T) {
	set := &evidence.Set{}
	plant(reflect.ValueOf(set).Elem(), "", 0, new(int))
	for level, private := range map[Level][]string{Basic: secrets, Strict: append(privateNames, secrets...)} {
		red := Redact(set, level, correlate.Public)
		var b bytes.Buffer
		if err := incident.Write(&b, Slice(red.Set, func(*evidence.Goroutine) bool { return true })); err != nil {
			t.Fatal(err)
		}
		b.WriteString(red.Notes("nothing"))
		for _, s := range private {
			if i := bytes.Index(b.Bytes(), []byte(s)); i >= 0 {
				t.Errorf("%s: %q is in it: …%s…", level, s, b.Bytes()[max(0, i-120):min(b.Len(), i+60)])
			}
		}
		if len(red.List) == 0 || red.Packages == 0 || red.Roots == 0 {
			t.Errorf("%s: %d replacements, %d packages, %d directories", level, len(red.List), red.Packages, red.Roots)
		}
	}
}

// plant fills everything below v with private strings of the sort of their field.
func plant(v reflect.Value, field string, depth int, n *int) {
	*n++
	switch v.Type() {
	case reflect.TypeFor[evidence.Frame]():
		v.Set(reflect.ValueOf(evidence.Frame{Func: fmt.Sprintf(planted[name], *n), File: fmt.Sprintf(planted[goFile], *n), Line: *n}))
		return
	case reflect.TypeFor[evidence.Label]():
		v.Set(reflect.ValueOf(evidence.Label{Key: "tenantID", Value: fmt.Sprintf("zanzibar-%d", *n)}))
		return
	case reflect.TypeFor[time.Time]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		if s, ok := planted[fields[field]]; ok {
			v.SetString(fmt.Sprintf(s, *n))
		}
	case reflect.Pointer:
		if depth < 9 {
			v.Set(reflect.New(v.Type().Elem()))
			plant(v.Elem(), field, depth+1, n)
		}
	case reflect.Slice:
		if depth < 8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			plant(v.Index(0), field, depth+1, n)
		}
	case reflect.Map:
		if depth < 8 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			plant(key, field, depth+1, n)
			plant(value, field, depth+1, n)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			plant(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name, depth+1, n)
		}
	}
}

// FuzzDocument: whatever a document says, it is read or refused, can be analysed, and made into a bundle again.
func FuzzDocument(f *testing.F) {
	set := &evidence.Set{}
	plant(reflect.ValueOf(set).Elem(), "", 4, new(int))
	var b bytes.Buffer
	if err := incident.Write(&b, &incident.Document{Set: set}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schema":"ctxscope/incident/v1","set":{"Sources":[1],"Goroutines":[2,2],"Cancels":[3],"Sites":[6]},"objects":[
{"Path":"a","Kind":"execution-trace"},{"ID":1,"State":3,"Wait":"select","Stack":4,"Holds":[{"Frame":9}],"History":5,"Created":{"Stack":4,"Seen":true,"FramesLeft":99}},
{"Site":7,"Woke":[0],"Stack":4},{"Frames":[{"Func":"main.f"}]},{"Parent":7},{"Alive":[1,2]},{"Stack":4,"FramesLeft":-1}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		set, err := incident.Parse(context.Background(), bytes.NewReader(doc), "incident.json", incident.Options{})
		if err != nil || len(set.Goroutines) > 10_000 {
			return
		}
		analyse(set)
		for _, level := range Levels {
			red := Redact(set, level, correlate.Public)
			if err := incident.Write(&bytes.Buffer{}, Slice(red.Set, func(g *evidence.Goroutine) bool { return g.ID%2 == 0 })); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzNames: no element of a private path comes through, however a function's name is written.
func FuzzNames(f *testing.F) {
	for _, s := range []string{
		"zanzibar.internal/pay.(*Client).Charge.func1", "zanzibar/x.F[zanzibar/y.T,...]", "go.shape.*zanzibar/y.T",
		"main.F[zanzibar.y.T]", "vendor/zanzibar/x.F", "zanzibar.F", "a/zanzibar@v1.2.3/x.F", "zanzibar/…", "]]]zanzibar/a.b", "zanzibar/\x00.f",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, level := range []Level{Basic, Strict} {
			out := newRedactor(level, correlate.Public, newNamer()).function(s)
			for _, shape := range []string{"zanzibar/", "/zanzibar.", "zanzibar.internal"} {
				if strings.Contains(out, shape) {
					t.Errorf("%s: %q became %q", level, s, out)
				}
			}
		}
	})
}
