// Package schedtrace reads what GODEBUG=schedtrace=MS writes to standard error, with or without
// scheddetail=1, out of whatever log it is mixed with, into an evidence.Set.
//
// Every MS milliseconds the runtime of Go 1.26 prints one line,
//
//	SCHED 1024ms: gomaxprocs=2 idleprocs=1 threads=8 spinningthreads=0 needspinning=0 idlethreads=2 runqueue=1 [ 0 0 ] schedticks=[ 1891 1894 ]
//
// or, with scheddetail=1, one line and a block of lines, of which every P and every goroutine has one:
//
//	SCHED 2824ms: gomaxprocs=2 idleprocs=1 threads=8 spinningthreads=1 needspinning=0 idlethreads=2 runqueue=0 gcwaiting=false nmidlelocked=1 stopwait=0 sysmonwait=false
//	  P1: status=1 schedtick=4856 syscalltick=10593 m=5 runqsize=0 gfreecnt=52 timerslen=0
//	  M5: p=1 curg=nil mallocing=0 throwing=0 preemptoff= locks=1 dying=0 spinning=true blocked=false lockedg=nil
//	  G20: status=4(select) m=nil lockedm=0
//	  G21: status=6() m=nil lockedm=nil
//
// A crash prints such a block too, at its start, whenever schedtrace is on. Older versions print less:
//
//	Go 1.1   no spinningthreads, -1 instead of nil, [1 2 0] instead of [ 1 2 0 ], waiting flags as 0 and 1
//	Go 1.4   spinningthreads on the line
//	Go 1.20  needspinning, nil
//	Go 1.26  schedticks, the spaced brackets, waiting flags as true and false; status 10, leaked
//
// Source of the grammar: runtime/proc.go, schedtrace; of the states: runtime/runtime2.go.
//
// # What it gives
//
// Each SCHED line is an evidence.LoadSample. Each block is a snapshot of what every goroutine waits for
// (Set.Series), and the last whole one is Set.Goroutines. A goroutine that waits for the same in
// consecutive blocks is taken to have waited throughout. Times are those of the SCHED lines,
// milliseconds since the program started; the wall clock is taken from the log's prefix, when that has
// a time with a zone.
//
// # Torn lines
//
// The runtime writes every word of a line with a write of its own, so another writer's line can land
// inside. The rest of the SCHED line then follows on one of the next lines and is put together again:
//
//	SCHED 1005ms: gomaxprocs=8 idleprocs=2026/11/22 00:34:28 stream refused
//	0 threads=12 spinningthreads=0 needspinning=0 idlethreads=5 runqueue=3 [ 1 2 0 0 0 0 0 0 ]
//
// # Limits
//
// A block has neither stacks nor creators. A goroutine that woke up and waits for the same again between
// two blocks looks as if it had never moved, so for a ticker loop Since says too much. A block that has fewer goroutine lines than the one
// before it has lost some, since the runtime never forgets a goroutine, only reuses it: it is reported
// and not used. Goroutine ids mean something within one process: of a log with several, be it restarts or
// `go run` with the tools it starts, the process that began last is read, and the others are named in a
// Problem.
package schedtrace
