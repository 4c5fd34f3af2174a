// Package tree is an ordered map that can be walked in order.
package tree

import (
	"cmp"
	"iter"
)

// Tree is a binary search tree.
type Tree[K cmp.Ordered, V any] struct {
	root *node[K, V]
}

type node[K cmp.Ordered, V any] struct {
	key         K
	value       V
	left, right *node[K, V]
}

// Put sets a key's value.
func (t *Tree[K, V]) Put(key K, value V) {
	at := &t.root
	for *at != nil {
		switch c := cmp.Compare(key, (*at).key); {
		case c < 0:
			at = &(*at).left
		case c > 0:
			at = &(*at).right
		default:
			(*at).value = value
			return
		}
	}
	*at = &node[K, V]{key: key, value: value}
}

// All walks the tree in order.
func (t *Tree[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.root.walk(yield) }
}

func (n *node[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.value) && n.right.walk(yield) // leak: wait
}
