// Package benchmark reads what `go test -bench` prints, with -benchmem or metrics of the program's own,
// into an evidence.Set.
//
// A result is a line; the lines before it say what it is a result of:
//
//	goos: linux
//	goarch: amd64
//	pkg: example.com/shop/cart
//	cpu: Intel(R) Xeon(R) Processor
//	BenchmarkCheckout-2   	    1000	   1024310 ns/op	        12.00 goroutines	   35272 B/op	     352 allocs/op
//	PASS
//	ok  	example.com/shop/cart	1.210s
//
// The format is that of all Go versions, https://go.dev/design/14313-benchmark-format; reading it is
// golang.org/x/perf/benchfmt's. What this package does itself is to make its lines of what logs have
// (see clean.go): a benchmark that prints tears its line in two,
//
//	BenchmarkCheckout-2   	cart 7 is empty
//	    1000	   1024310 ns/op
//
// a continuous-integration log puts a time before each, and a line may be longer than benchfmt bears.
//
// Name and unit stay as printed: BenchmarkCheckout-2 and ns/op, not Checkout-2 and sec/op.
//
// # Limits
//
// The output of `go test -json` is not unwrapped. Two runs of one benchmark in one file, as with -count, are
// two results, and nothing tells them from the runs of two versions.
package benchmark
