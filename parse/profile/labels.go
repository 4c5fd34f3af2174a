package profile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// told is what synthetic labels say of one goroutine; see the package doc.
type told struct {
	id, by  evidence.GoID
	state   string // in the words of a dump
	locked  bool
	waited  time.Duration // for at least so long; 0 when not known
	created *evidence.Stack
	noEntry bool // the outermost frames are not in the profile
}

// synthetic splits the labels of a sample into what they say of the goroutine and those the program set
// itself, by key. Words is true when plain "state" and "lockedm" are no labels of the program.
func synthetic(s *profile.Sample, words bool) (*told, []evidence.Label) {
	t := &told{id: evidence.NoGoID, by: evidence.NoGoID}
	any := words
	var own []evidence.Label
	for key, values := range s.NumLabel {
		if len(values) == 0 {
			continue
		}
		any = t.number(key, values[0]) || any
	}
	for key, values := range s.Label {
		for _, v := range values {
			if t.word(key, v, words) {
				any = true
				continue
			}
			own = append(own, evidence.Label{Key: key, Value: v})
		}
	}
	slices.SortFunc(own, func(a, b evidence.Label) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Value, b.Value))
	})
	if !any {
		t = nil
	}
	return t, own
}

// number takes a label that is a number, as no label of the program is.
func (t *told) number(key string, n int64) bool {
	switch key {
	case "go::goroutine", "goroutine", "goid":
		t.id = goID(n)
	case "go::goroutine_created_by":
		t.by = goID(n)
	case "go::goroutine_wait_minutes":
		t.waited = minutes(n)
	default:
		return false
	}
	return true
}

// word takes a label that is text. Numbers may come as text too.
func (t *told) word(key, v string, words bool) bool {
	n, err := strconv.ParseInt(v, 10, 64)
	if rest, ok := strings.CutPrefix(key, "go::goroutine"); ok && rest != "_state" {
		return err == nil && t.number(key, n)
	}
	switch {
	case key == "go::goroutine_state", key == "state" && words:
		t.state = v
	case key == "lockedm" && words:
		t.locked = v == "true"
	default:
		return false
	}
	return true
}

func goID(n int64) evidence.GoID {
	if n <= 0 {
		return evidence.NoGoID
	}
	return evidence.GoID(n)
}

// minutes is a duration of so many, within reason: a year at most.
func minutes(n int64) time.Duration { return time.Duration(min(max(n, 0), 366*24*60)) * time.Minute }

const elided = "...additional frames elided..."

// creator takes off the frames that a goroutine-wait profile puts outside the goroutine's own: the mark of
// elided frames, and the function with the go statement, which all goroutines but main's have.
func (t *told) creator(b *builder, locs []*profile.Location, waited int64) []*profile.Location {
	t.waited = min(max(time.Duration(waited), 0), minutes(1<<40))
	outermost := func() string {
		if n := len(locs); n > 0 && len(locs[n-1].Line) == 1 && locs[n-1].Line[0].Function != nil {
			return locs[n-1].Line[0].Function.Name
		}
		return ""
	}
	if outermost() == elided {
		locs, t.noEntry = locs[:len(locs)-1], true
	}
	if n := len(locs); n > 1 && outermost() != "main.main" && outermost() != "runtime.main" {
		t.created = b.stacks.locations(locs[n-1:])
		locs = locs[:n-1]
	}
	return locs
}

// apply adds to g what is told of it.
func (t *told) apply(g *evidence.Goroutine) {
	g.Locked = t.locked
	if t.by.Known() || t.created != nil {
		g.Created.By, g.Created.Stack = t.by, t.created
		g.Created.Seen, g.Created.Undated = true, true
	}
	if t.waited > 0 {
		g.Since, g.SinceKnown = -evidence.Time(t.waited), true
	}
	if t.state == "" {
		return
	}
	g.WaitText = t.state
	word := t.state
	if rest, ok := strings.CutSuffix(word, " (leaked)"); ok {
		word, g.Leaked = rest, true
	}
	word = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(word, " (scan)"), " (durable)"), " (nil chan)")
	switch word {
	case "running":
		g.State, g.Wait = evidence.Running, ""
	case "runnable", "idle":
		g.State, g.Wait = evidence.Runnable, ""
	case "syscall":
		g.State, g.Wait = evidence.Syscall, evidence.WaitSyscall
	case "waiting":
		g.State = evidence.Waiting
	case "leaked":
		g.State, g.Leaked = evidence.Waiting, true
	default:
		g.State, g.Wait = evidence.Waiting, evidence.Wait(word)
	}
}
