package source_test

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/source"
)

type park struct{ gate chan int }

func (p *park) method(int)     { <-p.gate }
func (p park) value()          { <-p.gate }
func (p *park) maker() func()  { return func() { <-p.gate } }
func (p *park) chained() *park { return p }

type box[T any] struct{ gate chan T }

func (b *box[T]) run() {
	go func() {
		func() {
			<-b.gate
		}()
	}()
}

func generic[T any](gate chan T) {
	go func() { <-gate }()
}

func twice(yield func(int) bool) { _ = yield(1) && yield(2) }

var hook = func(gate chan int) { <-gate }

var once = sync.OnceFunc(func() { hook(gateOfInit) })

var gateOfInit chan int

// parkAll starts goroutines that park in every kind of function the compiler names.
func parkAll(gate chan int) {
	p := &park{gate}
	go p.method(1)
	go p.value()
	f := p.method
	go f(2)
	go p.maker()()
	go func(n int) { p.method(n) }(3)
	(&box[int]{gate}).run()
	generic(gate)
	go hook(gate)
	go once()
	go func() {
		defer fmt.Sprint("deferred", gate)
		func() {
			func() {
				go p.method(4)
				go func() {
					select {
					case <-gate:
					case gate <- func() int { return 1 }():
					}
				}()
			}()
			for range 2 {
				go func(int) { gate <- 1 }(5)
			}
		}()
		p.maker()()
	}()
	for v := range twice {
		go func() { gate <- v }()
		for w := range twice {
			go func() {
				defer func() { <-gate }()
				panicky(gate, w)
			}()
		}
	}
	go func() {
		for v := range twice {
			gate <- v
		}
	}()
	go func() {
		p.
			chained().
			chained().
			method(
				6,
			)
	}()
	go func() {
		_ = 1 +
			<-gate
	}()
	go func() {
		gate <- 1
	}()
	go func() {
		for range gate {
			_ = gate
		}
	}()
	a, b := func() { <-gate }, func() { gate <- 1 }
	go a()
	go b()
}

func panicky(gate chan int, w int) {
	defer func() {
		gate <- w
	}()
	gate <- w
}

var frameLine = regexp.MustCompile(`^\t(.+):(\d+)(?: \+0x[0-9a-f]+)?$`)

// TestNamesOfTheCompiler compares how names are mapped with what the compiler of the day calls the
// functions of this file, and lines with where the runtime says goroutines wait.
func TestNamesOfTheCompiler(t *testing.T) {
	parkAll(nil) // on a nil channel nobody meets anybody
	set := liveStacks(t)
	source.Read(context.Background(), set, source.Options{Dirs: []source.Tree{{Name: "."}}})
	seen := 0
	for f, c := range set.Code {
		if !strings.HasSuffix(f.File, "/live_test.go") {
			continue
		}
		seen++
		switch {
		case c.Mismatch != "":
			t.Errorf("%v: %s", f, c.Mismatch)
		case c.Op == nil && c.Starts == nil:
			t.Errorf("%v: no operation", f)
		case c.Op != nil && c.Op.Kind != evidence.OpCall && c.Op.Channel == nil && len(c.Op.Cases) == 0:
			t.Errorf("%v: %s without a channel", f, c.Op.Kind)
		}
	}
	if seen < 30 {
		t.Errorf("only %d frames", seen)
	}
}

// liveStacks returns the stacks of this process once its goroutines have parked.
func liveStacks(t *testing.T) *evidence.Set {
	buf := make([]byte, 1<<20)
	var text string
	for range 100 {
		time.Sleep(10 * time.Millisecond)
		text = string(buf[:runtime.Stack(buf, true)])
		if !strings.Contains(text, "[runnable]") {
			break
		}
	}
	set := &evidence.Set{}
	for _, block := range strings.Split(text, "\n\n") {
		g := &evidence.Goroutine{Stack: &evidence.Stack{}}
		lines := strings.Split(block, "\n")
		for i := 1; i+1 < len(lines); i += 2 {
			m := frameLine.FindStringSubmatch(lines[i+1])
			if m == nil {
				t.Fatalf("cannot read %q", lines[i+1])
			}
			line, _ := strconv.Atoi(m[2])
			name, created := strings.CutPrefix(lines[i], "created by ")
			f := evidence.Frame{Func: name, File: m[1], Line: line}
			if created {
				f.Func, _, _ = strings.Cut(name, " in goroutine ")
				g.Created.Stack = &evidence.Stack{Frames: []evidence.Frame{f}}
				continue
			}
			f.Func = name[:strings.LastIndexByte(name, '(')]
			g.Stack.Frames = append(g.Stack.Frames, f)
		}
		set.Goroutines = append(set.Goroutines, g)
	}
	return set
}
