package correlate

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

//go:generate go run stdlist_gen.go

// Package returns the import path of the package that the function belongs to: "net/http" of
// "net/http.(*conn).serve". Dots in the last element of a path are escaped by the compiler, so the first
// dot after the last slash ends it.
func Package(function string) string {
	function, _, _ = strings.Cut(function, "[") // type arguments may hold slashes and dots
	slash := strings.LastIndexByte(function, '/') + 1
	dot := strings.IndexByte(function[slash:], '.')
	if dot < 0 {
		return function
	}
	return function[:slash+dot]
}

// Short returns the function without the directories of its import path: "http.(*conn).serve".
func Short(function string) string {
	head, rest := function, ""
	if i := strings.IndexByte(function, '['); i >= 0 {
		head, rest = function[:i], function[i:]
	}
	return head[strings.LastIndexByte(head, '/')+1:] + rest
}

// Std reports whether f belongs to the standard library or the runtime. Test files of the standard
// library do not: when the library itself is under test they are the program.
func Std(f evidence.Frame) bool {
	if strings.HasSuffix(f.File, "_test.go") {
		return false
	}
	pkg := Package(f.Func)
	return stdPackages[pkg] || stdInternal(pkg) || strings.HasPrefix(pkg, "vendor/") || pkg == f.Func && !strings.Contains(pkg, ".")
}

// stdInternal reports whether pkg lies below an internal directory of the standard library. Those come and
// go with every release, and a trace may be of any: runtime/internal/atomic until Go 1.22, net/http/internal/http2
// after Go 1.26.
func stdInternal(pkg string) bool {
	parent, _, ok := strings.Cut(pkg, "/internal/")
	return ok && stdPackages[parent] || strings.HasPrefix(pkg, "internal/")
}

// wrappers are the prefixes of functions that only run the program's own function on a goroutine, or
// hold it back until it may run. Those of the standard library are Std anyway.
var wrappers = []string{
	"golang.org/x/sync/errgroup.",
	"golang.org/x/sync/singleflight.",
	"golang.org/x/sync/semaphore.",
	"github.com/sourcegraph/conc.",
	"github.com/sourcegraph/conc/",
	"github.com/oklog/run.",
	"github.com/panjf2000/ants/",
	"github.com/alitto/pond/",
	"github.com/alitto/pond.",
	"github.com/gammazero/workerpool.",
	"gopkg.in/tomb.v2.",
}

// Wrapper reports whether f only runs the program's own function: errgroup, singleflight, worker pools, the
// package that instruments contexts, and the functions the compiler makes for go and defer statements with arguments.
func Wrapper(f evidence.Frame) bool {
	for _, p := range wrappers {
		if strings.HasPrefix(f.Func, p) {
			return true
		}
	}
	return strings.Contains(f.Func, ".gowrap") || strings.Contains(f.Func, ".deferwrap") || instrument(f.Func)
}

// instrument reports whether function belongs to package samples/ctxtrace, wherever its copy lies.
func instrument(function string) bool {
	return strings.HasPrefix(function[strings.LastIndexByte(function, '/')+1:], "ctxtrace.")
}

// Dependency reports whether f is code of another module: in the module cache, vendored, or known by name.
func Dependency(f evidence.Frame) bool {
	return strings.Contains(f.File, "@v") || strings.Contains(f.File, "/vendor/") || unversioned(f)
}

// Own reports whether f is the program's own code.
func Own(f evidence.Frame) bool { return !Std(f) && !Wrapper(f) && !Dependency(f) }

// Piped reports whether g writes to an io.Pipe: a send in all but name, which waits for its reader in a select.
func Piped(g *evidence.Goroutine) bool { return FindFrame(g.Stack, "io.(*pipe).write") >= 0 }

// Home returns the index of the frame that answers "where in my program is this": the innermost of the
// program's own frames; failing that of a dependency's; failing that the innermost outside the runtime's
// packages. It is -1 for a stack without frames.
func Home(s *evidence.Stack) int {
	frames := s.All()
	for i, f := range frames {
		if Own(f) {
			return i
		}
	}
	for i, f := range frames {
		if !Std(f) && !Wrapper(f) {
			return i
		}
	}
	for i, f := range frames {
		if !plumbing(Package(f.Func)) {
			return i
		}
	}
	last := len(frames) - 1
	if last > 0 && frames[last].Func == "runtime.goexit" {
		last-- // crash dumps show it below what the goroutine runs
	}
	return last
}

// plumbing reports whether pkg only carries out a wait that another package asked for.
func plumbing(pkg string) bool {
	switch pkg {
	case "runtime", "sync", "internal/sync", "internal/poll", "time":
		return true
	}
	return strings.HasPrefix(pkg, "internal/runtime/")
}

// homeFrame returns the frame at Home, the zero Frame when there is none.
func homeFrame(s *evidence.Stack) evidence.Frame {
	if i := Home(s); i >= 0 {
		return s.Frames[i]
	}
	return evidence.Frame{}
}
