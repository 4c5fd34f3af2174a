package bundle

import (
	"fmt"
	"regexp"
	"strings"
)

// A Replacement is one private string and what stands for it.
type Replacement struct {
	What string `json:"what"` // package, function, file, label, text, input, …
	From string `json:"from"`
	To   string `json:"to"`
}

// namer gives each private string a replacement and remembers it. Equal strings of one kind have equal
// replacements.
type namer struct {
	given map[Replacement]string // by what and from
	count map[string]int         // by prefix
	list  []Replacement
}

func newNamer() *namer {
	return &namer{given: make(map[Replacement]string), count: make(map[string]int)}
}

// name returns what stands for s: the prefix and a number.
func (n *namer) name(what, prefix, s string) string {
	key := Replacement{What: what, From: s}
	to, ok := n.given[key]
	if !ok {
		n.count[prefix]++
		to = fmt.Sprintf("%s%02d", prefix, n.count[prefix])
		n.given[key] = to
		n.list = append(n.list, Replacement{what, s, to})
	}
	return to
}

// What paths are made of everywhere, and says nothing about whose they are.
var conventional = func() map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.Fields(`main main_test command-line-arguments internal cmd pkg vendor src mod go usr local home root
		opt var app build work workspace tmp lib sdk toolchain ctxtrace . .. github.com gitlab.com bitbucket.org golang.org
		gopkg.in google.golang.org go.uber.org k8s.io`) {
		words[w] = true
	}
	return words
}()

var (
	major     = regexp.MustCompile(`^v[0-9]{1,4}$`)
	goRelease = regexp.MustCompile(`^go1(\.[0-9]{1,4}){0,2}((rc|beta)[0-9]{1,3})?$`)
	release   = regexp.MustCompile(`^v[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}(\+incompatible)?$`)
	plainFile = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,80}\.(go|s|S|c|h|cc|cpp)$`)
	compiled  = regexp.MustCompile(`^(func|gowrap|deferwrap|range)?[0-9]+$`)
)

// word replaces one element of a path. A module's version stays, the commit of an untagged one does not.
func (n *namer) word(s string) string {
	if s == "" || conventional[s] || major.MatchString(s) || goRelease.MatchString(s) {
		return s
	}
	if name, version, ok := strings.Cut(s, "@"); ok {
		if !release.MatchString(version) {
			version = "v0.0.0"
		}
		return n.word(name) + "@" + version
	}
	return n.name("package", "p", s)
}

// path replaces the elements of a path.
func (n *namer) path(s string) string {
	parts := strings.Split(s, "/")
	for i, p := range parts {
		parts[i] = n.word(p)
	}
	return strings.Join(parts, "/")
}

// keptNames are identifiers that strict keeps: what the language has, and the methods of the standard library's
// interfaces, which say how a goroutine uses what it is blocked in.
var keptNames = func() map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.Fields(`main init glob go shape fm Read Write Accept ReadFrom WriteTo Close Stop Shutdown ServeHTTP
		Done Wait Lock Unlock RLock RUnlock Error Err String Value Deadline Run Do Start Next Scan Rows Body Add Acquire Release
		int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr string bool byte rune float32 float64 complex64
		complex128 error any struct interface func map chan make new len cap append close defer select case default return
		for range if else switch break continue var const type nil true false iota
		context ctx cancel Context Background TODO WithCancel WithTimeout WithDeadline WithValue WithoutCancel
		WithCancelCause WithTimeoutCause WithDeadlineCause AfterFunc Cause CancelFunc CancelCauseFunc time Second Millisecond
		Microsecond Nanosecond Minute Hour Duration After NewTimer NewTicker Tick Sleep C sync Mutex RWMutex WaitGroup Once Pool Cond
		errgroup Group Go SetLimit signal NotifyContext http Request Response errors err`) {
		words[w] = true
	}
	return words
}()

// verbs are the words by which a constructor, or a method that sets an object to work, is recognised.
var verbs = regexp.MustCompile(`^(New|new|Make|make|Open|open|Start|start|Create|create|Dial|dial|Connect|connect|Must|must)(?:[\p{Lu}\d_]|$)`)

// identifier replaces one name of a function or type. What it does to an object stays: NewCache becomes New_n01.
func (n *namer) identifier(s string) string {
	base, suffix, cut := strings.Cut(s, "-") // (*T).Run-fm, F-range1
	switch verb := verbs.FindStringSubmatch(base); {
	case base == "" || keptNames[base] || compiled.MatchString(base) || verb != nil && base == verb[1]:
	case verb != nil:
		base = verb[1] + "_" + n.name("name", "n", base)
	default:
		base = n.name("name", "n", base)
	}
	if cut && suffix != "fm" && !compiled.MatchString(suffix) {
		suffix = n.name("name", "n", suffix)
	}
	if cut {
		return base + "-" + suffix
	}
	return base
}
