// Package profile reads what runtime/pprof writes — goroutine, goroutineleak, heap, allocs, block and
// mutex profiles, as protobuf or as the text of debug=1 — into an evidence.Set. So does it with the
// contention profiles of `go tool trace -pprof`, and with profiles of one sample for each goroutine.
//
//	bytes ──sniff──▶ protobuf (pprof/profile) ──────────────────────┬─▶ goroutines: groups, expanded
//	              └▶ text ──texts.go──▶ profiles ──text.go, kept.go─┴─▶ allocation sites, contentions
//
// # Protobuf
//
// The message is profile.proto of github.com/google/pprof, gzipped or not. Its first bytes are a
// ValueType, by which it is recognised; what it is a profile of, the sample types tell:
//
//	goroutine/count                                        goroutines, one sample for each stack and labels
//	goroutineleak/count                                    the same, those that can never wake up
//	alloc_objects alloc_space inuse_objects inuse_space    heap and allocs, which differ in the default only
//	contentions/count delay/nanoseconds                    block and mutex, and go tool trace -pprof
//	waitduration/nanoseconds                               goroutines with their ids, see below
//	samples/count cpu/nanoseconds                          a CPU profile: an error
//
// Block and mutex profiles have the same types. A mutex profile is charged to the holder, so its leaves
// are Unlocks and a block profile's never are; a profile with no samples at all is taken for a block
// profile. The profiles of `go tool trace` (period type "trace") are read as block profiles; whether one of them is
// about locks, the network, system calls or the scheduler, no field of it tells, but its stacks do (traced.go).
//
// # Text
//
// The text of debug=1 is a header, then records, each ended by an empty line:
//
//	goroutine profile: total 12
//	3 @ 0x47fcce 0x415fae 0x415af2 0x4e23d9 0x486801
//	# labels: {"job":"index", "shard":"7"}
//	#	0x4e23d8	main.wait+0x18	service/main.go:14
//
//	heap profile: 800: 1310544 [800: 1310545] @ heap/1048576
//	1: 96 [20: 1920] @ 0x47e365 0x41ec45 0x4a1b2c
//	#	0x4a1b2b	context.WithDeadlineCause+0x8b	context/context.go:639
//
//	--- contention:
//	cycles/second=1999999404
//	100423644 1 @ 0x4e22f3 0x4e22ef 0x486801
//	#	0x4e22f2	sync.(*Mutex).Lock+0x12	sync/mutex.go:46
//
// with "--- mutex:" and a line "sampling period=N" for a mutex profile. Leading frames of package runtime
// are left out of the lines though not out of the addresses; see hidden.go for what these still tell.
// The rate of a heap header is twice runtime.MemProfileRate after "heap/", the rate itself after
// "heap_v2/" and "heapz_v2/", and there is none after "heapprofile". Files without frame lines have
// addresses for function names.
//
// A text may be a log with profiles anywhere in it, behind any prefix that package textline takes off. Those of one
// kind are taken for one process's, in order: goroutines and heaps are a Series, the last whole one counts. A profile
// ends where another begins, where the lines of others no longer end, or with the text; what is missing then, its
// header's total tells. Lines of others between its own are Problems.
//
// # One sample for each goroutine
//
// CockroachDB's Go writes with debug=3 a goroutine profile that is not aggregated. Labels tell what a
// dump would: go::goroutine and go::goroutine_created_by (ids), go::goroutine_state (a dump's words),
// go::goroutine_wait_minutes. The goroutine-wait profile of dd-trace-go is a debug=2 dump put into a
// profile: labels goid, state, lockedm, the value is how long it waited, and the outermost frame is the
// creator's. In any goroutine profile a number labelled goid, goroutine or go::goroutine is an id, since
// the labels a program sets itself are always strings.
//
// # Limits
//
// Profiles have no creators, and no ids but for the above: goroutines are counted by stack, and every
// counted one becomes an evidence.Goroutine with an id below evidence.NoGoID, up to a million. Heap
// figures are estimates; see heap.go for how many samples they rest on. Text has no time and no Go
// version, protobuf a time, and a version only where a path names it. A protobuf that is cut is lost: its
// names come last. Stacks end at 128 frames (32 for heap, block and mutex before Go 1.23), so the
// outermost frame of one that long is not where the goroutine began.
package profile
