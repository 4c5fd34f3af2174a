// Package samples carries incidents to try ctxscope on: small services with one
// known leak each, and one without any, together with the evidence that a run
// of each left behind. All of it is embedded, so that `ctxscope demo` needs the
// binary alone and every parser and rule is tested on real input.
//
// An incident is a directory:
//
//	early-return/main.go …                the service; its comments tell the bug
//	early-return/want.txt                 the right answer; package want reads it
//	early-return/captured/trace.out       execution trace, stopped at full leak
//	early-return/captured/goroutine.txt   goroutine profile, debug=2
//	early-return/captured/sigquit.txt     crash dump after SIGQUIT, GOTRACEBACK=all
//	early-return/captured/heap.pb.gz      heap profile
//	early-return/captured/schedtrace.log  GODEBUG=schedtrace between the service's log
//
// Some left something else behind:
//
//	series/        three goroutine dumps, two seconds apart
//	timer-pileup/  heap profiles early and late, and a dump
//	crashloop/     a panic in the log of a Kubernetes pod, compressed
//	cancel-storm/  a trace, and schedtrace every 20 ms
//	deadline-drift/  a trace with the contexts in it, and a dump
//
// The files of one incident come from one process, so goroutine ids join
// across them. `go generate ./samples` makes all of them anew (package
// generate); goroutine ids, counts and times then change, source lines do not.
//
// The clients of a service run in the same process as the service, and last
// three to six seconds: ages are short and minutes never appear in the dumps.
package samples

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
)

//go:generate go run ./generate

//go:embed early-return ignored-cancel lost-cancel stuck-defer-cancel outlived-parent
//go:embed deadline-drift series timer-pileup crashloop cancel-storm healthy
var embedded embed.FS

// Incident is one service's evidence and what its operator knew.
type Incident struct {
	// Name is the incident's directory: for most leaks the rule they break, for
	// the others what is left of them.
	Name string
	// Title is one line without a full stop.
	Title string
	// Story is three to six lines of what the operator saw, without the answer.
	// It ends without a newline.
	Story string
	// Files is rooted at the captured directory, and Inputs are the names of the
	// files in it: trace.out, goroutine.txt, sigquit.txt, heap.pb.gz and
	// schedtrace.log, or what the package comment says.
	Files  fs.FS
	Inputs []string
	// Source is rooted at the incident's directory: the service's Go files, to
	// which the captured stacks refer, and want.txt.
	Source fs.FS
}

// All returns every incident, the one to look at first in front and the healthy
// service last. The caller owns the slice.
func All() []Incident {
	all := make([]Incident, len(table))
	for i, inc := range table {
		inc.Files = sub(inc.Name + "/captured")
		inc.Inputs = names(inc.Files)
		inc.Source = sub(inc.Name)
		all[i] = inc
	}
	return all
}

// Find returns the incident called name, and false when there is none.
func Find(name string) (Incident, bool) {
	all := All()
	i := slices.IndexFunc(all, func(inc Incident) bool { return inc.Name == name })
	if i < 0 {
		return Incident{}, false
	}
	return all[i], true
}

// names returns what lies at the top of fsys, an embedded directory.
func names(fsys fs.FS) []string {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		panic(fmt.Sprintf("samples: %v", err))
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// sub returns the embedded directory dir. Its only error is a malformed path,
// which a name of the table cannot make.
func sub(dir string) fs.FS {
	fsys, err := fs.Sub(embedded, dir)
	if err != nil {
		panic(fmt.Sprintf("samples: %v", err))
	}
	return fsys
}
