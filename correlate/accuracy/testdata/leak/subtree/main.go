// Subtree compares two versions of an index side by side, with iterators that are pulled. It stops at the
// first difference, and so do the iterators, somewhere in their tree.
//
// rule: unclosed-owner | outlived-parent
// expect: 10
package main

import (
	"fmt"
	"iter"
	"log"
	"math/rand/v2"
	"time"

	"github.com/ctxscope/ctxscope/correlate/accuracy/testdata/leak/subtree/tree"
)

type index = tree.Tree[int, string]

// version builds an index in which some entries are new.
func version(changed int) *index {
	t := &index{}
	for _, k := range rand.Perm(200) {
		v := fmt.Sprint("entry ", k)
		if k == changed {
			v += " (new)"
		}
		t.Put(k, v)
	}
	return t
}

// differ returns the first key whose value differs.
func differ(a, b *index) (int, bool) {
	nextA, _ := iter.Pull2(a.All()) // leak: go, fix
	nextB, stopB := iter.Pull2(b.All())
	defer stopB()
	for {
		ka, va, okA := nextA()
		kb, vb, okB := nextB()
		switch {
		case !okA && !okB:
			return 0, false
		case okA != okB || ka != kb || va != vb:
			return ka, true // leak: fix
		}
	}
}

func main() {
	old := version(-1)
	for n := 0; ; n++ {
		changed := -1
		if n%2 == 0 {
			changed = rand.IntN(200)
		}
		if key, ok := differ(old, version(changed)); ok {
			log.Printf("%d has changed", key)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
