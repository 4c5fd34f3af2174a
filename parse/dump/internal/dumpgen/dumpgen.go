// Package dumpgen writes large goroutine dumps for tests and benchmarks, without parking a goroutine:
//
//	goroutine 4711 [chan receive, 12 minutes]:
//	main.(*Queue).Take(0xc000a1b2c0, {0x7b5258, 0xc0004d2000})
//		/srv/shop/queue.go:88 +0x4d
//	…
//
// What a dump holds follows from its Config alone.
package dumpgen

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
)

// Config says what a dump looks like. The zero values of Stacks and Depth stand for 2000 and 20.
type Config struct {
	Goroutines int
	Stacks     int  // distinct ones
	Depth      int  // the most frames of a stack
	Crash      bool // as SIGQUIT prints: frames of the runtime, stack pointers
}

// frame is a line of code with the shape of the function's arguments.
type frame struct {
	name, place string
	args        []string // "%" is an address, "&" that of the goroutine's context
}

// stack is the frames of one kind of goroutine, leaf first.
type stack struct {
	status  string
	frames  []frame
	creator frame
}

var leaves = []struct {
	status string
	inner  []string // of the runtime
}{
	{"chan receive", []string{"runtime.chanrecv", "runtime.chanrecv1"}},
	{"chan send", []string{"runtime.chansend", "runtime.chansend1"}},
	{"select", []string{"runtime.selectgo"}},
	{"IO wait", []string{"runtime.netpollblock"}},
	{"sync.Mutex.Lock", []string{"runtime.semacquire1"}},
	{"sleep", []string{"runtime.goparkunlock"}},
}

// Write writes a dump.
func Write(w io.Writer, c Config) error {
	if c.Stacks == 0 {
		c.Stacks = 2000
	}
	if c.Depth == 0 {
		c.Depth = 20
	}
	rng := rand.New(rand.NewPCG(3, 5))
	functions := make([]frame, 400)
	for i := range functions {
		functions[i] = function(rng, i)
	}
	stacks := make([]stack, c.Stacks)
	for i := range stacks {
		stacks[i] = newStack(rng, functions, c)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	zipf := rand.NewZipf(rng, 1.3, 8, uint64(c.Stacks-1))
	fmt.Fprint(out, "goroutine 1 [running]:\nmain.main()\n\t/srv/shop/main.go:31 +0x5c\n")
	for i := range c.Goroutines {
		s := &stacks[zipf.Uint64()]
		s.write(out, rng, c.Crash, 2+i*3/2)
	}
	return out.Flush()
}

func function(rng *rand.Rand, i int) frame {
	f := frame{
		name:  fmt.Sprintf("example.com/shop/internal/part%d.(*Type%d).Method%d", i%17, i%53, i),
		place: fmt.Sprintf("/srv/shop/internal/part%d/file%d.go:%d +0x%x", i%17, i%53, 20+i, 16+i),
		args:  []string{"%"},
	}
	for range rng.IntN(5) {
		f.args = append(f.args, []string{"%", "%?", "0x0?", "{0x5352db?, 0x7}", "{0x7b5258, &}"}[rng.IntN(5)])
	}
	return f
}

func newStack(rng *rand.Rand, functions []frame, c Config) stack {
	leaf := leaves[rng.IntN(len(leaves))]
	s := stack{status: leaf.status, creator: functions[rng.IntN(len(functions))]}
	if c.Crash {
		s.frames = append(s.frames, frame{"runtime.gopark", "/usr/local/go/src/runtime/proc.go:462 +0xce", []string{"0x0?", "%?"}})
		for _, name := range leaf.inner {
			s.frames = append(s.frames, frame{name, "/usr/local/go/src/runtime/chan.go:667 +0x4ae", []string{"%", "0x0", "0x1"}})
		}
	}
	for range 1 + rng.IntN(c.Depth) {
		s.frames = append(s.frames, functions[rng.IntN(len(functions))])
	}
	if c.Crash {
		s.frames = append(s.frames, frame{"runtime.goexit", "/usr/local/go/src/runtime/asm_amd64.s:1771 +0x1", []string{"{}"}})
	}
	return s
}

func (s *stack) write(out *bufio.Writer, rng *rand.Rand, crash bool, id int) {
	fmt.Fprintf(out, "\ngoroutine %d ", id)
	if crash {
		fmt.Fprintf(out, "gp=0x%x m=nil ", address(rng))
	}
	fmt.Fprintf(out, "[%s", s.status)
	if m := rng.IntN(60); m > 20 {
		fmt.Fprintf(out, ", %d minutes", m)
	}
	out.WriteString("]:\n")
	ctx := address(rng)
	for i := range s.frames {
		s.frames[i].write(out, rng, crash, ctx)
	}
	fmt.Fprintf(out, "created by %s in goroutine %d\n\t%s\n", s.creator.name, 1+id/1000, s.creator.place)
}

func (f *frame) write(out *bufio.Writer, rng *rand.Rand, crash bool, ctx uint64) {
	out.WriteString(f.name)
	out.WriteByte('(')
	for i, arg := range f.args {
		if i > 0 {
			out.WriteString(", ")
		}
		for _, c := range arg {
			switch c {
			case '%':
				fmt.Fprintf(out, "0x%x", address(rng))
			case '&':
				fmt.Fprintf(out, "0x%x", ctx)
			default:
				out.WriteRune(c)
			}
		}
	}
	out.WriteString(")\n\t")
	out.WriteString(f.place)
	if crash {
		sp := address(rng)
		fmt.Fprintf(out, " fp=0x%x sp=0x%x pc=0x%x", sp+96, sp, 0x480000+len(f.name))
	}
	out.WriteByte('\n')
}

func address(rng *rand.Rand) uint64 { return 0xc000000000 + rng.Uint64N(1<<28)&^7 }
