package incident

import (
	"cmp"
	"errors"
	"reflect"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// expand puts the counted goroutines into the Set, each as many times as it counts. As those of a profile they
// have ids that are nobody's.
func expand(d *Document) error {
	total := 0
	for _, c := range d.Counted {
		if c.Goroutine == nil || c.Times < 0 || c.Times > mostCounted || total > mostCounted-c.Times {
			return errors.New("damaged incident: it counts more goroutines than any program has")
		}
		total += c.Times
	}
	if total == 0 {
		return nil
	}
	block := make([]evidence.Goroutine, 0, total)
	for _, c := range d.Counted {
		for range c.Times {
			g := *c.Goroutine
			g.ID = evidence.NoGoID - 1 - evidence.GoID(len(block))
			block = append(block, g)
			d.Set.Goroutines = append(d.Set.Goroutines, &block[len(block)-1])
		}
	}
	return nil
}

// settle makes good what the types of a Set promise and its users rely on, as anybody may have written the
// document: order, no nil where there is always something, indexes within their lists.
func settle(set *evidence.Set) {
	dropNil(reflect.ValueOf(set), make(map[any]bool))
	for _, g := range set.Goroutines {
		g.State = min(g.State, evidence.Syscall)
		creation(&g.Created)
		g.Holds = slices.DeleteFunc(g.Holds, func(h evidence.Hold) bool { return h.Resource == nil })
		for i := range g.Holds {
			if h := &g.Holds[i]; h.Frame < -1 || h.Frame >= len(g.Stack.All()) {
				h.Frame = -1
			}
		}
		if h := g.History; h != nil && h.Parent != nil {
			creation(h.Parent)
		}
	}
	slices.SortStableFunc(set.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	set.Goroutines = slices.CompactFunc(set.Goroutines, func(a, b *evidence.Goroutine) bool { return a.ID == b.ID })
	for _, s := range set.Sites {
		s.Alive = s.Alive[:min(len(s.Alive), len(set.Sched))]
	}
	slices.SortStableFunc(set.Cancels, func(a, b *evidence.Cancel) int { return cmp.Compare(a.At, b.At) })
	slices.SortStableFunc(set.Spans, func(a, b evidence.Span) int { return cmp.Compare(a.From, b.From) })
	set.Series = slices.DeleteFunc(set.Series, func(s *evidence.Snapshot) bool { return s.Source == nil })
	for _, s := range set.Series {
		slices.SortStableFunc(s.Goroutines, func(a, b evidence.Still) int { return cmp.Compare(a.ID, b.ID) })
	}
	if len(set.Sources) == 0 {
		set.Sources = append(set.Sources, &evidence.Source{Path: "unknown", Kind: evidence.Unrecognised})
	}
}

func creation(c *evidence.Creation) {
	c.FramesLeft = max(0, min(c.FramesLeft, int32(len(c.Stack.All()))))
}

// dropNil takes nil pointers out of the lists of everything that v leads to.
func dropNil(v reflect.Value, seen map[any]bool) {
	work := []reflect.Value{v}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Interface()] {
				seen[v.Interface()] = true
				work = append(work, v.Elem())
			}
		case reflect.Struct:
			if v.Type() == timeType {
				continue
			}
			for i := range v.NumField() {
				switch v.Field(i).Kind() {
				case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Struct:
					work = append(work, v.Field(i))
				}
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				if isNil(it.Key()) || isNil(it.Value()) {
					v.SetMapIndex(it.Key(), reflect.Value{})
					continue
				}
				work = append(work, it.Key(), it.Value())
			}
		case reflect.Slice:
			elem := v.Type().Elem().Kind()
			if elem != reflect.Pointer && elem != reflect.Struct {
				continue
			}
			n := 0
			for i := range v.Len() {
				if !isNil(v.Index(i)) {
					v.Index(n).Set(v.Index(i))
					n++
				}
			}
			if n < v.Len() {
				v.Set(v.Slice(0, n))
			}
			for i := range n {
				work = append(work, v.Index(i))
			}
		}
	}
}

func isNil(v reflect.Value) bool { return v.Kind() == reflect.Pointer && v.IsNil() }
