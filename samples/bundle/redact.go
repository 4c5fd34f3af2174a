package bundle

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Level says how much is replaced.
type Level string

// The levels, the most telling first. Package doc has what each replaces.
const (
	None   Level = "none"
	Basic  Level = "basic"
	Strict Level = "strict"
)

// Levels are all of them, in order.
var Levels = []Level{None, Basic, Strict}

// Redacted is a Set without private names, and what was done to it.
type Redacted struct {
	Set   *evidence.Set
	Level Level

	Packages int // package paths of which something was replaced
	Roots    int // directories of source files
	Counts   map[string]int
	List     []Replacement // all of them, in order of appearance; this is what must stay on the user's machine
	Review   []string      // what was kept and looks like a secret, by name

	r *redactor
}

// Function returns what stands for the name of a function.
func (red *Redacted) Function(name string) string {
	if red.Level == None {
		return name
	}
	return red.r.function(name)
}

// Redact returns a copy of set in which private names are replaced. public reports whether a package is the
// standard library's or a module that everybody knows. set does not change.
func Redact(set *evidence.Set, level Level, public func(pkg string) bool) *Redacted {
	names := newNamer()
	var r *redactor
	var out *evidence.Set
	for range 2 { // source text and file names refer to packages that only later stacks may name
		r = newRedactor(level, public, names)
		r.number(set)
		out = r.set(set)
	}
	red := &Redacted{Set: out, Level: level, Packages: len(r.packages), Roots: len(r.roots), Counts: map[string]int{}, List: names.list, r: r}
	for _, one := range names.list {
		red.Counts[one.What]++
	}
	red.Review = slices.Sorted(maps.Keys(r.odd))
	return red
}

// A redactor copies a Set.
type redactor struct {
	level  Level
	public func(string) bool
	names  *namer

	copies map[any]reflect.Value
	work   []copying

	frames    map[evidence.Frame]evidence.Frame
	functions map[string]string
	texts     map[string]string
	inputs    map[string]string
	addresses map[uint64]uint64
	types     map[uint64]uint64

	packages, roots map[string]bool
	odd, looked     map[string]bool // kept strings that look like secrets; all that were looked at
}

type copying struct{ to, from reflect.Value }

func newRedactor(level Level, public func(string) bool, names *namer) *redactor {
	return &redactor{
		level: level, public: public, names: names, copies: map[any]reflect.Value{},
		frames: map[evidence.Frame]evidence.Frame{}, functions: map[string]string{}, texts: map[string]string{},
		inputs: map[string]string{}, addresses: map[uint64]uint64{}, types: map[uint64]uint64{},
		packages: map[string]bool{}, roots: map[string]bool{}, odd: map[string]bool{}, looked: map[string]bool{},
	}
}

// number gives inputs and addresses their new names, in the order that they have.
func (r *redactor) number(set *evidence.Set) {
	for _, s := range set.Sources {
		if r.inputs[s.Path] == "" {
			r.inputs[s.Path] = r.names.name("input", string(s.Kind)+"-", s.Path)
		}
	}
	list := slices.Clone(set.Resources)
	slices.SortFunc(list, func(a, b *evidence.Resource) int { return cmp.Compare(a.Addr, b.Addr) })
	for _, res := range list {
		r.address(res.Addr)
	}
}

func (r *redactor) address(a uint64) uint64 { return renumber(r.addresses, a, 0xc000000000, 0x40) }

func renumber(given map[uint64]uint64, a, base, step uint64) uint64 {
	if a == 0 {
		return 0
	}
	to, ok := given[a]
	if !ok {
		to = base + step*uint64(len(given)+1)
		given[a] = to
	}
	return to
}

func (r *redactor) set(set *evidence.Set) *evidence.Set {
	out := r.pointer(reflect.ValueOf(set)).Interface().(*evidence.Set)
	for len(r.work) > 0 { // by a list: what refers to what may be a chain of any length
		c := r.work[len(r.work)-1]
		r.work = r.work[:len(r.work)-1]
		r.copy(c.to, c.from, "")
	}
	return out
}

