package peers

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
)

// generate writes a debug=2 dump of n goroutines in 2000 kinds, a few of them frequent.
func generate(n int) []byte {
	rng := rand.New(rand.NewPCG(3, 5))
	kinds := make([][]int, 2000)
	for i := range kinds {
		kinds[i] = make([]int, 1+rng.IntN(40))
		for j := range kinds[i] {
			kinds[i][j] = rng.IntN(400)
		}
	}
	waits := []string{"chan receive", "select", "IO wait, 7 minutes", "sync.Mutex.Lock", "semacquire, 12 minutes"}
	zipf := rand.NewZipf(rng, 1.3, 8, uint64(len(kinds)-1))
	var buf bytes.Buffer
	out := bufio.NewWriter(&buf)
	fmt.Fprint(out, "goroutine 1 [running]:\nmain.main()\n\t/srv/shop/main.go:31 +0x5c\n")
	for i := range n {
		k := zipf.Uint64()
		fmt.Fprintf(out, "\ngoroutine %d [%s]:\n", 2+i*3/2, waits[k%5])
		for _, f := range kinds[k] {
			fmt.Fprintf(out, "example.com/shop/part%d.(*Type%d).Method%d(0xc%09x, 0x%x?, {0x5352db?, 0x7})\n\t/srv/shop/part%d/file%d.go:%d +0x%x\n",
				f%17, f%53, f, rng.IntN(1<<28)*8, i, f%17, f%53, 20+f, 16+f)
		}
		fmt.Fprintf(out, "created by main.main in goroutine 1\n\t/srv/shop/main.go:%d +0x2c\n", 20+k%7)
	}
	out.Flush()
	return buf.Bytes()
}