// pointer returns the copy of what v points to, which may not have been filled yet.
func (r *redactor) pointer(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	to, ok := r.copies[v.Interface()]
	if !ok {
		to = reflect.New(v.Type().Elem())
		r.copies[v.Interface()] = to
		r.work = append(r.work, copying{to.Elem(), v.Elem()})
	}
	return to
}

// copy fills to with what from holds. field is where it is, "Type.Field".
func (r *redactor) copy(to, from reflect.Value, field string) {
	if r.level == None {
		r.look(from)
	} else if done := r.whole(to, from); done {
		return
	}
	switch from.Kind() {
	case reflect.String:
		to.SetString(r.text(field, from.String()))
	case reflect.Pointer:
		to.Set(r.pointer(from))
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			r.copy(to.Index(i), from.Index(i), field)
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for it := from.MapRange(); it.Next(); {
			key, value := reflect.New(from.Type().Key()).Elem(), reflect.New(from.Type().Elem()).Elem()
			r.copy(key, it.Key(), field)
			r.copy(value, it.Value(), field)
			to.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if from.Type() == reflect.TypeFor[time.Time]() {
			to.Set(from)
			return
		}
		for i := range from.NumField() {
			r.copy(to.Field(i), from.Field(i), from.Type().Name()+"."+from.Type().Field(i).Name)
		}
	default:
		to.Set(from)
	}
}

// whole sees to the types whose fields belong together.
func (r *redactor) whole(to, from reflect.Value) bool {
	switch from.Type() {
	case reflect.TypeFor[evidence.Frame]():
		f := r.frame(from.Interface().(evidence.Frame))
		r.kept(f.Func)
		r.kept(f.File)
		to.Set(reflect.ValueOf(f))
	case reflect.TypeFor[evidence.Label]():
		l := from.Interface().(evidence.Label)
		l.Value = r.names.name("label", "v", l.Value)
		if r.level == Strict || !isIdentifier(l.Key) {
			l.Key = r.names.name("label key", "k", l.Key)
		}
		r.kept(l.Key)
		to.Set(reflect.ValueOf(l))
	case reflect.TypeFor[evidence.Resource]():
		res := from.Interface().(evidence.Resource)
		res.Kind = evidence.ResourceKind(r.text("Resource.Kind", string(res.Kind)))
		res.Addr, res.Type = r.address(res.Addr), renumber(r.types, res.Type, 0x1000000, 0x20)
		to.Set(reflect.ValueOf(res))
	default:
		return false
	}
	return true
}

// text replaces the string of a field.
func (r *redactor) text(field, s string) string {
	if s == "" || r.level == None {
		return s
	}
	out := s
	switch fields[field] {
	case own:
	case input:
		out = r.inputs[s]
		if out == "" {
			out = r.names.name("input", "input-", s)
		}
	case goFile:
		out = r.file(s, "")
	case name:
		out = r.function(s)
	case pkgPath:
		if !r.public(s) {
			out = r.packagePath(s)
		}
	case code:
		out = r.code(s)
	case wait, word:
		if !spoken(s) {
			out = r.names.name("text", "t", s)
		}
	case version:
		if out, _, _ = strings.Cut(s, " "); !goRelease.MatchString(out) { // go1.26.0 X:nogreenteagc
			out = ""
		}
	case said:
		out = "what was said of it is left out of the bundle: it may quote the input"
	default:
		out = r.names.name("text", "t", s)
	}
	r.kept(out)
	return out
}

// look looks at a string that is not going to be replaced.
func (r *redactor) look(v reflect.Value) {
	if v.Kind() == reflect.String {
		r.kept(v.String())
	}
}

func isIdentifier(s string) bool {
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
